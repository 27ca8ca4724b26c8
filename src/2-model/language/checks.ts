// Checks: `h1 reaches h2 tcp/80 via r1`, `h1 cannot reach h2`, `web sees h1 as gw`, `r1 has route default via r2`.
import type { Text } from '../../diagnostics/span.ts';
import { formatCidr, fullLength } from '../address.ts';
import { readPrefixes } from './addresses.ts';
import { readCause } from './causes.ts';
import { oneWord, readEnds } from './names.ts';
import { type PhraseShape, wholeText, word, words } from './phrase.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { readOneName, routeForms } from './routes.ts';
import { type Form, form, readSentence, type Said, type Sentence } from './sentence.ts';
import type {
  CheckStatement,
  End,
  EndOrAddress,
  HasStatement,
  ReachStatement,
  Service,
  Written,
} from './statements.ts';
import { alwaysInChecks, formatEnd, formatTarget, nodeNames, readTargets } from './targets.ts';
import { readEndAndService } from './translations.ts';
import {
  formatService,
  looksLikeService,
  readDuration,
  readFreeText,
  readNumber,
  readOneOf,
  readService,
} from './values.ts';

type Checks = readonly CheckStatement[];

const names = nodeNames(alwaysInChecks);
const ends: PhraseShape<readonly End[]> = words('nodes or interfaces', 'h1', (piece, reading) =>
  readEnds(piece, alwaysInChecks, reading),
);
const oneName: PhraseShape<Text> = word('name of a node', 'h1', (piece, reading) =>
  readOneName(piece, alwaysInChecks, reading),
);

function readOneTarget(piece: Piece, reading: Reading): EndOrAddress | undefined {
  const [target, more] = readTargets(piece, alwaysInChecks, reading) ?? [];
  if (more === undefined) return target;
  const help = `write one, for example ${target === undefined ? 'h1' : formatTarget(target)}`;
  return reading.report(unknownWord({ at: piece.at, label: 'stands for several, one is wanted', help }));
}

function ports(protocol: 'tcp' | 'udp') {
  return words('ports', '80', (piece, reading) => {
    const port = readNumber(piece, 1, 65_535, reading);
    const service: Service | undefined = port && { protocol, port: port.value, lastPort: port.value };
    return service === undefined ? undefined : [{ value: service, at: piece.at }];
  });
}

const within = {
  value: word('time', '5s', readDuration),
  summary: 'Becomes true by then. Without it: 5s, and at once for `cannot reach`.',
};

const from = {
  value: ends,
  summary: 'Who asks: nodes, or `NODE:INTERFACE` to leave by that interface.',
  required: true,
};
const target = {
  value: words('nodes, interfaces or addresses', 'h2', (piece, reading) => readTargets(piece, alwaysInChecks, reading)),
  summary: 'Who must answer: every one on the left is tried against every one here, itself left out.',
};

const reachWords = {
  service: {
    value: words('services', 'tcp/80', (piece, reading) => {
      const service = readService(piece, reading);
      return service === undefined ? undefined : [service];
    }),
    summary: 'A TCP connect or a UDP echo, `tcp/80`, `udp/53`; without it, ping.',
    looks: looksLikeService,
  },
  tcp: { value: ports('tcp'), summary: 'TCP ports.', mappingOnly: true },
  udp: { value: ports('udp'), summary: 'UDP ports.', mappingOnly: true },
  at: {
    value: wholeText('end or address, and a service', 'host tcp/8080', (piece, reading) => {
      const said = readEndAndService(piece, reading);
      const to = said === undefined ? undefined : readOneTarget(said.end, reading);
      if (to === undefined || said === undefined) return undefined;
      return { to, ...(said.service === undefined ? {} : { service: said.service }) };
    }),
    summary: 'Dialled there, answered by the target.',
  },
  via: { value: names, summary: 'These hops, in this order; others may lie between.' },
  over: {
    value: word('ipv4 or ipv6', 'ipv4', (piece, reading) => readOneOf(piece, ['ipv4', 'ipv6'], reading)),
    summary: 'In this family; without it, in every family that both have.',
  },
  within,
};

const later = {
  taking: 'take it out; `{ in: h1, run: ping …, prints: … }` shows the round trip',
  losing: 'take it out; `{ in: h1, run: ping …, prints: … }` shows the loss',
};

function noteOf({ note }: Sentence): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

const textOnly = new Set(['from', 'service', 'tcp', 'udp']);

function tailOf({ clauses }: Sentence, verbs: readonly string[], services: readonly Written<Service>[]): string {
  const said = services.map(({ value }) => formatService(value)).join(', ');
  const rest = clauses.filter(({ word: one }) => !textOnly.has(one) && !verbs.includes(one));
  return [...(said === '' ? [] : [said]), ...rest.map(({ word: one, text }) => `${one} ${text.replace(/\s+/g, ' ')}`)]
    .map((part) => ` ${part}`)
    .join('');
}

