// A drawing in the language of Graphviz: a table per box, a cell per interface, so that lines end where they are plugged in.
import { xmlText } from '../quote.ts';
import { type Box, boxesOf, type Drawing, type Edge, isSaid, type Line, type Port } from './drawing.ts';
import { linesAt } from './metrics.ts';
import { light } from './palette.ts';

const signs = { same: '', new: '+ ', changed: '~ ', gone: '- ' } as const;

/** HTML-like labels are XML: https://graphviz.org/doc/info/shapes.html#html */
function lineText({ text, change }: Pick<Line, 'text' | 'change'>): string {
  const shown = `${signs[change]}${xmlText(text)}`;
  return change === 'gone' ? `<S>${shown}</S>` : change === 'same' ? shown : `<B>${shown}</B>`;
}

const linesText = (lines: readonly Pick<Line, 'text' | 'change'>[]): string =>
  lines.map(lineText).join('<BR ALIGN="LEFT"/>');

const colourOf = (segment: number | undefined): string =>
  segment === undefined ? light.line : (light.segments[segment % light.segments.length] ?? light.line);

function cell(port: Port): string {
  return `<TR><TD PORT="${port.id}" BORDER="1" COLOR="${colourOf(port.segment)}" ALIGN="LEFT">${linesText(linesAt(port))}</TD></TR>`;
}

function leaf(box: Box): string {
  const title = lineText({ text: box.title, change: box.change });
  const lines = box.lines.length === 0 ? '' : `<BR/>${linesText(box.lines)}`;
  const rounded = box.shape === 'bridge' || box.shape === 'outside' ? ' STYLE="ROUNDED"' : '';
  const border = box.change === 'new' || box.change === 'changed' ? 3 : 1;
  const rows = [`<TR><TD BORDER="0">${title}${lines}</TD></TR>`, ...box.ports.filter(isSaid).map(cell)];
  return `${box.id} [label=<<TABLE BORDER="${border}" CELLBORDER="0" CELLSPACING="4"${rounded}>${rows.join('')}</TABLE>>];`;
}

function boxLines(box: Box): string[] {
  if (box.inner.length === 0) return [`  ${leaf(box)}`];
  return [
    `  subgraph cluster_${box.id} {`,
    `    label=<${xmlText(box.title)}>;`,
    ...box.inner.map((inner) => `    ${leaf(inner)}`),
    '  }',
  ];
}

function edgeLine(edge: Edge, places: ReadonlyMap<string, string>): string {
  const solid = edge.up && edge.change !== 'gone' && (edge.is === 'cable' || edge.is === 'uplink');
  const width = edge.change === 'new' ? 3 : 1;
  const colour = colourOf(edge.segment);
  return `  ${places.get(edge.from)} -- ${places.get(edge.to)} [color="${colour}", style=${solid ? 'solid' : 'dashed'}, penwidth=${width}];`;
}

/** The text of an undirected graph. Ids are made up, so that no name of the author's is ever syntax. */
export function renderDot(drawing: Drawing, title: string): string {
  const places = new Map(
    boxesOf(drawing.boxes).flatMap((box) =>
      box.ports.map((port) => [port.id, isSaid(port) ? `${box.id}:${port.id}` : box.id] as const),
    ),
  );
  return [
    'graph lab {',
    `  label=<${xmlText(title)}>;`,
    '  rankdir=LR;',
    '  node [shape=plain, fontname="sans-serif", fontsize=12];',
    '  graph [fontname="sans-serif", fontsize=14];',
    ...drawing.boxes.flatMap(boxLines),
    ...drawing.edges.map((edge) => edgeLine(edge, places)),
    '}',
  ].join('\n');
}
