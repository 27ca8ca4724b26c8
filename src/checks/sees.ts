// `web sees h1 as gw:wan at gw tcp/8080`: a packet from one node arrives at another with this source address.
import { type Family, families, formatAddress } from '../address.ts';
import type { Text } from '../diagnostics/span.ts';
import { addressKnown } from '../kinds/kinds.ts';
import { form } from '../language/form.ts';
import { word } from '../language/phrase.ts';
import { badService, unknownWord } from '../language/problems.ts';
import { servicesOf, serviceWords } from '../language/service-words.ts';
import type { CheckStatement, End, EndOrAddress, Service, Written } from '../language/statements.ts';
import { alwaysInChecks, formatTarget, readOneEnd, readOneTarget } from '../language/targets.ts';
import type { Check, Destination, Party, State } from '../model/lab.ts';
import { findInterface, reportNoAddress } from '../model/resolve/lookup.ts';
import { addressOf, isBeyond, netnsOf } from '../prediction/outside.ts';
import type { Question } from '../prediction/question.ts';
import { deathLabel } from '../prediction/tell.ts';
import {
  addressWord,
  at,
  beyond,
  type CheckLine,
  hasGot,
  listen,
  netnsOutside,
  partyPlace,
  prints,
  within as withinClause,
} from './check-line.ts';
import { holds } from './foretold.ts';
import { findTarget, partyFamilies, partyOf } from './parties.ts';
import {
  type CheckSentence,
  type Checks,
  common,
  type Dialled,
  dialledAt,
  oneName,
  said,
  tailOf,
  within,
} from './sentence.ts';

interface SeesStatement extends CheckStatement {
  readonly is: 'sees';
  readonly viewer: Text;
  readonly from: Text;
  readonly as: EndOrAddress;
  readonly dialled?: Dialled;
  /** The port at which the viewer listens. */
  readonly service?: Written<Service>;
}

/** A packet of the first party arrives at the second with the address `seen`. */
interface SeesCheck extends Check {
  readonly is: 'sees';
  readonly parties: readonly [from: Party, viewer: Party];
  readonly dial: Destination;
  readonly seen: Destination;
  readonly family: Family;
  readonly port: number;
  readonly answerPort: number;
}

const isOnePort = ({ protocol, port, lastPort }: Service): boolean => protocol === 'tcp' && port === lastPort;

const words = form({
  summary: 'A packet from one node arrives at another with this source address.',
  examples: ['web sees h1 as gw:wan', 'outside sees h1 as host', 'web sees h1 as gw tcp/80 at gw:wan tcp/8080'],
  verbs: ['sees'],
  subject: 'from',
  words: {
    from: {
      value: word('name of a node', 'web', (piece, reading): Text | undefined => {
        const end = readOneEnd(piece, alwaysInChecks, reading);
        if (end?.interface === undefined) return end?.node;
        const help = `write ${end.node.text}, and \`at ${piece.text}\` at the end`;
        return reading.report(unknownWord({ at: piece.at, label: 'a node sees, no interface', help }));
      }),
      summary: 'Where the packet arrives.',
      required: true,
    },
    sees: { value: oneName, summary: 'Who sends it.' },
    as: {
      value: word('end or address', 'gw:wan', (piece, reading) => readOneTarget(piece, alwaysInChecks, reading)),
      summary: 'Whose address it has then.',
      required: true,
    },
    ...serviceWords('The TCP port at which it listens.'),
    at: { ...dialledAt, summary: 'Dialled there: an interface of it, or somebody who passes it on.' },
    within,
  },
  build(values, sentence, reading): Checks<SeesStatement> | undefined {
    const { from: viewer, sees: from, as, at: dialled } = values;
    if (viewer === undefined || from === undefined || as === undefined) return undefined;
    const services = servicesOf(values);
    const [service, more] = services;
    const odd = more ?? [service, dialled?.service].find((one) => one && !isOnePort(one.value));
    if (odd !== undefined) {
      const help = 'write one port, for example tcp/80';
      return reading.report(badService({ at: odd.at, label: 'one TCP port is asked', help }));
    }
    const text = `${viewer.text} sees ${from.text} as ${formatTarget(as)}${tailOf(sentence, ['sees', 'as'], services)}`;
    const shared = { ...said(sentence, values.within), is: 'sees', text, viewer, from, as } as const;
    return [{ ...shared, ...(dialled && { dialled }), ...(service && { service }) }];
  },
});

