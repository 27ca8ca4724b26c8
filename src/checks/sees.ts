// `web sees h1 as gw:wan`: a packet from one node arrives at another with this source address.
import { families } from '../address.ts';
import type { Text } from '../diagnostics/span.ts';
import { addressKnown } from '../kinds/kinds.ts';
import { form } from '../language/form.ts';
import { word } from '../language/phrase.ts';
import type { CheckStatement, End, EndOrAddress } from '../language/statements.ts';
import { alwaysInChecks, formatEnd, formatTarget, readOneEnd, readOneTarget } from '../language/targets.ts';
import type { Check, Destination, Party } from '../model/lab.ts';
import { findInterface, reportNoAddress } from '../model/resolve/lookup.ts';
import {
  addressWord,
  at,
  beyond,
  type CheckLine,
  listen,
  netnsOutside,
  partyPlace,
  prints,
  within as withinClause,
} from './check-line.ts';
import { dialOf, findTarget, partyFamilies, partyOf } from './parties.ts';
import { type CheckSentence, type Checks, common, oneName, said, tailOf, within } from './sentence.ts';

interface SeesStatement extends CheckStatement {
  readonly is: 'sees';
  readonly viewer: End;
  readonly from: Text;
  readonly as: EndOrAddress;
}

/** A packet of the first party arrives at the second with the address `seen`. */
interface SeesCheck extends Check {
  readonly is: 'sees';
  readonly parties: readonly [from: Party, viewer: Party];
  readonly dial: Destination;
  readonly seen: Destination;
}

const words = form({
  summary: 'A packet from one node arrives at another with this source address.',
  examples: ['web sees h1 as gw:wan', 'outside sees h1 as host'],
  verbs: ['sees'],
  subject: 'from',
  words: {
    from: {
      value: word('node or interface', 'web', (piece, reading) => readOneEnd(piece, alwaysInChecks, reading)),
      summary: 'Where the packet arrives: a node, or `NODE:INTERFACE` whose address is dialled.',
      required: true,
    },
    sees: { value: oneName, summary: 'Who sends it.' },
    as: {
      value: word('end or address', 'gw:wan', (piece, reading) => readOneTarget(piece, alwaysInChecks, reading)),
      summary: 'Whose address it has then.',
      required: true,
    },
    within,
  },
  build(values, sentence): Checks<SeesStatement> | undefined {
    const { from: viewer, sees: from, as } = values;
    if (viewer === undefined || from === undefined || as === undefined) return undefined;
    const text = `${formatEnd(viewer)} sees ${from.text} as ${formatTarget(as)}${tailOf(sentence, ['sees', 'as'], [])}`;
    return [{ ...said(sentence, values.within), is: 'sees', text, viewer, from, as }];
  },
});

/** A port that nobody uses, for somebody to say there whom he sees. */
const port = 40_404;

export const sees: CheckSentence<SeesStatement, SeesCheck> = {
  is: 'sees',
  forms: [words],
  resolve(draft, statement, diagnostics) {
    const { viewer, from, as } = statement;
    const [seer, asker] = [partyOf(draft, viewer.node, diagnostics), partyOf(draft, from, diagnostics)];
    if (seer === undefined || asker === undefined) return [];
    const { node, interface: dialled } = viewer;
    if (dialled !== undefined && findInterface(draft, node.text, dialled, diagnostics) === undefined) return [];
    const fromEnd = { at: from.at, node: from };
    const both = families.filter((one) => [viewer, fromEnd].every((end) => partyFamilies(draft, end).has(one)));
    const family = as.is === 'address' ? as.address.family : both[0];
    if (family === undefined) {
      reportNoAddress(fromEnd, [], diagnostics);
      return [];
    }
    const named = dialOf(draft, fromEnd, viewer, family, diagnostics);
    const dial: Destination | undefined =
      named?.is === 'address' ? { ...named, address: addressKnown(draft, from.text, node.text, named.address) } : named;
    const seen = findTarget(draft, viewer, as, family, diagnostics)?.dial;
    if (dial === undefined || seen === undefined) return [];
    return [{ ...common(statement), is: 'sees', parties: [asker, seer], dial, seen }];
  },
  lines({ parties, dial, seen, within: time }) {
    const [from, viewer] = parties;
    const known = [seen, dial].find((each) => each.is === 'address');
    const family = known?.address.family ?? 4;
    const told = parties.some(({ is }) => is === 'outside') ? [netnsOutside] : [];
    const named = dial.is === 'outside-address' ? [{ is: 'outside-address', family } as const] : [];
    const dialled = ['cat </dev/tcp/', addressWord(dial, family), `/${port}`];
    const main: CheckLine = {
      clauses: [...withinClause(time), prints(['^', addressWord(seen, family), '$'])],
      argv: at(partyPlace(from), 'timeout', '2', 'bash', '-c', dialled),
      main: true,
    };
    return [...beyond(...told, ...named), listen(partyPlace(viewer), { protocol: 'tcp', port }, family), main];
  },
};
