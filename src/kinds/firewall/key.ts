// The key `firewall`: a policy for each way that packets take through a node, and lines that are asked before it.

import type { Cidr } from '../../address.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { looksLikeAddress, readPrefixes } from '../../language/addresses.ts';
import { form } from '../../language/form.ts';
import { readInterfaceMeant, readNames } from '../../language/names.ts';
import { wholeText, word, words } from '../../language/phrase.ts';
import { badValue, unknownWord } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { sentence } from '../../language/sentence.ts';
import { servicesOf, serviceWords } from '../../language/service-words.ts';
import { mapped, oneOrMany, record, scalar } from '../../language/shape.ts';
import type { Service, Written } from '../../language/statements.ts';
import { alwaysInChecks } from '../../language/targets.ts';
import { formatService, readNumber, readOneOf, refusePort } from '../../language/values.ts';
import type { Node, State } from '../../model/lab.ts';
import { type ListMerge, nodeKey } from '../node-key.ts';
import { mostTable as mostMark, type PrefixOrName, textOfPlace } from '../routes/sentences.ts';

export const verdicts = ['accept', 'drop', 'reject'] as const;
export type Verdict = (typeof verdicts)[number];

/** Where packets meet the firewall: crossing the node, coming in for itself, going out from itself. The names are those of nft(8). */
export const hooks = ['forward', 'input', 'output'] as const;
export type Hook = (typeof hooks)[number];

const states = ['established', 'invalid'] as const;
const rejections = ['tcp reset', 'port-unreachable', 'host-unreachable', 'no-route', 'admin-prohibited'] as const;

export interface PolicyStatement {
  readonly is: 'policy';
  readonly at: Span;
  readonly hook: Hook;
  readonly verdict: Verdict;
}

export interface LineStatement {
  readonly is: 'line';
  readonly at: Span;
  readonly text: string;
  readonly verdict: Verdict;
  readonly state?: (typeof states)[number];
  readonly from: readonly PrefixOrName[];
  readonly to: readonly PrefixOrName[];
  readonly in?: Text;
  readonly out?: Text;
  readonly services: readonly Service[];
  /** What a reject answers, if not that the port is unreachable. */
  readonly with?: (typeof rejections)[number];
}

/** What fits bears this number from here on, until it has left the node; the lines after it are asked all the same. */
export interface MarkStatement extends Pick<LineStatement, 'at' | 'text' | 'from' | 'to' | 'in' | 'services'> {
  readonly is: 'mark';
  readonly mark: number;
}

/** `rules: []`, which under `change` takes the place of the lines that stand. */
interface NoLines {
  readonly is: 'no lines';
  readonly at: Span;
}

type Statement = PolicyStatement | LineStatement | MarkStatement | NoLines;

/** What a line comes to at one hook. */
export interface Line extends Pick<LineStatement, 'is' | 'at' | 'text' | 'verdict' | 'state' | 'services' | 'with'> {
  readonly hook: Hook;
  /** Undefined: whoever. */
  readonly from?: readonly Cidr[];
  readonly to?: readonly Cidr[];
  readonly in?: string;
  readonly out?: string;
}

/** What a mark comes to: of packets that come in, or of those that the node itself sends. */
export interface Mark extends Omit<Line, 'is' | 'hook' | 'verdict' | 'state' | 'with' | 'out'> {
  readonly is: 'mark';
  readonly mark: number;
  readonly hook: 'prerouting' | 'output';
}

const places = words<PrefixOrName>('nodes or subnets', 'lan', (piece, reading) => {
  const { at } = piece;
  if (refusePort(piece, reading)) return undefined;
  if (looksLikeAddress(piece.text))
    return readPrefixes(piece, reading, 'subnet or address')?.map(({ value }) => ({ is: 'cidr', cidr: value, at }));
  return readNames(piece, alwaysInChecks, reading)?.map((name) => ({ is: 'name', at, name }));
});

interface Side {
  readonly places: readonly PrefixOrName[];
  readonly device?: Text;
}

/** Who is outside comes in by an uplink, and what is for him leaves by one: `from outside` is `in uplink`, `to outside` is `out uplink`. */
function sideOf(
  places: readonly PrefixOrName[] = [],
  device: Text | undefined,
  word: 'in' | 'out',
  reading: Reading,
): Side | undefined {
  const outside = places.find((place) => place.is === 'name' && place.name.text === 'outside');
  if (outside === undefined) return { places, ...(device && { device }) };
  if (places.length === 1 && device === undefined) return { places: [], device: { text: 'uplink', at: outside.at } };
  const [label, help] =
    device === undefined
      ? ['outside stands alone', 'write a line of its own for the others']
      : ['says by which interface, too', `leave \`${word} ${device.text}\` out`];
  return reading.report(badValue({ at: outside.at, label, help }));
}

