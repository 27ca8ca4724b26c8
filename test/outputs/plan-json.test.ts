// plan.json: what a lab is made of, in an order and a layout made for review.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { formatJson } from '../../src/outputs/json.ts';
import type { Lesson } from '../../src/outputs/output.ts';
import { planJson } from '../../src/outputs/plan-json/plan-json.ts';

function lessonOf(name: string): Lesson {
  const bytes = readFileSync(new URL(`../../tutorials/${name}`, import.meta.url));
  const { lesson } = compileTutorial(`tutorials/${name}`, bytes);
  if (lesson === undefined) throw new Error(`${name} does not compile`);
  return lesson;
}

interface ReadChange {
  readonly make?: string;
  readonly at: string;
  readonly commands: readonly unknown[];
  readonly undoneBy?: readonly unknown[];
}

interface ReadPlan {
  readonly steps: readonly {
    readonly step: string;
    readonly at: string;
    readonly parts: readonly { readonly reason: string; readonly changes: readonly ReadChange[] }[];
    readonly checks: readonly { readonly check: string; readonly dial?: unknown }[];
  }[];
}

const textOf = (lesson: Lesson): string => planJson.render(lesson)[0]?.text ?? '';
const read = (lesson: Lesson): ReadPlan => JSON.parse(textOf(lesson));

describe('plan.json', () => {
  const lesson = lessonOf('05-publish.md');
  const plan = read(lesson);
  const changes = plan.steps.flatMap(({ parts }) => parts.flatMap((part) => part.changes));

  it('has every change and every check, in order', () => {
    const [of] = lesson.plans;
    expect(plan.steps.map(({ step }) => step)).toEqual(['server', 'published']);
    expect(changes.flatMap(({ make }) => make ?? [])).toEqual(
      of?.steps.flatMap((step) => step.changes.flatMap(({ does, resource }) => (does === 'make' ? resource.key : []))),
    );
    expect(plan.steps.flatMap(({ checks }) => checks.map(({ check }) => check))).toEqual(
      of?.steps.flatMap(({ checks }) => checks.map(({ text }) => text)),
    );
  });

  it('holds the commands literally, but for what only the machine knows', () => {
    expect(changes[0]).toMatchObject({
      commands: [['ip', 'netns', 'add', 'namespace1']],
      undoneBy: [['ip', 'netns', 'delete', 'namespace1']],
    });
    const text = textOf(lesson);
    expect(text).toContain('{ "is": "uplinks" }');
    expect(text).toContain('"process": "');
  });

  it('writes places and addresses as people do', () => {
    const [line = ''] = plan.steps[1]?.at.split(':') ?? [];
    expect(lesson.tutorial.text.split('\n')[Number(line) - 1]).toBe('```topology');
    expect(plan.steps[0]?.checks[0]?.dial).toBe('172.19.0.2');
  });

  it('gives reasons in the language of the tutorial', () => {
    const chinese = read(lessonOf('05-publish.zh-CN.md')).steps.flatMap(({ parts }) => parts);
    expect(chinese.filter(({ reason }) => !/\p{Script=Han}/u.test(reason))).toEqual([]);
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