/** A port that nobody uses, for somebody to say there whom he sees. */
const freePort = 40_404;

/** What the one who is seen asks of the viewer; undefined where an address is not known, or nobody stands in for who is beyond the lab. */
function questionOf(check: SeesCheck, state: State): Question | undefined {
  const { parties, dial, family, port, answerPort } = check;
  const [from, target] = [netnsOf(state, parties[0]), netnsOf(state, parties[1])];
  const to = addressOf(state, dial, family);
  if (from === undefined || target === undefined || to === undefined) return undefined;
  const isOutside = isBeyond(check);
  return { from, to, target, listens: answerPort, protocol: 'tcp', port, ...(isOutside && { isOutside }) };
}

export const sees: CheckSentence<SeesStatement, SeesCheck> = {
  is: 'sees',
  forms: [words],
  resolve(draft, statement, diagnostics) {
    const { viewer, from, as } = statement;
    const [seer, asker] = [partyOf(draft, viewer, diagnostics), partyOf(draft, from, diagnostics)];
    if (seer === undefined || asker === undefined) return [];
    const end = (node: Text): End => ({ at: node.at, node });
    const target = statement.dialled?.to ?? { is: 'end', at: viewer.at, end: end(viewer) };
    if (target.is === 'end') {
      const { node, interface: device } = target.end;
      if (partyOf(draft, node, diagnostics) === undefined) return [];
      if (device !== undefined && findInterface(draft, node.text, device, diagnostics) === undefined) return [];
    }
    const fromEnd = end(from);
    const ends = [fromEnd, ...(target.is === 'end' ? [target.end] : [])];
    const both = families.filter((one) => ends.every((each) => partyFamilies(draft, each).has(one)));
    const literal = [target, as].find((one) => one.is === 'address');
    const family = literal === undefined ? both[0] : literal.address.family;
    if (family === undefined) {
      reportNoAddress(draft, fromEnd, [], diagnostics);
      return [];
    }
    const named = findTarget(draft, fromEnd, target, family, diagnostics)?.dial;
    const dial: Destination | undefined =
      named?.is === 'address' && statement.dialled === undefined
        ? { ...named, address: addressKnown(draft, from.text, viewer.text, named.address) }
        : named;
    const seen = findTarget(draft, end(viewer), as, family, diagnostics)?.dial;
    if (dial === undefined || seen === undefined) return [];
    const { service = statement.dialled?.service, dialled } = statement;
    const answerPort = service?.value.port ?? freePort;
    const port = dialled?.service?.value.port ?? answerPort;
    return [{ ...common(statement), is: 'sees', parties: [asker, seer], dial, seen, family, port, answerPort }];
  },
  question: questionOf,
  judge({ seen, family }, found, state) {
    const address = addressOf(state, seen, family);
    if (address === undefined) return { is: 'unknown', why: 'whose address it is seen as is known where the lab runs' };
    if (found.verdict === 'arrives' && found.seen === formatAddress(address)) return holds;
    const label = found.death === undefined ? `it is seen as ${found.seen}` : deathLabel(found.death);
    const help = 'write the address that is seen, or mend what changes it; `netgen trace` shows the way';
    return { is: 'fails', label, related: [], help: () => ({ text: help }) };
  },
  lines({ parties, dial, seen, family, port, answerPort, within: time }) {
    const [from, viewer] = parties;
    const told = parties.some(({ is }) => is === 'outside') ? [netnsOutside] : [];
    const named = dial.is === 'outside-address' ? [{ is: 'outside-address', family } as const] : [];
    const dialled = ['cat </dev/tcp/', addressWord(dial, family), `/${port}`];
    const main: CheckLine = {
      clauses: [...withinClause(time), prints(['^', addressWord(seen, family), '$'])],
      argv: at(partyPlace(from), 'timeout', '2', 'bash', '-c', dialled),
      main: true,
    };
    const got = [seen, dial].flatMap((each) =>
      each.is === 'own-address' ? [hasGot(each.dev, each.netns, each.family, time)] : [],
    );
    return [
      ...beyond(...told, ...named),
      ...got,
      listen(partyPlace(viewer), { protocol: 'tcp', port: answerPort }, family),
      main,
    ];
  },
};
