// The address table of the annotated lesson.
import { formatCidr } from '../../address.ts';
import type { Interface, Node, State } from '../../model/lab.ts';
import { markdownCode } from '../quote.ts';
import type { LessonWords } from './words.ts';

/** Ports of one bridge beyond which they are counted. */
const mostPorts = 12;

const nothing = '—';

function listed(items: readonly string[], words: LessonWords): string {
  return items.length === 0 ? nothing : items.join(words.comma);
}

/** The far ends of the cables at each interface, by `NODE:INTERFACE`. More than one where others share its wire. */
function farEnds(state: State): Map<string, string[]> {
  const far = new Map<string, string[]>();
  const add = (end: string, other: string): void => {
    const others = far.get(end);
    if (others === undefined) far.set(end, [other]);
    else others.push(other);
  };
  for (const { ends } of state.links) {
    const [first, second] = ends.map((end) => `${end.node}:${end.interface}`);
    if (first === undefined || second === undefined) continue;
    add(first, second);
    add(second, first);
  }
  return far;
}

function rowOf(node: Node, port: Interface, far: ReadonlyMap<string, readonly string[]>, words: LessonWords): string {
  const ports = node.interfaces.filter(({ bridge }) => bridge === port.name).map(({ name }) => markdownCode(name));
  const ends = (far.get(`${node.name}:${port.name}`) ?? []).map(markdownCode);
  const plugged = port.role === 'bridge' ? ports : ends;
  const addresses = port.addresses.map(({ cidr }) => markdownCode(formatCidr(cidr)));
  const alias = port.alias === undefined ? '' : ` (${markdownCode(port.alias)})`;
  const cells = [
    node.netns === null ? words.host : markdownCode(node.netns),
    `${markdownCode(port.name)}${alias}${port.up ? '' : ` (${words.down})`}`,
    listed(addresses, words),
    plugged.length > mostPorts ? words.ports(plugged.length) : listed(plugged, words),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The rows of the table. A port has none of its own: it stands with its bridge, and as the far end of its cable. */
export function addressRows(state: State, words: LessonWords): string[] {
  const far = farEnds(state);
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces.filter(({ bridge }) => bridge === undefined).map((port) => rowOf(node, port, far, words)),
  );
}
