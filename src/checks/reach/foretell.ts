// What the prediction says of `reaches` and `cannot reach`, and of the reason that is given.
import { formatAddress, parseAddress } from '../../address.ts';
import type { Interface, State } from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { mend, onlyFault } from '../../prediction/mend.ts';
import { addressOf, isBeyond, netnsOf, networkOf, outside } from '../../prediction/outside.ts';
import { predict } from '../../prediction/predict.ts';
import type { Question } from '../../prediction/question.ts';
import { networkFor } from '../../prediction/stack.ts';
import { deathLabel } from '../../prediction/tell.ts';
import {
  type Death,
  type Hop,
  isRefusedByRoute,
  type Prediction,
  type Reason,
  type Way,
} from '../../prediction/way.ts';
import { type Foretold, type Help, holds } from '../foretold.ts';
import { interfacesIn, isPublishedAt, ownersOf, serversAt } from '../picture.ts';
import type { ReachCheck } from './check.ts';

/** A port that is dialled, and that at which somebody answers; or a ping. */
export const protocolOf = ({
  service,
}: Pick<ReachCheck, 'service'>): Pick<Question, 'protocol' | 'port' | 'listens'> =>
  service === undefined
    ? { protocol: 'icmp' }
    : { protocol: service.protocol, port: service.port, listens: service.answerPort };

/** What a check asks of the packets; undefined where it begins beyond the lab, or is about an address that nobody knows yet. */
export function questionOf(check: ReachCheck, state: State): Question | undefined {
  const { fromInterface, fromAddress, to, size, family } = check;
  const [from, target] = [netnsOf(state, check.from), to && netnsOf(state, to)];
  const dialled = addressOf(state, check.dial, family);
  if (from === undefined || dialled === undefined) return undefined;
  const isOutside = isBeyond(check);
  return {
    from,
    ...(fromAddress !== undefined ? { source: fromAddress } : fromInterface !== undefined && { bound: fromInterface }),
    ...(size && { length: size.value }),
    to: dialled,
    ...(isOutside && { isOutside }),
    ...protocolOf(check),
    ...(target !== undefined && { target }),
  };
}

const foreseenIn = onceFor((state: State) =>
  onceFor((check: ReachCheck): Prediction | undefined => {
    const question = questionOf(check, state);
    const found = question && predict(networkOf(state, question), question);
    return found?.verdict === 'unknown' ? undefined : found;
  }),
);

/** What is foreseen of a check, worked out once for all that ask; undefined where nobody can tell. */
export const foreseen = (check: ReachCheck, state: State): Prediction | undefined => foreseenIn(state)(check);

/** Reasons of the prediction that a reason in words is said of; of the others, silence does not tell which. */
const told: Partial<Record<string, readonly Reason[]>> = {
  'has no route': ['no route'],
  'does not forward': ['does not forward'],
  'drops it': ['dropped', 'source not accepted'],
  'rejects it': ['rejected'],
};

/** Nobody answers for its address on the last link of the way; or it gets the request, and nothing comes back of it. */
function staysSilent(
  node: string | undefined,
  { service, to }: ReachCheck,
  { death, reached }: Prediction,
  state: State,
): boolean {
  if (death === undefined) return false;
  const isHere = death.node === node;
  const hasNoWayBack = isHere && (death.reason === 'no route' || isRefusedByRoute(death.reason));
  // Whose answer to a ping is lost has given one, unless he has no way for it; TCP counts connections.
  if (death.of === 'answer') return service === undefined ? hasNoWayBack : reached === node;
  if (death.reason !== 'nobody answers')
    return isHere && (death.reason === 'answers nothing' || (service !== undefined && death.reason === 'refused'));
  const wanted = parseAddress(death.to ?? '');
  const owners = wanted ? ownersOf(state, wanted) : [];
  const meant = owners.length > 0 || to === undefined ? owners : [netnsOf(state, to)];
  return meant.some((netns) => (netns ?? 'host') === node);
}

/** As a death names it: a namespace, `host`, `outside`. */
const stackName = ({ nodes }: State, node: string): string =>
  nodes.has(node) ? (nodes.get(node)?.netns ?? 'host') : node;

