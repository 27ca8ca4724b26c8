// Evidence as text: written, read, and renewed.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Evidence, renewEvidence } from '../../src/evidence/evidence.ts';
import { parseEvidence } from '../../src/evidence/parse.ts';
import { formatEvidence } from '../../src/outputs/evidence/evidence.ts';
import { evidences } from './arbitrary.ts';

const namesOf = ({ labs }: Evidence) => labs.map(({ lab }) => lab);

describe('the text', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        expect(parseEvidence(formatEvidence(evidence))).toEqual(evidence);
      }),
    );
  });

  test('has one form: written, read and written again it is the same, whatever order its keys came in', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, turned(inner)]),
      );
    };
    fc.assert(
      fc.property(evidences, (evidence) => {
        const text = formatEvidence(evidence);
        const read = parseEvidence(JSON.stringify(turned(JSON.parse(text))));
        expect(read && formatEvidence(read)).toBe(text);
      }),
    );
  });

  test('is what the reference shows', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/reference/evidence.md'), 'utf8');
    const [, shown = ''] = /```json\n([^`]*)```/.exec(page) ?? [];
    const read = parseEvidence(shown);
    expect(read && formatEvidence(read)).toBe(shown);
    const keys = new Set([...shown.matchAll(/"(\w+)":/g)].map(([, key = '']) => key));
    for (const key of keys)
      expect(page.includes(`\`${key}\``) || /^(labs|steps|rows|kernel|iproute2|nft|bash)$/.test(key)).toBe(true);
  });

  test('anything else is no evidence, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseEvidence(text)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = parseEvidence(JSON.stringify({ labs: value }));
        expect(read === undefined || Array.isArray(value)).toBe(true);
      }),
    );
    for (const text of ['{"labs":'.repeat(100_000), '['.repeat(3_000_000), 'null', '[]', '{"labs":{}}']) {
      expect(parseEvidence(text)).toBeUndefined();
    }
  });

  test('one field that is not what netgen writes spoils it all', () => {
    const row = { what: 'check', text: 'a reaches b', result: 'ok' };
    const where = { place: 'sandbox', kernel: '6.12.41', iproute2: '6.15.0', nft: '', bash: '5.2.37' };
    const lab = { lab: 'l', verified: '0'.repeat(64), where, steps: [{ step: '1', rows: [row] }] };
    const parse = (labs: unknown) => parseEvidence(JSON.stringify({ labs, more: 'is passed over' }));
    expect(parse([lab])).toEqual({ labs: [lab] });
    const wrong = [
      [lab, lab],
      [{ ...lab, verified: 'A'.repeat(64) }],
      [{ ...lab, verified: `${'0'.repeat(64)}\n` }],
      [{ ...lab, where: { ...where, kernel: '<b>6</b>' } }],
      [{ ...lab, where: { ...where, place: 'moon' } }],
      [{ ...lab, steps: [...lab.steps, ...lab.steps] }],
      ...[{ what: 'x' }, { text: 1 }, { result: 'fine' }, { exit: -1 }, { exit: 256 }].map((change) => [
        { ...lab, steps: [{ step: '1', rows: [{ ...row, ...change }] }] },
      ]),
      [{ ...lab, steps: [{ step: '1', rows: [{ ...row, output: ['line', 2] }] }] }],
    ];
    for (const labs of wrong) expect(parse(labs)).toBeUndefined();
  });
});

describe('renewed', () => {
  test('labs that were not verified now stay, and those that the tutorial has no more go', () => {
    fc.assert(
      fc.property(evidences, evidences, (old, made) => {
        const names = [...new Set([...namesOf(made), ...namesOf(old).slice(1)])];
        const renewed = renewEvidence(old, made.labs, names);
        expect(namesOf(renewed)).toEqual(names);
        for (const lab of old.labs.slice(1).filter(({ lab: name }) => !namesOf(made).includes(name))) {
          expect(renewed.labs).toContainEqual(lab);
        }
      }),
    );
  });
});
