// What a node knows of who is beside it: asked for by checks alone.

import { type Address, addressIn } from '../../address.ts';
import { ipAt, oneOfPattern, shown } from '../../checks/check-line.ts';
import { sameSides } from '../../checks/sentence.ts';
import type { Text } from '../../diagnostics/span.ts';
import { oneWord } from '../../language/phrase.ts';
import { alwaysInChecks, readOneName } from '../../language/targets.ts';
import { addressesInItsSubnets, isNode, reportNotNear, sharedAddresses } from '../../model/resolve/lookup.ts';
import type { Kind } from '../kind.ts';
import { possession } from '../possession.ts';

const hasNeighbour = possession<Text, { readonly addresses: readonly Address[] }>({
  name: 'neighbour',
  noun: 'a neighbour',
  summary: '`neighbour NODE`',
  example: 'r1',
  read(text, reading) {
    const one = oneWord(text, reading);
    const of = one && readOneName(one, alwaysInChecks, reading);
    return of && [{ said: of, text: of.text }];
  },
  resolve(of, { name, netns }, draft, diagnostics) {
    if (!isNode(draft, of, diagnostics)) return [];
    if (of.text === name || (netns === null && draft.nodes.get(of.text)?.netns === null)) {
      const help = `name another node that ${name} shares a segment with`;
      diagnostics.push(sameSides({ at: of.at, label: 'a network stack is not its own neighbour', help }));
      return [];
    }
    const end = { at: of.at, node: of };
    const shared = sharedAddresses(draft, name, of.text);
    // Somebody between the two may answer for it (proxy_arp).
    const near = shared.length > 0 ? shared : addressesInItsSubnets(draft, name, end);
    if (near.length === 0) reportNotNear(draft, name, end, diagnostics);
    return near.length === 0 ? [] : [{ addresses: near.map(({ address }) => addressIn(address)) }];
  },
  lines: ({ addresses }, check) => [
    shown(check, ipAt(check.netns, 'neighbour'), `^${oneOfPattern(addresses)} .*lladdr`),
  ],
});

export const neighbourKind: Kind = { possessions: [hasNeighbour] };