/** Whether it dies at the node and for the reason that are named. */
function isCause(check: ReachCheck, prediction: Prediction, state: State): boolean {
  const { because, family } = check;
  const { death, verdict, reached } = prediction;
  if (because === undefined) return true;
  const { reason, to } = because;
  const node = because.node === undefined ? undefined : stackName(state, because.node);
  if (reason === 'refuses') {
    if (verdict === 'arrives') return reached === node;
    // Whoever takes it in the place of the one that is meant has no server there.
    const isTaken = death?.reason === 'another answers' && death.of === 'request' && death.node === node;
    // What says that nobody listens is from the address that was dialled, whatever a server would answer from.
    const isTold = death?.reason === 'another source' && reached === node;
    return isTaken || isTold || death?.reason === 'refused';
  }
  if (reason === 'nobody answers for')
    return (
      death?.reason === 'nobody answers' && to.some((one) => one.family === family && formatAddress(one) === death.to)
    );
  if (reason === 'the answer comes from') return death?.reason === 'another source';
  if (reason === 'does not answer') return staysSilent(node, check, prediction, state);
  const reasons = told[reason];
  if (reasons === undefined || death === undefined) return true;
  const isAt = (one: Pick<Death, 'node' | 'reason'>) => one.node === node && reasons.includes(one.reason);
  // What dies of another packet, as that around it in a tunnel, is counted where that dies.
  const isSo = (one: Death) => isAt(one.outer ?? one);
  // The error that would tell of it may be dropped, and is counted as well; who is not told of a reject cannot know it.
  if (reason === 'drops it') return isSo(death) || (death.told?.dies !== undefined && isAt(death.told.dies));
  // The asker has to hear of a reject, and of one about the outer packet he does not.
  return reason === 'rejects it' ? isAt(death) && !isUnheard(death) : isSo(death);
}

const isUnheard = ({ told }: NonNullable<Prediction['death']>): boolean => told?.isHeard === false;

/** It passes these nodes in this order, others between them. */
function passes({ via }: ReachCheck, { hops }: Way, state: State): boolean {
  const rest = via.map((name) => stackName(state, name));
  for (const { node } of hops) if (node === rest[0]) rest.shift();
  return rest.length === 0;
}

/** The first node of the way, up to the last that is named, whose `time exceeded` does not get to the asker: `hops` asks one after the other. */
function untold(check: ReachCheck, { request, ways }: Prediction, state: State): string | undefined {
  const question = questionOf(check, state);
  const last = check.via.at(-1);
  if (question === undefined || last === undefined || ways > 1) return undefined;
  const names = request.hops.slice(1).map(({ node }) => node);
  const asked = names.slice(0, names.lastIndexOf(stackName(state, last)) + 1);
  const ping = { ...question, protocol: 'icmp' } as const;
  return asked.find((_, before) => {
    const { death } = predict(networkOf(state, ping), { ...ping, ttl: before + 1 });
    return death?.reason !== 'too many hops' || death.told?.isHeard !== true;
  });
}

/** A router sends it out where it came in, and tells the sender of the shorter way, which that takes next time (ip_rt_send_redirect() of net/ipv4/route.c). */
const redirects = (hop: Hop): boolean => hop.in !== undefined && hop.in === hop.out;
const mayRedirect = {
  is: 'unknown',
  why: 'a router on the way sends it out where it came in, and may have told of a shorter way',
} as const;

const failing = (label: string, help: Help | (() => Help), death?: Prediction['death']): Foretold => ({
  is: 'fails',
  label,
  help: typeof help === 'function' ? help : () => help,
  related: death?.at === undefined ? [] : [{ at: death.at, label: 'this decides' }],
});

/** A check that says `cannot reach`, and no more: the author may not know of a fault that hides what he means. */
function holdsFor(check: ReachCheck, prediction: Prediction, state: State): Foretold {
  const question = questionOf(check, state);
  const isSaid = check.because !== undefined || check.note !== undefined;
  const fault =
    isSaid || question === undefined ? undefined : onlyFault(networkOf(state, question), question, prediction);
  return fault === undefined ? holds : { is: 'holds', onlySince: fault };
}

/** A program that is told an address or a family listens there alone; most of the others listen at all addresses of IPv4. */
const isChoosy = /bind|\d\.\d|::|6\b/i;

/** Why nobody can tell whether somebody listens: a program of the target names the port. */
function unsureServer({ to, service, family, because }: ReachCheck, state: State): string | undefined {
  if (to === undefined || service === undefined) return undefined;
  const [text] = serversAt(state, to, service.answerPort);
  if (text === undefined) return undefined;
  const speaks = service.protocol === 'udp' ? /udp/i.test(text) : !/udp/i.test(text);
  const isSure = because === undefined && family === 4 && speaks && !isChoosy.test(text);
  return isSure ? undefined : `whether \`${text}\` listens there is for it to say`;
}

