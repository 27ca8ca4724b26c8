// What a later step mends is no mistake, but the lesson.
import type { Lab, Node, State } from '../../model/lab.ts';
import type { Line } from './key.ts';

/** The lines of which this is true, of those that it is true of at the end of the lab, too. */
export function unmended(
  node: Node,
  state: State,
  { steps }: Lab,
  wrong: (node: Node, state: State) => readonly Line[],
): readonly Line[] {
  const end = steps.at(-1)?.state ?? state;
  const last = end.nodes.get(node.name);
  const still = new Set(last && wrong(last, end).map(({ text }) => text));
  return wrong(node, state).filter(({ text }) => still.has(text));
}
