// A diagram in words, for those who do not see it.

import type { DiagramTexts } from './diagram-texts.ts';
import { type Box, boxesOf, type Change, type Drawing, isThere, type Line, type Port } from './drawing.ts';

/** Boxes beyond which they are counted instead of told one by one. */
const mostTold = 12;

function portText({ name, lines }: Port): string {
  return [name, ...lines.filter(isThere).map(({ text }) => text)].filter((text) => text !== '').join(' ');
}

function boxText(box: Box, texts: DiagramTexts): string | undefined {
  if (box.inner.length > 0 || box.shape === 'outside') return undefined;
  const named = { namespace: box.title, machine: texts.host, stack: texts.host, outside: box.title };
  const title = box.shape === 'bridge' ? texts.bridge(box.title) : named[box.shape];
  const lines = box.lines.filter(isThere).map(({ text }) => text);
  const ports = box.ports.filter(isThere).map(portText);
  const told = [...lines, ...ports].filter((text) => text !== '');
  return told.length === 0 ? title : `${title}${texts.colon}${told.join(texts.comma)}`;
}

/** Each thing of this change, named with the box it belongs to; what belongs to a new box is not told again. */
function things(drawing: Drawing, change: Change, texts: DiagramTexts): string[] {
  const of = (box: Box): string[] => {
    const title = box.shape === 'stack' ? texts.host : box.title;
    if (box.change === change) return [title];
    const line = ({ text }: Line): string => `${title} ${text}`;
    const changed = (item: { readonly change: Change }): boolean => item.change === change;
    const ports = box.ports.flatMap((port) =>
      changed(port)
        ? port.name === ''
          ? []
          : [`${title} ${port.name}`]
        : port.lines.filter(changed).map(({ text }) => `${title} ${port.name} ${text}`),
    );
    return [...box.lines.filter(changed).map(line), ...ports];
  };
  return boxesOf(drawing.boxes).flatMap(of);
}

function newsOf(drawing: Drawing, texts: DiagramTexts): string[] {
  const changes = ['new', 'changed', 'gone'] as const;
  return changes.flatMap((change) => {
    const all = things(drawing, change, texts);
    if (all.length === 0) return [];
    const shown = all.slice(0, mostTold).join(texts.comma);
    return [texts.news[change](all.length > mostTold ? `${shown} … (${all.length})` : shown)];
  });
}

/** What connects to what, by boxes; a bridge and its members in one. */
function cablesOf({ boxes, edges }: Drawing, texts: DiagramTexts): string[] {
  const owners = new Map<string, string>();
  for (const box of boxesOf(boxes)) {
    for (const { id } of box.ports) owners.set(id, box.shape === 'stack' ? texts.host : box.title);
  }
  return edges.filter(isThere).flatMap(({ is, from, to }) => {
    const [first, second] = [owners.get(from), owners.get(to)];
    if (is === 'inside' || first === undefined || second === undefined) return [];
    return [is === 'carried' ? texts.carried(first, second) : texts.cable(first, second)];
  });
}

/** All that the diagram shows, in sentences; of a large one how much there is, and what is new. One line. */
export function describe(drawing: Drawing, texts: DiagramTexts): string {
  const all = boxesOf(drawing.boxes).filter(isThere);
  const count = (shape: Box['shape']): number => all.filter((box) => box.shape === shape).length;
  const cables = drawing.edges.filter((edge) => isThere(edge) && (edge.is === 'cable' || edge.is === 'carried')).length;
  const counts = texts.counts(count('namespace'), count('bridge'), cables);
  const told = all.flatMap((box) => boxText(box, texts) ?? []);
  const full = told.length > mostTold ? [] : [told.join(texts.semicolon), cablesOf(drawing, texts).join(texts.comma)];
  const sentences = [counts, ...full, ...newsOf(drawing, texts)].filter((text) => text !== '');
  return `${sentences.join(texts.stop)}${texts.stop}`.trim();
}