/** What to write in place of a cause that is none. A route that refuses is no rule of a firewall, which alone counts what it stops. */
function causeWanted({ node, reason }: NonNullable<Prediction['death']>): string {
  if (reason === 'source not accepted') return `write \`because ${node} drops it\``;
  return isRefusedByRoute(reason)
    ? `leave \`because\` out, and ask for the route: \`${node} has route ${reason} …\``
    : 'name what it dies of, or leave `because` out';
}

/** What to do where nobody beyond the machine knows a way into the lab. */
const helpBeyond = {
  request: 'dial the machine, as in `at host tcp/8080`, which hands it on by `publish` of its `nat`',
  answer: 'let the machine translate, as by `nat: [masquerade lan out uplink]` under host',
} as const;

/** Of a packet that is too long, a small one shows that it is the length. */
function smallFails({ size, ...check }: ReachCheck, state: State): Foretold | undefined {
  const question = size && questionOf(check, state);
  const { death } = question === undefined ? {} : predict(networkOf(state, question), question);
  if (death === undefined) return undefined;
  const text = `leave \`with ${size?.value} bytes\` out, or mend that; \`netgen trace\` shows the way`;
  return failing(`nor does a small packet get there: ${deathLabel(death)}`, { text }, death);
}

/** Why nobody can tell what it dies of. */
function untoldCause({ because }: ReachCheck, { death, diesElsewhere, ways }: Prediction): string | undefined {
  if (because === undefined) return undefined;
  if (diesElsewhere) return `of the ${ways} ways that it may take, it does not die by all alike`;
  if (because.reason === 'has no route' && death?.outer?.reason === 'no route')
    return `${death.outer.node} has no route for the packet around it, and the way of that is not asked`;
  return undefined;
}

/** Nobody answers for its address, but who has it is there: whom he has asked for theirs know him all the same. A firewall that stops NDP mostly stops those packets, too. */
function isTaught({ because }: ReachCheck, { death }: Prediction): boolean {
  const isAsked = because?.reason === 'nobody answers for' || because?.reason === 'does not answer';
  return death?.isThere === true && (isAsked || death.outer === undefined);
}
const taught = {
  is: 'unknown',
  why: 'who has the address is there, and known to those whom he has asked',
} as const;

/** Questions of ARP and NDP go to all of a segment, through tunnels too: a node that those pass may stop them, and has counted something. */
function mayStopQuestions({ because }: ReachCheck, { request, answer }: Prediction, state: State): boolean {
  if (because?.node === undefined || told[because.reason] === undefined) return false;
  const { wires } = networkFor(state);
  const interfacesAt = (stack: string) => interfacesIn(state, stack === 'host' ? null : stack);
  const isAsked = [...request.hops, ...(answer?.hops ?? [])].some(({ node, out }) =>
    interfacesAt(node).some((each) => each.name === out && wires.isTunnelled(each)),
  );
  const isPassed = (each: Interface) => each.addresses.length > 0 && !wires.isTunnelled(each);
  return isAsked && interfacesAt(stackName(state, because.node)).some(isPassed);
}

/** What `cannot reach` comes to. */
function judgeFailure(check: ReachCheck, prediction: Prediction, state: State): Foretold {
  const { verdict, death } = prediction;
  const untold = untoldCause(check, prediction);
  if (untold !== undefined) return { is: 'unknown', why: untold };
  const isFor = isCause(check, prediction, state);
  const unsure = unsureServer(check, state);
  if (check.because?.reason === 'refuses' && isFor && unsure !== undefined) return { is: 'unknown', why: unsure };
  const isRefused = check.because?.reason === 'refuses';
  if (verdict === 'arrives' && !(isRefused && isFor)) {
    return failing('it arrives, and is answered', {
      text: 'write `reaches`, or break what lets it through; `netgen trace` shows the way',
    });
  }
  if (isFor || death === undefined) return smallFails(check, state) ?? holdsFor(check, prediction, state);
  if (mayStopQuestions(check, prediction, state))
    return { is: 'unknown', why: 'what asks for neighbours goes through a tunnel, too, and may die on its way' };
  if (check.because?.reason === 'rejects it' && death.reason === 'rejected' && isUnheard(death))
    return failing(`${death.node} rejects it, but its error does not get to the asker`, {
      text: `let the error out of ${death.told?.dies?.node ?? death.node}, or leave \`because\` out; \`netgen trace\` shows the way`,
    });
  return failing(deathLabel(death), { text: `${causeWanted(death)}; \`netgen trace\` shows the way` }, death);
}

