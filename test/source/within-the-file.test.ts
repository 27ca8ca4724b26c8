// Every place that a diagnostic names lies in the file, wherever the file ends: its fence may be open, its last line without an end.
import { expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import type { Point, Span } from '../../src/diagnostics/span.ts';

const lessons = [
  '# Pair\n\n```topology\nlab: pair\nnodes: { a: { gateway: b }, b: router }\nlinks:\n  - a 10.0.0.1/24 -- b 10.0.0.2/24\nchecks:\n  - a reaches b\n```\n',
  '> ~~~topology\n> lab: pair\n> nodes: [a, "b"]\n> links: [a -- b: { subnet: 10.0.0.0/24, mtu: 1400 }]\n> ~~~\n',
  '- one\n\n  ```topology\n  lab: pair\n  nodes:\n    a:\n    b: { etc: { hosts: |\n      x\n  ```\n\n  ```console\n  a$ ip route\n  10.0.0.0/24 dev eth0\n',
];

const isIn = (lines: readonly string[], { line, column, offset }: Point): boolean => {
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = lines[line - 1];
  return text !== undefined && column >= 1 && column <= text.length + 1 && offset === start + column - 1;
};

test.each(lessons)('however much of it is there: %j', (lesson) => {
  for (let length = 0; length <= lesson.length; length++) {
    const text = lesson.slice(0, length);
    const lines = text.split('\n');
    const { diagnostics } = compileTutorial('t.md', new TextEncoder().encode(text));
    const places = diagnostics.flatMap(({ at, related }): Span[] => [at, ...related.map((one) => one.at)]);
    const outside = places.filter(({ start, end }) => !isIn(lines, start) || !isIn(lines, end));
    expect(outside, JSON.stringify(text)).toEqual([]);
  }
});
