// JUnit XML, as Jenkins and GitLab read it: a suite a file, a case a problem; a warning is a case that passes.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import { groupBy } from '../group-by.ts';
import type { Report, Sources } from './report.ts';
import { visible } from './width.ts';

/** Text for an element or an attribute. XML 1.0 has no way at all to hold most controls, so they are shown as pictures. */
export function xml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function testCase(diagnostic: Diagnostic): string {
  const { severity, code, title, at, label, help } = diagnostic;
  const place = `${at.file}:${at.start.line}:${at.start.column}`;
  const text = `${xml(`${place}: ${label}`)}\n${xml(`help: ${help}`)}`;
  const inside = hasErrors([diagnostic])
    ? `<failure type="${xml(code)}" message="${xml(title)}">${text}</failure>`
    : `<system-out>${xml(`${severity}[${code}]: ${title}`)}\n${text}</system-out>`;
  return `    <testcase classname="${xml(at.file)}" name="${xml(`${code} ${at.start.line}:${at.start.column}`)}">${inside}</testcase>`;
}

function suite(file: string, problems: readonly Diagnostic[]): string {
  const failures = problems.filter((problem) => hasErrors([problem])).length;
  const head = `  <testsuite name="${xml(file)}" tests="${problems.length}" failures="${failures}" errors="0" skipped="0">`;
  return [head, ...problems.map(testCase), '  </testsuite>'].join('\n');
}

/** A file that was read and has no problem is a suite with one case that passes. */
function clean(file: string): string {
  const name = xml(file);
  return `  <testsuite name="${name}" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="${name}" name="no problems"/>
  </testsuite>`;
}

/** The suites, for reports that add others. */
export function junitSuites(diagnostics: readonly Diagnostic[], sources: Sources): string[] {
  const found = groupBy(sortDiagnostics(diagnostics), ({ at }) => at.file);
  return [...new Set([...[...sources.keys()].sort(), ...found.keys()])].map((file) => {
    const problems = found.get(file);
    return problems === undefined ? clean(file) : suite(file, problems);
  });
}

export const junit: Report = (diagnostics, sources) => {
  const suites = junitSuites(diagnostics, sources);
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="netgen">', ...suites, '</testsuites>', ''].join(
    '\n',
  );
};