type ReachValues = Said<typeof reachWords> & { readonly because?: ReachStatement['because'] };

function isItself(source: End, to: EndOrAddress): boolean {
  return to.is === 'end' && to.end.node.text === source.node.text;
}

function buildReach(
  verb: 'reaches' | 'cannot reach',
  left: readonly End[],
  right: readonly EndOrAddress[],
  values: ReachValues,
  sentence: Sentence,
  reading: Reading,
): Checks | undefined {
  const { at } = sentence;
  const services = [...(values.service ?? []), ...(values.tcp ?? []), ...(values.udp ?? [])];
  const tail = tailOf(sentence, ['reaches', 'cannot reach'], services);
  if (!reading.affordThings(left.length * right.length, at)) return undefined;
  const common = {
    is: 'reach',
    at,
    expect: verb === 'reaches',
    services,
    via: values.via ?? [],
    ...(values.at === undefined ? {} : { dialled: values.at }),
    ...(values.over === undefined ? {} : { over: values.over.value === 'ipv4' ? (4 as const) : (6 as const) }),
    ...(values.because === undefined ? {} : { because: values.because }),
    ...(values.within === undefined ? {} : { within: values.within }),
    ...noteOf(sentence),
  } as const;
  const checks: ReachStatement[] = [];
  for (const source of left) {
    for (const to of right) {
      if (isItself(source, to) && left.length * right.length > 1) continue;
      checks.push({ ...common, from: source, to, text: `${formatEnd(source)} ${verb} ${formatTarget(to)}${tail}` });
    }
  }
  return checks;
}

const reaches = form({
  summary: 'One node reaches another: the target itself answers.',
  examples: [
    'h1 reaches h2',
    'h1..4 reach web tcp/80, tcp/443 over ipv4 within 3s',
    'outside reaches web tcp/80 at host tcp/8080',
  ],
  verbs: ['reaches', 'reach'],
  subject: 'from',
  words: { from, reaches: target, ...reachWords },
  later,
  build: (values, sentence, reading): Checks | undefined =>
    buildReach('reaches', values.from ?? [], values.reaches ?? [], values, sentence, reading),
});

const cannotReach = form({
  summary: 'One node does not reach another.',
  examples: ['h1 cannot reach h2', 'h1 cannot reach h2 because r2 has no route to h1'],
  verbs: ['cannot reach'],
  subject: 'from',
  words: {
    from,
    'cannot reach': target,
    ...reachWords,
    because: {
      value: wholeText('reason', 'r2 has no route', readCause),
      summary:
        'The reason, which is tested too: `has no route [to NAME]`, `does not forward`, `refuses`, `does not answer`.',
    },
  },
  later,
  build: (values, sentence, reading): Checks | undefined =>
    buildReach('cannot reach', values.from ?? [], values['cannot reach'] ?? [], values, sentence, reading),
});

const sees = form({
  summary: 'A packet from one node arrives at another with this source address.',
  examples: ['web sees h1 as gw:wan', 'outside sees h1 as host'],
  verbs: ['sees'],
  subject: 'from',
  words: {
    from: { value: oneName, summary: 'Where the packet arrives.', required: true },
    sees: { value: oneName, summary: 'Who sends it.' },
    as: {
      value: word('end or address', 'gw:wan', readOneTarget),
      summary: 'Whose address it has then.',
      required: true,
    },
    within,
  },
  build(values, sentence): Checks | undefined {
    const { from: viewer, sees: sender, as } = values;
    if (viewer === undefined || sender === undefined || as === undefined) return undefined;
    const text = `${viewer.text} sees ${sender.text} as ${formatTarget(as)}${tailOf(sentence, ['sees', 'as'], [])}`;
    const time = values.within === undefined ? {} : { within: values.within };
    return [{ is: 'sees', at: sentence.at, text, viewer, from: sender, as, ...time, ...noteOf(sentence) }];
  },
});

interface Possession {
  readonly what: HasStatement['what'];
  readonly text: string;
}

const possessions = ['route', 'address', 'neighbour'] as const;