const device = (summary: string) => ({ value: word('interface', 'eth0', readInterfaceMeant), summary });

const matches = {
  from: {
    value: places,
    summary:
      'Who sends: switches and bridges are their subnets, nodes their addresses; on the machine, `outside` is whoever is beyond its uplinks.',
  },
  to: { value: places, summary: 'Whom it is for.' },
  in: device('It comes in here: an interface of this node, or the name of what it leads to.'),
  ...serviceWords('What is dialled, `tcp/80`, `udp/5000..5010`; `icmp` is both that of IPv4 and that of IPv6.'),
};

const { from, to, in: inWord, ...services } = matches;
const lineWords = { from, to, in: inWord, out: device('It leaves here.'), ...services };

const withWord = {
  value: wholeText('kind of rejection', 'tcp reset', (piece, reading) => readOneOf(piece, rejections, reading)),
  summary: `What the sender is told: \`${rejections.join('`, `')}\`. Without it, \`port-unreachable\`.`,
};

const listed = (before: string, some: readonly string[]): string[] =>
  some.length === 0 ? [] : [`${before}${some.join(', ')}`];

type Said = Omit<LineStatement, 'is' | 'at' | 'text' | 'verdict'> & { readonly does: string };

const textOf = ({ does, state, from, to, in: entry, out, services, with: answer }: Said): string =>
  [
    does,
    ...(state === undefined ? [] : [state]),
    ...listed('from ', from.map(textOfPlace)),
    ...listed('to ', to.map(textOfPlace)),
    ...(entry === undefined ? [] : [`in ${entry.text}`]),
    ...(out === undefined ? [] : [`out ${out.text}`]),
    ...listed('', services.map(formatService)),
    ...(answer === undefined ? [] : [`with ${answer}`]),
  ].join(' ');

const stateWord = {
  value: word('state', 'established', (piece, reading) => {
    const state = states.find((one) => one === piece.text);
    if (state !== undefined) return { value: state, at: piece.at };
    const meant = nearest(piece.text, states) ?? `from ${piece.text}`;
    return reading.report(
      unknownWord({ at: piece.at, label: 'not expected here', help: `write ${meant}`, expected: [meant] }),
    );
  }),
  summary:
    '`established`: what belongs to a connection that is there already; `invalid`: what can belong to none; without either, all.',
  mayBeMissing: true,
};

function lineForm(verdict: Verdict, summary: string, examples: readonly string[], elsewhere: readonly string[] = []) {
  return form({
    summary,
    examples,
    verbs: [verdict],
    elsewhere,
    object: 'state',
    words: { state: stateWord, ...lineWords, ...(verdict === 'reject' ? { with: withWord } : {}) },
    build(values, { at }, reading): Statement | undefined {
      const { state } = values;
      const senders = sideOf(values.from, values.in, 'in', reading);
      const receivers = sideOf(values.to, values.out, 'out', reading);
      const services = servicesOf(values).map(({ value }) => value);
      const answer = 'with' in values ? (values.with as Written<(typeof rejections)[number]>) : undefined;
      const isTcp = services.length > 0 && services.every(({ protocol }) => protocol === 'tcp');
      if (answer?.value === 'tcp reset' && !isTcp) {
        const help = 'name what is dialled, for example tcp/80, or leave `with tcp reset` out';
        return reading.report(badValue({ at: answer.at, label: 'only TCP has resets', help }));
      }
      if (senders === undefined || receivers === undefined) return undefined;
      const said = {
        ...{ from: senders.places, to: receivers.places, services },
        ...(state && { state: state.value }),
        ...(senders.device && { in: senders.device }),
        ...(receivers.device && { out: receivers.device }),
        ...(answer && { with: answer.value }),
      };
      return { is: 'line', at, text: textOf({ does: verdict, ...said }), verdict, ...said };
    },
  });
}

