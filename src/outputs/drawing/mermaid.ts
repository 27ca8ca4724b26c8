// A drawing as a Mermaid flowchart, for pages that draw Mermaid: a box per namespace, a box in it per interface.
import { type Box, boxesOf, type Change, type Drawing, type Edge, isSaid, isThere, type Port } from './drawing.ts';

/** A text between the quotes of a Mermaid label: what could end it, start markup or an entity goes by its number. */
export function mermaidText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^\p{L}\p{N} _.,:/()=+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

const isFresh = ({ change }: { readonly change: Change }): boolean => change === 'new' || change === 'changed';

const labelOf = (title: string, { lines }: Box | Port): string =>
  `"${[title, ...lines.filter(isThere).map(({ text }) => text)].map(mermaidText).join('<br/>')}"`;

/** What is said of an interface of a bridge stands on its line. */
const hasBoxes = ({ shape }: Box): boolean => shape !== 'bridge' && shape !== 'outside';

function portLines(box: Box, indent: string): string[] {
  if (!hasBoxes(box)) return [];
  return box.ports
    .filter((port) => isThere(port) && isSaid(port))
    .map((port) => `${indent}${port.id}[${labelOf(port.name, port)}]`);
}

function boxLines(box: Box, indent = '  '): string[] {
  const inner = [
    ...box.inner.filter(isThere).flatMap((other) => boxLines(other, `${indent}  `)),
    ...portLines(box, `${indent}  `),
  ];
  const label = labelOf(box.title, box);
  if (inner.length > 0) return [`${indent}subgraph ${box.id}[${label}]`, ...inner, `${indent}end`];
  const [open, close] = box.shape === 'bridge' ? ['[[', ']]'] : box.shape === 'outside' ? ['([', '])'] : ['[', ']'];
  return [`${indent}${box.id}${open}${label}${close}`];
}

function endsOf(drawing: Drawing): Map<string, { readonly id: string; readonly said: string }> {
  return new Map(
    boxesOf(drawing.boxes).flatMap((box) =>
      box.ports.map((port) => {
        const own = hasBoxes(box) && isSaid(port);
        const said = [port.name, ...port.lines.filter(isThere).map(({ text }) => text)].join(' ').trim();
        return [port.id, { id: own ? port.id : box.id, said: own ? '' : said }] as const;
      }),
    ),
  );
}

function edgeLine({ from, to, is, up }: Edge, ends: ReturnType<typeof endsOf>): string {
  const both = [ends.get(from), ends.get(to)];
  const label = both
    .map((end) => end?.said ?? '')
    .filter((text) => text !== '')
    .join(' - ');
  const line = up && (is === 'cable' || is === 'uplink') ? '---' : '-.-';
  return `  ${both[0]?.id} ${line}${label === '' ? '' : `|"${mermaidText(label)}"|`} ${both[1]?.id}`;
}

const highlight = 'stroke-width:3px,stroke:#2e7d32';

/** The text of a flowchart. Ids are made up, so that no name of the author's is ever syntax. */
export function renderMermaid(drawing: Drawing): string {
  const ends = endsOf(drawing);
  const boxes = boxesOf(drawing.boxes).filter(isThere);
  const ports = boxes.filter(hasBoxes).flatMap((box) => box.ports.filter((port) => isThere(port) && isSaid(port)));
  const fresh = [...boxes, ...ports].filter(
    (item) => isFresh(item) || item.lines.some((line) => line.change !== 'same'),
  );
  const edges = drawing.edges.filter(isThere);
  const freshEdges = edges.flatMap((edge, index) => (isFresh(edge) ? [index] : []));
  const marks = [
    ...(fresh.length === 0
      ? []
      : [`  classDef new ${highlight}`, `  class ${fresh.map(({ id }) => id).join(',')} new`]),
    ...(freshEdges.length === 0 ? [] : [`  linkStyle ${freshEdges.join(',')} ${highlight}`]),
  ];
  const shown = drawing.boxes.filter(isThere).flatMap((box) => boxLines(box));
  return ['flowchart LR', ...shown, ...edges.map((edge) => edgeLine(edge, ends)), ...marks].join('\n');
}
