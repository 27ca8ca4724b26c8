// `h1 reaches h2 tcp/80 via r1`, `h1 cannot reach h2 because r2 has no route`.
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { form, type Said, type Sentence } from '../../language/form.ts';
import { wholeText, word, words } from '../../language/phrase.ts';
import type { Piece } from '../../language/piece.ts';
import { badValue, refusalWithoutService } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { servicesOf, serviceWords } from '../../language/service-words.ts';
import type { End, EndOrAddress, Written } from '../../language/statements.ts';
import { alwaysInChecks, formatEnd, formatTarget, readTargets } from '../../language/targets.ts';
import { formatService, readOneOf, refusePort } from '../../language/values.ts';
import { type CheckSentence, type Checks, dialledAt, ends, names, said, tailOf, within } from '../sentence.ts';
import { cannotReachLines, reachLines } from './ask.ts';
import { readCause } from './because.ts';
import type { ReachCheck, ReachStatement } from './check.ts';
import { judgeReach, questionOf } from './foretell.ts';
import { resolveReach } from './resolve.ts';
import { spanWords } from './span.ts';

const from = {
  value: ends,
  summary: 'Who asks: nodes, or `NODE:INTERFACE` to leave by that interface.',
  required: true,
};
const target = {
  value: words('nodes, interfaces or addresses', 'h2', (piece, reading) =>
    refusePort(piece, reading) ? undefined : readTargets(piece, alwaysInChecks, reading),
  ),
  summary: 'Who must answer: every one on the left is tried against every one here, itself left out.',
};

const reachWords = {
  ...serviceWords('A TCP connect or a UDP echo, `tcp/80`, `udp/53`; without it, ping.'),
  at: { ...dialledAt, summary: 'Dialled there, answered by the target.' },
  via: { value: names, summary: 'These hops, in this order; others may lie between.' },
  with: {
    value: wholeText('size', '1400 bytes', readSize),
    summary: 'With a packet of so many bytes, headers and all, that nobody may cut.',
  },
  over: {
    value: word('ipv4 or ipv6', 'ipv4', (piece, reading) => readOneOf(piece, ['ipv4', 'ipv6'], reading)),
    summary: 'In this family; without it, in every family that both have.',
  },
};

/** `1400 bytes`: no shorter than the headers of a ping over IPv6. */
function readSize(piece: Piece, reading: Reading): Written<number> | undefined {
  const number = /^(\d{1,5}) bytes$/.exec(piece.text.trim().replace(/\s+/g, ' '))?.[1];
  const value = Number(number ?? Number.NaN);
  if (value >= 48 && value <= 65_535) return { value, at: piece.at };
  const label = number === undefined ? 'a number of bytes' : 'from 48 to 65535';
  const said = /\d{2,5}/.exec(piece.text)?.[0] ?? '1400';
  const mended = `${Math.min(65_535, Math.max(48, Number(said)))} bytes`;
  return reading.report(badValue({ at: piece.at, label, help: `write ${mended}`, expected: [mended] }));
}

type ReachValues = Said<typeof reachWords> & Partial<Pick<ReachStatement, 'because' | 'taking' | 'losing' | 'within'>>;

const measuredOtherwise = defineDiagnostic(
  'span-without-ping',
  'round trip, loss or size of something else than a ping',
);

function isItself(source: End, to: EndOrAddress): boolean {
  return to.is === 'end' && to.end.node.text === source.node.text;
}

/** Every one on the left with every one on the right, itself left out; where no pair is left, the first, to be told of. */
function pairsOf(
  left: readonly End[],
  right: readonly EndOrAddress[],
): readonly (readonly [from: End, to: EndOrAddress])[] {
  const pairs = left.flatMap((source) => right.map((to) => [source, to] as const));
  const others = pairs.filter(([source, to]) => !isItself(source, to));
  return others.length > 0 ? others : pairs.slice(0, 1);
}

/** Reports a ping that is to be refused: nothing answers it with a refusal, as a closed port does. */
function refusePing(values: ReachValues, reading: Reading): undefined {
  const { at, because } = values;
  if (because?.reason !== 'refuses') return undefined;
  const asked = servicesOf(values);
  const dialled = asked.length === 0 && at?.service !== undefined ? [at.service] : asked;
  const ping = dialled.find(({ value }) => value.protocol === 'icmp');
  if (dialled.length > 0 && ping === undefined) return undefined;
  const help =
    ping === undefined
      ? `name a service before the reason: \`tcp/80 because ${because.node?.text} refuses\``
      : 'write a service, for example tcp/80';
  const label = 'a ping is answered or lost';
  const expected = ping === undefined ? [] : ['tcp/80'];
  return reading.report(refusalWithoutService({ at: (ping ?? because).at, label, help, expected }));
}

