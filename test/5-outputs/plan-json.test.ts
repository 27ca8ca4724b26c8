// plan.json: the whole plan, in an order and a layout made for review.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bash } from '../../src/5-outputs/bash/bash.ts';
import type { Lesson } from '../../src/5-outputs/output.ts';
import { formatJson } from '../../src/5-outputs/json.ts';
import { planJson } from '../../src/5-outputs/plan-json/plan-json.ts';
import { compileTutorial } from '../../src/compile.ts';

function lessonOf(name: string): Lesson {
  const bytes = readFileSync(new URL(`../../tutorials/${name}`, import.meta.url));
  const { lesson } = compileTutorial(`tutorials/${name}`, bytes);
  if (lesson === undefined) throw new Error(`${name} does not compile`);
  return lesson;
}

interface ReadPlan {
  readonly lab: string;
  readonly steps: readonly {
    readonly name: string;
    readonly at: string;
    readonly operations: readonly { readonly id: string; readonly at: string; readonly reason: string }[];
    readonly checks: readonly { readonly text: string; readonly dial?: unknown; readonly at: string }[];
  }[];
}

const read = (lesson: Lesson): ReadPlan => JSON.parse(planJson.render(lesson)[0]?.text ?? '');

describe('plan.json', () => {
  const lesson = lessonOf('05-publish.md');
  const [file] = planJson.render(lesson);
  const plan = read(lesson);

  it('stands in the folder of the lab and ends in a newline', () => {
    expect(file?.path).toBe('05-publish/plan.json');
    expect(file?.text).toMatch(/[^\n]\n$/);
    expect(file?.executable).toBe(false);
  });

  it('has every operation and every check, in order', () => {
    const [of] = lesson.plans;
    expect(plan.steps.map(({ name }) => name)).toEqual(['server', 'published']);
    expect(plan.steps.flatMap(({ operations }) => operations.map(({ id }) => id))).toEqual(
      of?.steps.flatMap(({ operations }) => operations.map(({ id }) => id)),
    );
    expect(plan.steps.flatMap(({ checks }) => checks.map(({ text }) => text))).toEqual(
      of?.steps.flatMap(({ checks }) => checks.map(({ text }) => text)),
    );
  });

  it('writes places and addresses as people do', () => {
    const lines = lesson.tutorial.text.split('\n');
    const [, line = ''] = plan.steps[1]?.at.split(':') ?? [];
    expect(plan.steps[1]?.at).toMatch(/^tutorials\/05-publish\.md:\d+:1$/);
    expect(lines[Number(line) - 1]).toBe('```topology');
    expect(plan.steps[0]?.checks[0]?.dial).toEqual({ address: '172.19.0.2', is: 'address' });
  });

  it('names the tutorial as the scripts do', () => {
    const scripts = bash.render(lesson).find(({ path }) => path.endsWith('setup.sh'))?.text ?? '';
    for (const { at } of plan.steps) {
      const [name, line] = at.split(':');
      expect(scripts).toContain(` ${name}:${line}\n`);
    }
  });

  it('gives reasons in the language of the tutorial', () => {
    const chinese = read(lessonOf('05-publish.zh-CN.md'));
    const reasons = chinese.steps.flatMap(({ operations }) => operations.map(({ reason }) => reason));
    expect(reasons.filter((reason) => !/\p{Script=Han}/u.test(reason))).toEqual([]);
  });
});

describe('the layout', () => {
  it('keeps on one line what fits on one', () => {
    expect(formatJson({ a: [1, { b: 'c' }], d: [], e: {} })).toBe('{ "a": [1, { "b": "c" }], "d": [], "e": {} }');
  });

  it('breaks what does not, by two blanks, and gives the same value back', () => {
    const value = { a: ['x'.repeat(70), 'y'.repeat(70)], b: { c: null, d: true } };
    const text = formatJson(value);
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true);
    expect(text).toContain('\n  "b": { "c": null, "d": true }\n}');
    expect(JSON.parse(text)).toEqual(value);
  });
});