/** The edit that lets it arrive. */
function mended(
  check: ReachCheck,
  prediction: Prediction,
  death: NonNullable<Prediction['death']>,
  state: State,
): Help {
  const question = questionOf(check, state);
  const edits = question && mend(networkOf(state, question), question, prediction);
  const { node, reason, of } = death;
  // Who publishes the port takes it himself where it comes in by none of the interfaces that this is for.
  const isHeldBack =
    reason === 'another answers' && isPublishedAt(state, state.nodes.get(node)?.netns ?? null, check.service);
  // A server at every address answers from that of its route (ip_send_skb() of an unconnected socket).
  const isOfRoute = check.service?.protocol === 'udp' && reason === 'another source' && check.dial.is === 'address';
  const known = isOfRoute
    ? `add \`src ${formatAddress(check.dial.address)}\` to the route of ${prediction.reached} back`
    : isHeldBack
      ? `name the interface that it comes in by behind \`in\` of the \`publish\` of ${node}, too`
      : node === outside && reason === 'no route'
        ? helpBeyond[of]
        : 'mend that';
  if (edits === undefined) return { text: `${known}, or say \`cannot reach\`; \`netgen trace\` shows the way` };
  return { text: edits.map(({ text }) => text).join(', and '), writes: edits.map(({ write }) => write) };
}

/** What arrives, and by which nodes. */
function judgeWay(check: ReachCheck, prediction: Prediction, state: State): Foretold {
  const { request, others = [] } = prediction;
  if (request.hops.some(redirects)) return mayRedirect;
  const isPassed = passes(check, request, state);
  if (others.some((other) => passes(check, other, state) !== isPassed))
    return { is: 'unknown', why: 'it arrives, but not by all the ways that it may take by these nodes' };
  if (!isPassed) {
    const hops = request.hops.slice(1, -1).map(({ node }) => node);
    const by = hops.length === 0 ? 'directly' : `via ${hops.join(', ')}`;
    const text = 'write what is so, or give the nodes other routes; `netgen trace` shows the way';
    return failing(`it goes ${by}`, { text });
  }
  const end = request.hops.at(-1)?.node;
  if (check.via.some((name) => stackName(state, name) === end))
    return failing(`${end} is the end of the way, and not on it`, { text: `take ${end} out of \`via\`` });
  const silent = untold(check, prediction, state);
  if (silent === undefined) return holds;
  const text = `let what ${silent} says get home, or leave \`via\` out; \`netgen trace\` shows the way`;
  return failing(`${silent} holds it when its TTL is used up, but cannot tell the asker`, { text });
}

/** The check puts somebody there to listen, where it knows who is meant. */
const isHeardByNobody = ({ to, dial, service }: ReachCheck, state: State): boolean =>
  to === undefined && service !== undefined && dial.is === 'address' && ownersOf(state, dial.address).length > 1;

/** Whether one pair reaches each other as the check says, and for the reason that it gives. */
export function judgeReach(check: ReachCheck, prediction: Prediction, state: State): Foretold {
  const { verdict, death, request, answer } = prediction;
  const hops = [...request.hops, ...(answer?.hops ?? [])];
  if (hops.some((hop) => hop.node === death?.node && redirects(hop))) return mayRedirect;
  if (isTaught(check, prediction)) return taught;
  if (!check.expect) return judgeFailure(check, prediction, state);
  if (check.service === undefined && death?.reason === 'another source')
    return { is: 'unknown', why: 'ping takes an answer from whatever address' };
  if (verdict === 'dies' && death !== undefined)
    return failing(deathLabel(death), () => mended(check, prediction, death, state), death);
  const unsure = unsureServer(check, state);
  if (unsure !== undefined) return { is: 'unknown', why: unsure };
  if (isHeardByNobody(check, state))
    return { is: 'unknown', why: 'several have the address, and nobody is put there to listen: name one of them' };
  if (check.taking !== undefined || check.losing !== undefined)
    return { is: 'unknown', why: 'it arrives, but time and loss are not modelled' };
  return check.via.length === 0 ? holds : judgeWay(check, prediction, state);
}