function readPossessions(piece: Piece, reading: Reading): readonly Possession[] | undefined {
  const [thing, first] = piece.words();
  if (thing === undefined) return undefined;
  const known = possessions.find((one) => one === thing.text);
  if (known === undefined) {
    const help = 'write `route`, `address` or `neighbour` after `has`';
    return reading.report(
      unknownWord({ at: thing.at, label: 'a route, an address or a neighbour?', help, expected: possessions }),
    );
  }
  if (first === undefined) {
    const example = { route: '10.0.0.0/24', address: '10.0.0.0/24', neighbour: 'r1' }[known];
    const help = `write it like \`${known} ${example}\``;
    return reading.report(incompleteSentence({ at: thing.at, label: 'nothing stands after it', help }));
  }
  const rest = piece.slice(first.from - piece.from);
  if (known === 'route') {
    return readSentence(routeForms, rest, reading)?.map((route) => ({
      what: { is: 'route', route },
      text: `route ${route.text}`,
    }));
  }
  const one = oneWord(rest, reading);
  if (one === undefined) return undefined;
  if (known === 'address') {
    return readPrefixes(one, reading, fullLength)?.map((cidr) => ({
      what: { is: 'address', within: cidr },
      text: `address ${formatCidr(cidr.value)}`,
    }));
  }
  const of = readOneName(one, alwaysInChecks, reading);
  return of === undefined ? undefined : [{ what: { is: 'neighbour', of }, text: `neighbour ${of.text}` }];
}

function buildHas(
  expect: boolean,
  nodes: readonly Text[],
  things: readonly Possession[],
  time: number | undefined,
  sentence: Sentence,
  reading: Reading,
): Checks | undefined {
  const { at } = sentence;
  if (!reading.affordThings(nodes.length * things.length, at)) return undefined;
  const common = {
    is: 'has',
    at,
    expect,
    ...(time === undefined ? {} : { within: time }),
    ...noteOf(sentence),
  } as const;
  const verb = expect ? 'has' : 'has no';
  const tail = tailOf(sentence, ['has', 'has no'], []);
  return nodes.flatMap((node) =>
    things.map(({ what, text }) => ({ ...common, node, what, text: `${node.text} ${verb} ${text}${tail}` })),
  );
}

const owner = { value: names, summary: 'Nodes.', required: true };
const thing = {
  value: wholeText('`route`, `address` or `neighbour`', 'route default via r1', readPossessions),
  summary: '`route ROUTE`, `address CIDR` (any address within it), or `neighbour NODE`.',
};

const has = form({
  summary: 'A route, an address or a neighbour is there.',
  examples: ['r1 has route 10.1.0.0/16 via r2, r3', 'h1..2 have address 10.0.0.0/24 within 10s', 'h1 has neighbour r1'],
  verbs: ['has', 'have'],
  subject: 'from',
  words: { from: owner, has: thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(true, values.from ?? [], values.has ?? [], values.within, sentence, reading),
});

const hasNo = form({
  summary: 'A route, an address or a neighbour is not there.',
  examples: ['h1 has no route 192.168.0.0/16'],
  verbs: ['has no', 'have no'],
  subject: 'from',
  words: { from: owner, 'has no': thing, within },
  build: (values, sentence, reading): Checks | undefined =>
    buildHas(false, values.from ?? [], values['has no'] ?? [], values.within, sentence, reading),
});

const resolves = form({
  summary: 'A name of the DNS is resolved.',
  examples: ['pc1 resolves web.lab to web'],
  verbs: ['resolves'],
  subject: 'from',
  words: {},
  later: { resolves: 'run the query: `{ in: pc1, run: getent hosts web.lab, prints: 10.0.0.10 }`' },
  build: (): Checks | undefined => undefined,
});

const command = form({
  summary: 'A command, what it prints and how it ends.',
  examples: ['{ in: h1, run: ip route, prints: default via ... }'],
  verbs: ['run'],
  subject: 'in',
  unsaid: 'sentence',
  words: {
    in: { value: names, summary: 'Nodes to run it in.', required: true },
    run: {
      value: wholeText('command', 'ip route', (piece, reading) => readFreeText(piece, 'one line', reading)),
      summary: 'The command, one line.',
    },
    prints: {
      value: wholeText('text', '"...default..."', (piece, reading) => readFreeText(piece, 'many lines', reading)),
      summary: 'What it prints: `...` stands for anything within a line, alone on a line for any lines.',
    },
    exit: {
      value: word('number', '0', (piece, reading) => readNumber(piece, 0, 255, reading)),
      summary: 'Its exit status; 0 if not said.',
    },
    within,
  },
  build(values, sentence, reading): Checks | undefined {
    const { in: nodes = [], run, prints, exit } = values;
    if (run === undefined || !reading.affordThings(nodes.length, sentence.at)) return undefined;
    return nodes.map((node) => ({
      is: 'command',
      at: sentence.at,
      text: `${node.text} runs ${run.text}`,
      in: node,
      run: run.text,
      exit: exit?.value ?? 0,
      ...(prints === undefined ? {} : { prints: prints.text }),
      ...(values.within === undefined ? {} : { within: values.within }),
      ...noteOf(sentence),
    }));
  },
});

export const checkForms: readonly Form<Checks>[] = [reaches, cannotReach, sees, has, hasNo, resolves, command];