function buildReach(
  verb: 'reaches' | 'cannot reach',
  left: readonly End[],
  right: readonly EndOrAddress[],
  values: ReachValues,
  sentence: Sentence,
  reading: Reading,
): Checks<ReachStatement> | undefined {
  const { at } = sentence;
  const services = servicesOf(values);
  const { taking, losing, with: size } = values;
  const [dialled] = [...services, ...(values.at?.service === undefined ? [] : [values.at.service])];
  const span = taking ?? losing ?? size;
  if (span !== undefined && dialled !== undefined && dialled.value.protocol !== 'icmp') {
    const help = `take \`${formatService(dialled.value)}\` out, or make it a check of its own`;
    return reading.report(
      measuredOtherwise({
        at: dialled.at,
        label: `only pings ${span === size ? 'have a size' : 'are measured'}`,
        help,
      }),
    );
  }
  const tail = tailOf(sentence, ['reaches', 'cannot reach'], services);
  const asked = Math.max(
    1,
    services.reduce((sum, { value }) => sum + value.lastPort - value.port + 1, 0),
  );
  if (!reading.affordThings(left.length * right.length * asked, at)) return undefined;
  refusePing(values, reading);
  const shared = {
    ...said(sentence, values.within),
    is: 'reach',
    expect: verb === 'reaches',
    services,
    via: values.via ?? [],
    ...(values.at === undefined ? {} : { dialled: values.at }),
    ...(values.over === undefined ? {} : { over: values.over.value === 'ipv4' ? (4 as const) : (6 as const) }),
    ...(values.because === undefined ? {} : { because: values.because }),
    ...(taking && { taking }),
    ...(losing && { losing }),
    ...(size && { size }),
  } as const;
  return pairsOf(left, right).map(([source, to]) => ({
    ...shared,
    from: source,
    to,
    text: `${formatEnd(source)} ${verb} ${formatTarget(to)}${tail}`,
  }));
}

const reaches = form({
  summary: 'One node reaches another: the target itself answers.',
  examples: [
    'h1 reaches h2',
    'h1..4 reach web tcp/80, tcp/443 over ipv4 within 3s',
    'outside reaches web tcp/80 at host tcp/8080',
    'h1 reaches h2 taking 45..60ms losing 2..20%',
    'h1 reaches h2 with 1400 bytes',
  ],
  verbs: ['reaches', 'reach'],
  elsewhere: ['ping', 'pings', 'can', 'connects', 'sends'],
  subject: 'from',
  words: { from, reaches: target, ...reachWords, ...spanWords, within },
  build: (values, sentence, reading) =>
    buildReach('reaches', values.from ?? [], values.reaches ?? [], values, sentence, reading),
});

const cannotReach = form({
  summary: 'One node does not reach another.',
  examples: [
    'h1 cannot reach h2',
    'h1 cannot reach h2 because r2 has no route to h1',
    'h1 cannot reach h2 with 1401 bytes',
  ],
  verbs: ['cannot reach'],
  elsewhere: ['cannot', "can't", 'unreachable'],
  subject: 'from',
  words: {
    from,
    'cannot reach': target,
    ...reachWords,
    because: {
      value: wholeText('reason', 'r2 has no route', readCause),
      summary:
        'The reason, which is tested too: `has no route [to NAME]`, `does not forward`, `refuses`, `does not answer`, `drops it`, `rejects it` of a node; `nobody answers for NAME`, `the answer comes from NAME`, or an address.',
    },
    within,
  },
  build: (values, sentence, reading) =>
    buildReach('cannot reach', values.from ?? [], values['cannot reach'] ?? [], values, sentence, reading),
});

export const reach: CheckSentence<ReachStatement, ReachCheck> = {
  is: 'reach',
  forms: [reaches, cannotReach],
  resolve: resolveReach,
  question: questionOf,
  judge: judgeReach,
  lines: (check, state) => (check.expect ? reachLines : cannotReachLines)(check, state),
};