const markForm = form({
  summary:
    'It gets a mark, a number that `rules` of this node ask for, before it is routed; it goes on to the next line. With `from` this node, it is about what that sends.',
  examples: ['mark 7 from lan tcp/25', 'mark 8 in wan'],
  verbs: ['mark'],
  words: {
    mark: {
      value: word('number', '7', (piece, reading) => readNumber(piece, 1, mostMark, reading)),
      summary: 'The mark, as `rules` name it.',
      required: true,
    },
    ...matches,
  },
  build(values, { at }, reading): Statement | undefined {
    const { mark, to: receivers = [] } = values;
    const senders = sideOf(values.from, values.in, 'in', reading);
    const [far] = receivers.filter((place) => place.is === 'name' && place.name.text === 'outside');
    if (far !== undefined) {
      const help = 'name the prefixes, or leave `to outside` out';
      return reading.report(badValue({ at: far.at, label: 'not known before it is routed', help }));
    }
    if (mark === undefined || senders === undefined) return undefined;
    const said = {
      from: senders.places,
      to: receivers,
      services: servicesOf(values).map(({ value }) => value),
      ...(senders.device && { in: senders.device }),
    };
    return { is: 'mark', at, text: textOf({ does: `mark ${mark.value}`, ...said }), mark: mark.value, ...said };
  },
});

/** The sentences of `rules`, in the order of the reference. */
export const firewallForms = [
  lineForm(
    'accept',
    'It passes.',
    ['accept established', 'accept from lan to web tcp/80, tcp/443'],
    ['allow', 'permit', 'pass'],
  ),
  lineForm(
    'drop',
    'It is gone, and nobody is told.',
    ['drop invalid', 'drop from 10.0.0.0/8 in wan'],
    ['deny', 'block', 'discard'],
  ),
  lineForm('reject', 'It is gone, and the sender is told.', ['reject from lan to db', 'reject tcp/23 with tcp reset']),
  markForm,
];

const policy = (hook: Hook, summary: string) => ({
  shape: scalar<PolicyStatement>('policy', 'drop', { enum: verdicts }, (piece, reading) => {
    const found = readOneOf(piece, verdicts, reading);
    return found && { is: 'policy', at: found.at, hook, verdict: found.value };
  }),
  summary,
  example: `${hook}: drop`,
});

/** What may stand under `firewall`. */
export const firewallKeys = {
  forward: policy(
    'forward',
    'What happens to packets that cross the node and that no line fits. Without it, they pass.',
  ),
  input: policy('input', 'The same of those that are for the node itself.'),
  output: policy('output', 'The same of those that the node itself sends.'),
  rules: {
    shape: oneOrMany(sentence<Statement>({ name: 'line', forms: firewallForms })),
    summary:
      'Lines, asked in their order: the first that fits decides. A line is about what crosses the node, unless `to` or `from` is the node itself.',
    example: 'rules: [accept established, accept from lan to web tcp/80]',
  },
};

const merge: ListMerge<Statement> = {
  is: 'list',
  identity: (item) => (item.is === 'policy' ? item.hook : item.is === 'no lines' ? item.is : item.text),
  content: (item) => ('verdict' in item ? item.verdict : item.is),
  place: ({ at }) => at,
  changes: 'the list',
  part: (item) => (item.is === 'policy' ? item.hook : 'rules'),
};

export type Firewall = PolicyStatement | Line | Mark;

export const firewall = nodeKey<readonly Statement[], Firewall>({
  name: 'firewall',
  summary: 'Which packets pass.',
  example: 'firewall: { forward: drop, rules: [accept established] }',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(record('mapping', firewallKeys), ({ at, fields: { forward, input, output, rules }, keys }) => [
    ...[forward, input, output].flatMap((one) => one ?? []),
    ...(rules?.length === 0 ? [{ is: 'no lines', at: keys.get('rules') ?? at } as const] : (rules ?? [])),
  ]),
  merge,
  effects: { treatsPackets: true },
  badge: (things) => shown(things),
  view: (things) => shown(things),
});

/** The nodes that have one. */
export const nodesWithFirewall = ({ nodes }: State): Node[] =>
  [...nodes.values()].filter((node) => firewall.of(node).length > 0);

/** The lines of a node's firewall, in the order in which they are asked. */
export const lines = (node: Pick<Node, 'things'>): Line[] => firewall.of(node).filter((one) => one.is === 'line');

/** The marks that a node gives. */
export const marks = (node: Pick<Node, 'things'>): Mark[] => firewall.of(node).filter((one) => one.is === 'mark');

/** What stops what no line fits; undefined where it passes. */
export const policyAt = (node: Pick<Node, 'things'>, hook: Hook): PolicyStatement | undefined =>
  firewall
    .of(node)
    .find((one): one is PolicyStatement => one.is === 'policy' && one.hook === hook && one.verdict !== 'accept');

/** Policies first, then the lines, each once. */
function shown(things: readonly Firewall[]): string[] {
  const policies = things.flatMap((one) => (one.is === 'policy' ? [`${one.hook}: ${one.verdict}`] : []));
  return [...new Set([...policies, ...things.flatMap((one) => (one.is === 'policy' ? [] : [one.text]))])];
}
