// A VLAN interface that nobody hears: the other end of the cable has no such VLAN, or does not let it through.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import { bridgeOf, interfacesOf, linkAt, parentOf, portsOf, readableName } from '../../../model/interfaces.ts';
import { type Interface, interfaceNamed, type State, type Step, stepsBefore } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { membershipOf, vlansOf } from '../../vlans/membership.ts';
import { holds, writtenRange } from '../../vlans/ranges.ts';
import { isAlone } from '../vlan.ts';

const report = defineDiagnostic('vlan-alone', 'VLAN that nobody else is in', 'warning');

/** The other end of the cable that an interface is an end of, or stands on; of a bond that of its first leg. */
function farEnd(state: State, own: Interface): Interface | undefined {
  const below = parentOf(state, own) ?? (own.role === 'bond' ? portsOf(state, own)[0] : undefined);
  return below === undefined ? linkAt(state, own)?.far : farEnd(state, below);
}

/** What is amiss at the other end, and what to write there. */
function reasonOf(state: State, own: Interface, id: number) {
  const far = farEnd(state, own);
  const [bridge, below] = [far && bridgeOf(state, far), own.parent?.interface];
  if (far === undefined) return { label: `${below} leads to nobody`, help: `lay a cable from ${own.node}:${below}` };
  if (bridge === undefined || vlansOf(bridge) === undefined) {
    const help = `give it one on that end: \`${far.name}.${id}: { kind: vlan, parent: ${far.name}, id: ${id} }\``;
    return { label: `${far.node} has no VLAN ${id} at its end of the cable`, help };
  }
  const name = readableName(bridge);
  const { protocol } = own.options;
  if (protocol?.value === '802.1ad')
    return {
      label: `${name} knows the tags of 802.1Q alone, and takes its frames for untagged`,
      help: 'take `protocol: 802.1ad` away, or let a bridge pass it that has no `vlans`',
    };
  const { tagged, untagged } = membershipOf(far);
  if (holds(tagged, { first: id, last: id }))
    return { label: `${name} has no other port in VLAN ${id}`, help: `put a cable into it: \`{ vlan: ${id} }\`` };
  const help = `let it through at the cable: \`trunk: [${[...tagged.map(writtenRange), id].join(', ')}]\``;
  if (untagged !== id) return { label: `${name} does not pass VLAN ${id} here`, help };
  return {
    label: `${name} passes VLAN ${id} without its tag here`,
    help: `${help}, and not as \`native\` or \`vlan\``,
  };
}

/** True of an interface that was there in a step, and was not alone. */
function heard({ state }: Step, { node, name }: Interface): boolean {
  const stood = interfaceNamed(state.nodes.get(node)?.interfaces ?? [], name);
  return stood !== undefined && !isAlone(state, stood);
}

/** Warns of each such interface. One that was not alone in an earlier step is so on purpose. */
export const vlanAlone: Rule = function* ({ state, number }, lab) {
  const earlier = stepsBefore(lab.steps, number);
  for (const own of interfacesOf(state)) {
    const { id } = own.options;
    if (id === undefined || !isAlone(state, own)) continue;
    // What a lone VLAN carries is alone for the same reason.
    const below = parentOf(state, own);
    if (below !== undefined && isAlone(state, below)) continue;
    if (earlier.some((before) => heard(before, own))) continue;
    yield report({ at: id.at, ...reasonOf(state, own, Number(id.value)) });
  }
};
