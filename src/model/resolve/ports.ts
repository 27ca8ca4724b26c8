// The ports of bridges: which interfaces of a node its bridges join, by their names or by what they lead to.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { Device } from '../../kinds/node-key.ts';
import type { DeclaredCable } from '../merge/declaration.ts';
import type { Draft, DraftInterface, DraftNode } from './draft.ts';

import { reportWhichInterface } from './lookup.ts';
import { reportUnknownInterface } from './unknown-names.ts';

const notAPort = defineDiagnostic('not-a-port', 'interface that no bridge takes for a port');
const portTwice = defineDiagnostic('port-of-two-bridges', 'interface that is a port of two bridges');

/** The interfaces of the node by which its cables lead to another one, be it there or not. */
function endsTowards(cables: readonly DeclaredCable[], { name }: DraftNode, far: string): string[] {
  const towards = cables.flatMap(({ statement: { ends }, interfaces }) =>
    ([0, 1] as const).flatMap((side) =>
      ends[side].node.text === name && ends[side === 0 ? 1 : 0].node.text === far ? [interfaces[side].name] : [],
    ),
  );
  return [...new Set(towards)];
}

function portMeant(
  cables: readonly DeclaredCable[],
  node: DraftNode,
  name: Text,
  diagnostics: Diagnostic[],
): DraftInterface | undefined {
  const own = node.interfaces.get(name.text);
  if (own !== undefined) return own;
  const names = endsTowards(cables, node, name.text);
  const [only, second] = names;
  if (second !== undefined) return reportWhichInterface(node.name, name, names, diagnostics);
  if (only !== undefined) return node.interfaces.get(only);
  const known = [...node.interfaces.values()].filter(({ role }) => role === 'end' || role === 'device');
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

/** What an interface is that cannot be a port: br_add_if() of net/bridge/br_if.c refuses these. */
function refusal({ carriers }: Draft, port: DraftInterface, bridge: DraftInterface): string | undefined {
  if (port === bridge) return 'the bridge itself';
  if (port.role === 'bridge') return `${port.name} is a bridge too`;
  if (port.role === 'loopback') return 'the loopback interface';
  const carries = [...carriers.values()].some((end) => end.node === port.node && end.interface === port.name);
  return carries ? `${port.name} carries another link` : undefined;
}

function plug(
  draft: Draft,
  cables: readonly DeclaredCable[],
  node: DraftNode,
  { name: { text }, ports = [] }: Device,
  diagnostics: Diagnostic[],
): void {
  const bridge = node.interfaces.get(text);
  if (bridge === undefined) return;
  for (const written of ports) {
    const port = portMeant(cables, node, written, diagnostics);
    if (port === undefined) continue;
    const label = refusal(draft, port, bridge);
    const standing = port.bridge === undefined ? undefined : node.interfaces.get(port.bridge);
    if (label !== undefined) {
      const more =
        port.role === 'bridge' && port !== bridge ? '; two bridges are joined by a cable with an end in each' : '';
      const help = `take ${written.text} out of the ports${more}`;
      diagnostics.push(notAPort({ at: written.at, label, help }));
    } else if (standing !== undefined && standing !== bridge) {
      const related = [{ at: standing.at, label: 'the other bridge' }];
      const help = `leave ${port.name} to one of the two, ${standing.name} or ${bridge.name}`;
      diagnostics.push(
        portTwice({ at: written.at, label: `${port.name} is in ${standing.name} already`, related, help }),
      );
    } else node.interfaces.set(port.name, { ...port, bridge: bridge.name });
  }
}

/** Puts the ports that are named into their bridges. To be called when all interfaces are there. */
export function plugPorts(draft: Draft, cables: readonly DeclaredCable[], diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values())
    for (const device of node.says.devices)
      if (device.ports !== undefined) plug(draft, cables, node, device, diagnostics);
}
