// Who takes part in a check, in which families, and at which address it is dialled.

import { type Address, type Family, families } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { End, EndOrAddress } from '../../language/statements.ts';
import type { Destination, Party } from '../lab.ts';
import { type Draft, knownNames } from './draft.ts';
import { ownerOf } from './literal-owner.ts';
import { familiesOf, sharedAddresses, targetAddress } from './lookup.ts';
import { reportUnknownNode } from './unknown-names.ts';

/** Who answers, and what is dialled. */
export interface Found {
  readonly to?: Party;
  readonly dial: Destination;
}

/** The party that a name means, or undefined with a diagnostic. */
export function partyOf(draft: Draft, name: End['node'], diagnostics: Diagnostic[]): Party | undefined {
  if (name.text === 'outside') return { is: 'outside' };
  const node = draft.nodes.get(name.text);
  if (node !== undefined) return { is: 'node', name: node.name, netns: node.netns };
  const known = () => {
    const { groups, nodes } = knownNames(draft);
    return { groups, nodes: new Map([...nodes, ['outside', undefined]]) };
  };
  reportUnknownNode(name, known, diagnostics);
  return undefined;
}

/** `host` and `outside` have both families: what they lack is a matter of the machine. */
export function partyFamilies(draft: Draft, { node, interface: device }: End): Set<Family> {
  if (node.text === 'host' || node.text === 'outside') return new Set(families);
  return familiesOf(draft, node.text, device?.text);
}

/** The addresses of an end as seen by `from`; for the machine without a shared segment, that on its uplink. */
export function dialOf(
  draft: Draft,
  from: End,
  to: End,
  family: Family,
  diagnostics: Diagnostic[],
): Destination | undefined {
  if (to.node.text === 'outside') return { is: 'outside-address' };
  const asker = from.node.text === 'outside' ? undefined : from.node.text;
  if (to.node.text === 'host' && to.interface === undefined) {
    const shared = asker === undefined ? [] : sharedAddresses(draft, asker, 'host');
    const found = shared.find(({ address }) => address.family === family);
    return found === undefined ? { is: 'uplink-address' } : { is: 'address', address: plain(found.address) };
  }
  const address = targetAddress(draft, asker, to, family, diagnostics);
  return address === undefined ? undefined : { is: 'address', address: plain(address) };
}

/** An address without the length of its prefix. */
export const plain = ({ family, value }: Address): Address => ({ family, value });

function literal(draft: Draft, from: End, address: Address): Found {
  const node = ownerOf(draft, from, address);
  const dial: Destination = { is: 'address', address };
  return node === undefined ? { dial } : { dial, to: { is: 'node', name: node.name, netns: node.netns } };
}

/** Who answers at an end or a literal address, and what `from` dials to ask it. */
export function findTarget(
  draft: Draft,
  from: End,
  to: EndOrAddress,
  family: Family,
  diagnostics: Diagnostic[],
): Found | undefined {
  if (to.is === 'address') return literal(draft, from, to.address);
  const party = partyOf(draft, to.end.node, diagnostics);
  const dial = dialOf(draft, from, to.end, family, diagnostics);
  return party === undefined || dial === undefined ? undefined : { to: party, dial };
}
