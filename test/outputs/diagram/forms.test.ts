// The other forms of a diagram: Mermaid, Graphviz and plain characters.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { renderAscii } from '../../../src/outputs/drawing/ascii.ts';
import { renderDot } from '../../../src/outputs/drawing/dot.ts';
import { mermaidText, renderMermaid } from '../../../src/outputs/drawing/mermaid.ts';
import { randomTutorial } from '../../fixtures/random-lab.ts';
import { drawingsOf, labOf } from './drawings.ts';

/** The lines of a Mermaid flowchart that netgen writes, and no others. */
const label = '"(?:[\\p{L}\\p{N} _.,:/()=+-]|#\\d+;|<br/>)*"';
const flowchart = new RegExp(
  [
    'flowchart LR',
    ` {2,6}subgraph b\\d+\\[${label}\\]`,
    ' {2,6}end',
    ` {2,8}[bp]\\d+(?:\\[${label}\\]|\\[\\[${label}\\]\\]|\\(\\[${label}\\]\\))`,
    `  [bp]\\d+ (?:---|-\\.-)(?:\\|${label}\\|)? [bp]\\d+`,
    '  classDef new [a-z0-9:,#-]+',
    '  class [bp]\\d+(?:,[bp]\\d+)* new',
    '  linkStyle \\d+(?:,\\d+)* [a-z0-9:,#-]+',
  ]
    .map((line) => `^${line}$`)
    .join('|'),
  'u',
);

function expectFlowchart(text: string): void {
  const lines = text.split('\n');
  for (const line of lines) expect(line).toMatch(flowchart);
  expect(lines.filter((line) => /^ +subgraph/.test(line)).length).toBe(
    lines.filter((line) => /^ +end$/.test(line)).length,
  );
  const declared = lines.flatMap((line) => /^ +(?:subgraph )?([bp]\d+)[[(]/.exec(line)?.[1] ?? []);
  expect(new Set(declared).size).toBe(declared.length);
  const edges = lines.flatMap((line) => /^ {2}([bp]\d+) .* ([bp]\d+)$/.exec(line)?.slice(1) ?? []);
  expect(edges.filter((id) => !declared.includes(id))).toEqual([]);
}

describe('Mermaid', () => {
  it('is a flowchart whose lines end at what is drawn', () => {
    fc.assert(
      fc.property(randomTutorial, (text) => {
        for (const drawing of drawingsOf(text)) expectFlowchart(renderMermaid(drawing));
      }),
      { numRuns: 50 },
    );
  });

  it('draws a switch as one thing, and names a port only where its name says something', () => {
    const [drawing] = drawingsOf(
      labOf(
        'lab: lan\nnodes: [sw: { kind: switch, subnet: 10.0.0.0/24 }, h1, h2]\nlinks:\n  - h1 -- sw\n  - h2:x -- sw:p7',
      ),
    );
    const text = drawing === undefined ? '' : renderMermaid(drawing);
    expect(text).toMatch(/^ {2}b\d+\[\["sw<br\/>switch"\]\]$/m);
    expect(text).toMatch(/^ {2}p\d+ --- b\d+$/m);
    expect(text).toMatch(/^ {2}p\d+ ---\|"p7"\| b\d+$/m);
  });

  it('marks what a step changes, and only that', () => {
    const [first, second] = drawingsOf(labOf('lab: a\nnodes: [a, b]\nlinks: [a -- b]', 'step: more\nnodes: [c]')).map(
      renderMermaid,
    );
    expect(first).toMatch(/^flowchart LR$/m);
    expect(first).not.toMatch(/^ {2}(?:classDef|class|linkStyle)\b/m);
    expect(second).toMatch(/^ {2}class b\d+ new$/m);
  });

  it('lets no text end a label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(`"${mermaidText(text)}"`).toMatch(new RegExp(`^${label}$`, 'u'));
      }),
    );
  });
});

describe('Graphviz', () => {
  it('has made-up names, and no text outside of its label', () => {
    fc.assert(
      fc.property(randomTutorial, (text) => {
        for (const drawing of drawingsOf(text)) {
          const plain = renderDot(drawing, 'a "title" <of> & all').replace(/label=<.*>(?=\]?;$)/gm, 'label=0');
          for (const line of plain.split('\n')) {
            expect(line).toMatch(
              /^(?:graph lab \{|\}| {2}\}| {2}subgraph cluster_b\d+ \{| +label=0;| {2,4}b\d+ \[label=0\];| {2}b\d+(?::p\d+)? -- b\d+(?::p\d+)? \[color="#[0-9a-f]{6}", style=(?:solid|dashed), penwidth=[13]\];| {2}(?:rankdir=LR|(?:node|graph) \[[^<>{}]+\]);)$/,
            );
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('plain characters: boxes, interfaces and signs', async () => {
  const [, drawing] = drawingsOf(
    labOf(
      'lab: a\nnodes: [a, b]\nlinks:\n  - a:x 10.0.0.1/24 -- b:y 10.0.0.2/24',
      'step: more\nnodes: { b: { forward: true } }\nremove:\n  links: [a:x -- b:y]\nlinks: [a:z -- b:z]',
    ),
  );
  if (drawing === undefined) throw new Error('it is not drawn');
  expect(`${await renderAscii(drawing, 'Lab a')}\n`).toMatchInlineSnapshot(`
    "Lab a

                         +----------------+
    +----------------+   |   b            |
    | a              |   | + forwards     |
    |                |   |                |
    |           + z  |   | + z            |
    |                o---o                |
    | - x            |   | - y            |
    |   10.0.0.1/24  o...o   10.0.0.2/24  |
    |                |   |                |
    +----------------+   +----------------+
    "
  `);
});
