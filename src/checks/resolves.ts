// `pc1 resolves web.lab to web`: who is asked by the node's own `/etc/resolv.conf` answers with this address.
import { type Address, formatAddress } from '../address.ts';
import type { Text } from '../diagnostics/span.ts';
import { form } from '../language/form.ts';
import { word } from '../language/phrase.ts';
import { unknownWord } from '../language/problems.ts';
import type { CheckStatement, EndOrAddress } from '../language/statements.ts';
import { alwaysInChecks, formatTarget, readOneTarget } from '../language/targets.ts';
import type { Check, Party } from '../model/lab.ts';
import { familiesOf, findInterface, isNode, reportNoAddress } from '../model/resolve/lookup.ts';
import { at, type CheckLine, hasGot, partyPlace, prints, within as withinClause } from './check-line.ts';
import { partyOf } from './parties.ts';
import { interfacesIn } from './picture.ts';
import { type CheckSentence, type Checks, common, oneName, said, tailOf, within } from './sentence.ts';

interface ResolvesStatement extends CheckStatement {
  readonly is: 'resolves';
  readonly from: Text;
  readonly name: string;
  readonly to: EndOrAddress;
}

interface ResolvesCheck extends Check {
  readonly is: 'resolves';
  readonly parties: readonly [asker: Party, ...target: readonly Party[]];
  readonly name: string;
  /** An address, or one of those of a node or an interface. */
  readonly to: { readonly address: Address } | { readonly node: string; readonly dev?: string };
}

const dnsName = word('name of the DNS', 'web.lab', (piece, reading) => {
  if (/^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?)+$/.test(piece.text)) return piece.said;
  return reading.report(unknownWord({ at: piece.at, label: 'no name of the DNS', help: 'write it like web.lab' }));
});

const words = form({
  summary:
    'The server of the DNS that the node asks (`etc: { resolv.conf: nameserver 10.0.0.1 }`) has this address for a name.',
  examples: ['pc1 resolves web.lab to web', 'pc1 resolves web.lab to 10.0.0.10 within 10s'],
  verbs: ['resolves'],
  subject: 'from',
  words: {
    from: { value: oneName, summary: 'Who asks.', required: true },
    resolves: { value: dnsName, summary: 'The name.' },
    to: {
      value: word('end or address', 'web', (piece, reading) => readOneTarget(piece, alwaysInChecks, reading)),
      summary: 'Whose address it has: one of a node, that of an interface, or an address.',
      required: true,
    },
    within,
  },
  build({ from, resolves: name, to, within: time }, sentence): Checks<ResolvesStatement> | undefined {
    if (from === undefined || name === undefined || to === undefined) return undefined;
    const text = `${from.text} resolves ${name.text} to ${formatTarget(to)}${tailOf(sentence, ['resolves', 'to'], [])}`;
    return [{ ...said(sentence, time), is: 'resolves', text, from, name: name.text, to }];
  },
});

export const resolves: CheckSentence<ResolvesStatement, ResolvesCheck> = {
  is: 'resolves',
  forms: [words],
  resolve(draft, statement, diagnostics) {
    const { from, name, to } = statement;
    const asker = isNode(draft, from, diagnostics) ? partyOf(draft, from, diagnostics) : undefined;
    if (asker === undefined) return [];
    const shared = { ...common(statement), is: 'resolves', name } as const;
    if (to.is === 'address') return [{ ...shared, parties: [asker], to: { address: to.address } }];
    const { node, interface: dev } = to.end;
    const target = isNode(draft, node, diagnostics) ? partyOf(draft, node, diagnostics) : undefined;
    if (target === undefined || (dev && !findInterface(draft, node.text, dev, diagnostics))) return [];
    if (familiesOf(draft, node.text, dev?.text).size === 0) {
      reportNoAddress(draft, to.end, [], diagnostics);
      return [];
    }
    return [{ ...shared, parties: [asker, target], to: { node: node.text, ...(dev && { dev: dev.text }) } }];
  },
  lines(check, state): readonly CheckLine[] {
    const { parties, name, to, within: time } = check;
    const netns = 'node' in to ? (state.nodes.get(to.node)?.netns ?? null) : null;
    const interfaces = 'node' in to ? interfacesIn(state, netns) : [];
    const own = interfaces.filter(({ name: dev }) => !('dev' in to) || to.dev === dev);
    const known = 'address' in to ? [to.address] : own.flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr));
    const got = own.flatMap(({ name: dev, asks = [] }) =>
      asks.map(({ family }) => ({ is: 'got-address', netns, dev, family, scope: 'global' }) as const),
    );
    const wanted = [...known.map(formatAddress), ...got].flatMap((each) => ['|', each]).slice(1);
    const main: CheckLine = {
      clauses: [...withinClause(time), prints(['^(', ...wanted, ') '])],
      // Only the DNS, whatever else this machine looks names up in.
      argv: at(partyPlace(parties[0]), 'getent', '-s', 'dns', 'ahosts', name),
      main: true,
    };
    return [...got.map(({ dev, family }) => hasGot(dev, netns, family, time)), main];
  },
};
