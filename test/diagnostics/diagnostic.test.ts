// Diagnostics as they are made.
import { expect, test } from 'vitest';
import { defineDiagnostic, hasErrors } from '../../src/diagnostics/diagnostic.ts';

const start = { line: 1, column: 1, offset: 0 };
const at = { file: 'x.md', start, end: start };

test('what is not said is empty', () => {
  const diagnostic = defineDiagnostic('some-code', 'some title')({ at, label: 'label', help: 'help' });
  expect(diagnostic).toEqual({
    code: 'some-code',
    severity: 'error',
    title: 'some title',
    at,
    label: 'label',
    related: [],
    help: 'help',
    expected: [],
  });
});

test('long words of the author are cut between characters', () => {
  const make = defineDiagnostic('some-code', 'some title');
  const { label, help, related } = make({
    at,
    label: 'x'.repeat(1000),
    help: `${'x'.repeat(499)}👍${'x'.repeat(100)}`,
    related: [{ at, label: 'y'.repeat(1000) }],
  });
  expect(label).toBe(`${'x'.repeat(149)}…`);
  expect(help).toBe(`${'x'.repeat(499)}…`);
  expect(related[0]?.label).toHaveLength(150);
});

test('errors and what is unsupported stop the build, warnings and notes do not', () => {
  const severities = ['error', 'unsupported', 'warning', 'note'] as const;
  const stopping = severities.filter((severity) =>
    hasErrors([defineDiagnostic('code', 'title', severity)({ at, label: '', help: '' })]),
  );
  expect(stopping).toEqual(['error', 'unsupported']);
});
