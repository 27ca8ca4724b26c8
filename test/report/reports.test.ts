// Every format of report on the same problems, and on text that is made to break it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Diagnostic, defineDiagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../src/diagnostics/span.ts';
import { type ReportFormat, reports } from '../../src/report/index.ts';
import { visible, width } from '../../src/report/width.ts';

const duplicate = defineDiagnostic('duplicate-address', 'address used twice on one segment');
const unusual = defineDiagnostic('unusual', 'unusual name', 'warning');
const passed = defineDiagnostic('passed-over', 'file passed over', 'note');
const notYet = defineDiagnostic('not-yet', 'kind that netgen has not', 'unsupported');

/** The span of a text's n-th occurrence of a piece. */
function find(file: string, text: string, piece: string, nth = 0): Span {
  let from = text.indexOf(piece);
  for (let count = 0; count < nth; count += 1) from = text.indexOf(piece, from + 1);
  const point = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset };
  };
  return { file, start: point(from), end: point(from + piece.length) };
}

const text = `${'\n'.repeat(39)}  - n1 172.19.0.2/24 -- br:veth0\n\n\n  - n2 172.19.0.2/24 -- br:veth2\n`;
const sources = new Map([['a,b:c.md', text]]);
const problem = duplicate({
  at: find('a,b:c.md', text, '172.19.0.2/24', 1),
  label: 'used again here',
  help: 'give n2 another address, for example 172.19.0.3/24',
  related: [{ at: find('a,b:c.md', text, '172.19.0.2/24'), label: 'first used here' }],
  expected: ['172.19.0.3/24'],
});
const warning = unusual({ at: find('a,b:c.md', text, 'n1'), label: '100% odd', help: 'call it h1' });
const spread = notYet({
  at: find('a,b:c.md', text, 'br:veth0\n\n\n  - n2'),
  label: 'over lines',
  help: 'leave it out',
});
const note = passed({ at: find('z.md', 'x', 'x'), label: 'nothing here', help: 'add a block' });

