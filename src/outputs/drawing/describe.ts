// A diagram in words, for those who do not see it.

import type { DiagramTexts } from './diagram-texts.ts';
import { type Box, boxesOf, type Change, type Drawing, isThere, type Port } from './drawing.ts';

/** Boxes beyond which they are counted instead of told one by one. */
const mostTold = 12;

function portText({ name, lines }: Port): string {
  return [name, ...lines.filter(isThere).map(({ text }) => text)].filter((text) => text !== '').join(' ');
}

const titleOf = ({ shape, title }: Box, texts: DiagramTexts): string =>
  shape === 'stack' || shape === 'machine' ? texts.host : title;

function boxText(box: Box, texts: DiagramTexts): string | undefined {
  if (box.inner.length > 0 || box.shape === 'outside') return undefined;
  const title = box.shape === 'bridge' ? texts.bridge(box.title) : titleOf(box, texts);
  const lines = box.lines.filter(isThere).map(({ text }) => text);
  const told = [...lines, ...box.ports.filter(isThere).map(portText)].filter((text) => text !== '');
  return told.length === 0 ? title : `${title}${texts.colon}${told.join(texts.comma)}`;
}

/** Each thing of this change, named with the box it belongs to; what belongs to a new box is not told again. */
function things({ boxes }: Drawing, change: Change, texts: DiagramTexts): string[] {
  const changed = (item: { readonly change: Change }): boolean => item.change === change;
  return boxesOf(boxes).flatMap((box) => {
    if (changed(box)) return [titleOf(box, texts)];
    const ports = box.ports.flatMap((port) => {
      if (!changed(port)) return port.lines.filter(changed).map(({ text }) => `${port.name} ${text}`);
      return port.name === '' ? [] : [port.name];
    });
    const own = [...box.lines.filter(changed).map(({ text }) => text), ...ports];
    return own.map((text) => `${titleOf(box, texts)} ${text}`);
  });
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

function cablesOf({ boxes, edges }: Drawing, texts: DiagramTexts): string[] {
  const owners = new Map(
    boxesOf(boxes).flatMap((box) => box.ports.map(({ id }) => [id, titleOf(box, texts)] as const)),
  );
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
