// The ports of bridges, bonds and VRFs: which interfaces of a node these take, by their names or by what they lead to.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { Device } from '../../kinds/node-key.ts';
import type { DeclaredCable } from '../merge/declaration.ts';
import type { Draft, DraftInterface, DraftNode } from './draft.ts';

import { reportWhichInterface } from './lookup.ts';
import { reportUnknownInterface } from './unknown-names.ts';

export const notAPort = defineDiagnostic('not-a-port', 'interface that cannot be a port of this one');
const portTwice = defineDiagnostic('port-twice', 'interface that is a port of two');

/** The interfaces of the node by which its cables lead to another one, be it there or not. */
function endsTowards(cables: readonly DeclaredCable[], { name }: DraftNode, far: string): string[] {
  const towards = cables.flatMap(({ statement: { ends }, interfaces }) =>
    ([0, 1] as const).flatMap((side) =>
      ends[side].node.text === name && ends[side === 0 ? 1 : 0].node.text === far ? [interfaces[side].name] : [],
    ),
  );
  return [...new Set(towards)];
}

/** The interface that a name means among those of a node, but for these roles. */
export function portMeant(
  cables: readonly DeclaredCable[],
  node: DraftNode,
  name: Text,
  not: readonly DraftInterface['role'][],
  diagnostics: Diagnostic[],
): DraftInterface | undefined {
  const own = node.interfaces.get(name.text);
  if (own !== undefined) return own;
  const names = endsTowards(cables, node, name.text);
  const [only, second] = names;
  if (second !== undefined) return reportWhichInterface(node.name, name, names, diagnostics);
  if (only !== undefined) return node.interfaces.get(only);
  const known = [...node.interfaces.values()].filter(({ role }) => !not.includes(role));
  const uplink = 'name an interface that a cable gives host: those that lead out are not touched';
  reportUnknownInterface(
    name,
    node.name,
    known.map((each) => each.name),
    diagnostics,
    uplink,
    '',
  );
  return undefined;
}

/** What an interface is that cannot be a port of this sort. */
function refusal(
  { carriers }: Draft,
  port: DraftInterface,
  master: DraftInterface,
  { as, refuses }: NonNullable<Device['ports']>,
): string | undefined {
  if (port === master) return `the ${as} itself`;
  if (port.role === 'loopback') return 'the loopback interface';
  if (refuses.includes(port.role)) return `${port.name} is a ${port.role}${port.role === as ? ' too' : ''}`;
  const carries = [...carriers.values()].some((end) => end.node === port.node && end.interface === port.name);
  return carries && as !== 'vrf' ? `${port.name} carries another link` : undefined;
}

function plug(
  draft: Draft,
  cables: readonly DeclaredCable[],
  node: DraftNode,
  { name: { text }, ports }: Device,
  diagnostics: Diagnostic[],
): void {
  const master = node.interfaces.get(text);
  if (master === undefined || ports === undefined) return;
  for (const written of ports.names) {
    const port = portMeant(cables, node, written, ['loopback', ...ports.refuses], diagnostics);
    if (port === undefined) continue;
    const label = refusal(draft, port, master, ports);
    const standing = node.interfaces.get(port.master ?? port.vrf ?? '');
    if (label !== undefined) {
      const more = label.endsWith('bridge too') ? '; two bridges are joined by a cable with an end in each' : '';
      const help = `take ${written.text} out of the ports${more}`;
      diagnostics.push(notAPort({ at: written.at, label, help }));
    } else if (standing !== undefined && standing.name !== text) {
      const related = [{ at: standing.at, label: 'the other one' }];
      const help = `leave ${port.name} to one of the two, ${standing.name} or ${text}`;
      diagnostics.push(
        portTwice({ at: written.at, label: `${port.name} is in ${standing.name} already`, related, help }),
      );
    } else node.interfaces.set(port.name, { ...port, [ports.as === 'vrf' ? 'vrf' : 'master']: text });
  }
}

/** Puts the ports that are named into what has them. To be called when all interfaces are there. */
export function plugPorts(draft: Draft, cables: readonly DeclaredCable[], diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values())
    for (const device of node.says('devices')) plug(draft, cables, node, device, diagnostics);
}