describe('human', () => {
  test('a frame with both places, the help and the count', () => {
    expect(reports.human([problem], sources)).toBe(
      `error[duplicate-address]: address used twice on one segment
  --> a,b:c.md:43:8
   |
40 |   - n1 172.19.0.2/24 -- br:veth0
   |        ------------- first used here
   :
43 |   - n2 172.19.0.2/24 -- br:veth2
   |        ^^^^^^^^^^^^^ used again here
help: give n2 another address, for example 172.19.0.3/24
more: netgen explain duplicate-address

1 error
`,
    );
  });

  test('several marks on one line, a range over lines, a file without text', () => {
    const twice = unusual({ ...warning, related: [{ at: find('a,b:c.md', text, 'br:veth0'), label: 'too' }] });
    expect(reports.human([note, spread, twice], sources)).toBe(
      `warning[unusual]: unusual name
  --> a,b:c.md:40:5
   |
40 |   - n1 172.19.0.2/24 -- br:veth0
   |     ^^ 100% odd
   |                         -------- too
help: call it h1
more: netgen explain unusual

unsupported[not-yet]: kind that netgen has not
  --> a,b:c.md:40:25
   |
40 |   - n1 172.19.0.2/24 -- br:veth0
   |                         ^^^^^^^^ over lines
help: leave it out
more: netgen explain not-yet

note[passed-over]: file passed over
  --> z.md:1:1
note: nothing here
help: add a block
more: netgen explain passed-over

1 unsupported, 1 warning, 1 note
`,
    );
  });

  test('a related place in another file is named in words', () => {
    const across = duplicate({ ...problem, related: [{ at: note.at, label: 'first used here' }] });
    expect(reports.human([across], sources)).toContain('\nnote: first used here: z.md:1:1\nhelp: ');
  });

  test('wide characters, marks without width and tabs keep the caret in place', () => {
    const line = '\t名字 e\u0301 👍\t[here]';
    const at = find('x.md', line, '[here]');
    const lines = reports.human([unusual({ at, label: 'x', help: 'y' })], new Map([['x.md', line]])).split('\n');
    expect(lines[3]).toBe('1 |     名字 e\u0301 👍   [here]');
    expect(lines[4]).toBe('  |                 ^^^^^^ x');
    expect(width('    名字 e\u0301 👍   ')).toBe(16);
  });

  test('a long line is cut around the mark', () => {
    const line = `${'a'.repeat(1000)}HERE${'b'.repeat(1000)}`;
    const at = find('x.md', line, 'HERE');
    const lines = reports.human([unusual({ at, label: 'x', help: 'y' })], new Map([['x.md', line]])).split('\n');
    expect(lines[3]).toBe(`1 | …${'a'.repeat(40)}HERE${'b'.repeat(116)}…`);
    expect(lines[4]).toBe(`  | ${' '.repeat(41)}^^^^ x`);
  });

  test('colour only when asked for, and the same words with it', () => {
    const colourful = reports.human([problem, warning], sources, { colour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escapes
    const colours = /\u001B\[[0-9;]*m/g;
    expect(colourful.match(colours)?.length).toBeGreaterThan(10);
    expect(colourful.replace(colours, '')).toBe(reports.human([problem, warning], sources));
    expect(reports.human([problem, warning], sources)).not.toMatch(colours);
  });

  test('what a file holds cannot steer the terminal', () => {
    const line = 'ab\u001B[2Jc\u202Ed\r\u0007\u009B31m';
    const at = find('x.md', line, 'ab');
    const odd = unusual({ at, label: `l${line}`, help: `h${line}` });
    const shown = reports.human([odd], new Map([['x.md', line]]));
    expect(shown).toContain('1 | ab␛[2Jc\uFFFDd␍␇\uFFFD31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(shown).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
  });

  test('a hundred frames, and the count of all', () => {
    const many = Array.from({ length: 150 }, (_, line) =>
      unusual({ at: { ...note.at, start: { line: line + 1, column: 1, offset: 0 } }, label: 'x', help: 'y' }),
    );
    const shown = reports.human(many, new Map());
    expect(shown.match(/^warning\[/gm)).toHaveLength(100);
    expect(shown.endsWith('\n\n50 more are not shown.\n150 warnings\n')).toBe(true);
  });

  test('nothing is said of no problems', () => {
    expect(reports.human([], sources)).toBe('');
  });
});

describe('json', () => {
  test('the shape that docs/reference/reports.md describes', () => {
    expect(JSON.parse(reports.json([problem], sources))).toEqual({
      version: 1,
      diagnostics: [
        {
          code: 'duplicate-address',
          severity: 'error',
          title: 'address used twice on one segment',
          label: 'used again here',
          help: 'give n2 another address, for example 172.19.0.3/24',
          file: 'a,b:c.md',
          start: { line: 43, column: 8, offset: problem.at.start.offset },
          end: { line: 43, column: 21, offset: problem.at.end.offset },
          related: [
            {
              label: 'first used here',
              file: 'a,b:c.md',
              start: { line: 40, column: 8, offset: 46 },
              end: { line: 40, column: 21, offset: 59 },
            },
          ],
          expected: ['172.19.0.3/24'],
        },
      ],
    });
    expect(JSON.parse(reports.json([], sources))).toEqual({ version: 1, diagnostics: [] });
  });
});

describe('github', () => {
  test('one command each, escaped, errors first', () => {
    expect(reports.github([warning, problem, spread, note], sources)).toBe(
      [
        '::error file=a%2Cb%3Ac.md,line=40,endLine=43,title=not-yet%3A kind that netgen has not::over lines%0Ahelp: leave it out',
        '::error file=a%2Cb%3Ac.md,line=43,endLine=43,col=8,endColumn=21,title=duplicate-address%3A address used twice on one segment::used again here%0Ahelp: give n2 another address, for example 172.19.0.3/24',
        '::warning file=a%2Cb%3Ac.md,line=40,endLine=40,col=5,endColumn=7,title=unusual%3A unusual name::100%25 odd%0Ahelp: call it h1',
        '::notice file=z.md,line=1,endLine=1,col=1,endColumn=2,title=passed-over%3A file passed over::nothing here%0Ahelp: add a block',
        '',
      ].join('\n'),
    );
  });
});

describe('sarif', () => {
  const resultsOf = (diagnostics: readonly Diagnostic[], of = sources) =>
    JSON.parse(reports.sarif(diagnostics, of)).runs[0].results as { partialFingerprints: unknown; level: string }[];

  test('a result names its rule, its place and the other place', () => {
    const { version, runs } = JSON.parse(reports.sarif([problem], sources));
    expect(version).toBe('2.1.0');
    expect(runs[0].tool.driver).toEqual({
      name: 'netgen',
      rules: [{ id: 'duplicate-address', shortDescription: { text: 'address used twice on one segment' } }],
    });
    expect(runs[0].results).toMatchObject([
      {
        ruleId: 'duplicate-address',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%2Cb%3Ac.md' },
              region: { startLine: 43, startColumn: 8, endLine: 43, endColumn: 21 },
            },
          },
        ],
        relatedLocations: [{ message: { text: 'first used here' } }],
      },
    ]);
    expect(resultsOf([spread, warning, note]).map(({ level }) => level)).toEqual(['warning', 'error', 'note']);
  });

  test('a result keeps its fingerprint when lines are added above it, and no two have the same', () => {
    const moved = `\n\n${text}`;
    const again = { ...problem, at: find('a,b:c.md', moved, '172.19.0.2/24', 1) };
    const other = { ...problem, at: find('a,b:c.md', text, '172.19.0.2/24') };
    const prints = resultsOf([other, problem]).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(resultsOf([again], new Map([['a,b:c.md', moved]]))[0]?.partialFingerprints).toEqual(
      resultsOf([problem])[0]?.partialFingerprints,
    );
    expect(new Set(prints).size).toBe(2);
  });
});

describe('junit', () => {
  test('a suite a file; only errors are failures; a clean file passes', () => {
    const report = reports.junit([problem, warning], new Map([...sources, ['clean.md', 'x']]));
    expect(report).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="netgen">
  <testsuite name="a,b:c.md" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="a,b:c.md" name="unusual 40:5"><system-out>warning[unusual]: unusual name
a,b:c.md:40:5: 100% odd
help: call it h1</system-out></testcase>
    <testcase classname="a,b:c.md" name="duplicate-address 43:8"><failure type="duplicate-address" message="address used twice on one segment">a,b:c.md:43:8: used again here
help: give n2 another address, for example 172.19.0.3/24</failure></testcase>
  </testsuite>
  <testsuite name="clean.md" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="clean.md" name="no problems"/>
  </testsuite>
</testsuites>
`);
  });

  test('characters that XML cannot hold, and those that mean something in it', () => {
    const odd = unusual({ ...warning, label: '<b a="1">&\u0001\uFFFE]]>', help: '\u001B[0m' });
    const report = reports.junit([odd], sources);
    expect(report).toContain('&lt;b a=&quot;1&quot;&gt;&amp;␁');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: https://www.w3.org/TR/xml/#charsets allows none of them
    expect(report).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
  });
});

describe('every format', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom('\n', '\t', '::error::', '%0A', '名', '\u001B[1m'),
  );
  const anyText = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));

  test.each(Object.keys(reports) as ReportFormat[])(
    '%s takes any text, ends in one line end and never says another command',
    (format: ReportFormat) => {
      fc.assert(
        fc.property(anyText, anyText, anyText, fc.nat(20), fc.nat(20), (source, label, help, from, length) => {
          const lines = source.slice(0, from).split('\n');
          const start = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset: from };
          const at = { file: 'x.md', start, end: { ...start, column: start.column + length, offset: from + length } };
          const report = reports[format]([unusual({ at, label, help })], new Map([['x.md', source]]));
          expect(report).toMatch(/[^\n]\n$/);
          if (format === 'json' || format === 'sarif') JSON.parse(report);
          if (format === 'github') expect(report.split('\n')).toHaveLength(2);
          if (format !== 'human')
            expect(reports[format]([unusual({ at, label, help })], new Map([['x.md', source]]))).toBe(report);
        }),
      );
    },
  );

  test('shown text has the width that is counted, and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, fc.nat(8), (input, column) => {
        const shown = visible(input, column);
        expect(shown).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
        expect(visible(shown)).toBe(shown);
        expect(width(shown)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
