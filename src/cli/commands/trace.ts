// netgen trace: foretells the way of a packet through a lab, and that of its answer.
import { type Address, addressIn, type Family, families, formatAddress, parseAddress } from '../../address.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { addressOfFamily } from '../../model/interfaces.ts';
import { type Interface, interfaceNamed, type Node, type State, stackOf } from '../../model/lab.ts';
import { drawStep } from '../../outputs/drawing/picture.ts';
import { addressOf, networkOf } from '../../prediction/outside.ts';
import { predict } from '../../prediction/predict.ts';
import type { Question } from '../../prediction/question.ts';
import type { Network } from '../../prediction/stack.ts';
import { deathJson, predictionText, verdictText } from '../../prediction/tell.ts';
import type { Prediction } from '../../prediction/way.ts';
import { type ExitCode, exitCode, type Io, UsageError } from '../io.ts';
import { chooseLab, chooseStep } from '../tutorials/choose.ts';
import { loadTutorials, reportTo } from '../tutorials/load.ts';

interface TraceOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly over?: 'ipv4' | 'ipv6';
  readonly length?: number;
  readonly format: 'text' | 'json' | 'svg';
}

/** A node, or one of its interfaces. */
interface End {
  readonly node: Node;
  readonly interface?: Interface;
}

function endOf(state: State, text: string): End {
  const [name = '', device] = text.split(':');
  const node = state.nodes.get(name);
  if (name === 'outside' && node === undefined)
    throw new UsageError('by which uplink of several it comes, only the machine knows; begin at host, or at a node');
  if (node === undefined)
    throw new UsageError(`the lab has no node ${name}; it has ${[...state.nodes.keys()].join(', ')}`);
  if (device === undefined) return { node };
  const found = interfaceNamed(stackOf(state, node), device);
  if (found !== undefined) return { node, interface: found };
  const names = stackOf(state, node).map((each) => each.name);
  throw new UsageError(`${name} has no interface ${device}; it has ${names.join(', ')}`);
}

/** The address that is dialled: that of the interface; else the main one, else one on a shared segment, else the first. */
function addressFor(state: State, from: Node, to: End, family: Family): Address | undefined {
  const near = new Set(stackOf(state, from).flatMap(({ segment }) => segment ?? []));
  const all = to.interface === undefined ? stackOf(state, to.node) : [to.interface];
  const some = all.filter((each) => addressOfFamily(each, family) !== undefined);
  const chosen =
    some.find(({ role }) => role === 'loopback') ?? some.find(({ segment }) => near.has(segment ?? -1)) ?? some[0];
  const address = chosen && addressOfFamily(chosen, family);
  return address && addressIn(address);
}

/** The first family that both have, or the one that is asked for. */
function dialled(
  state: State,
  from: End,
  text: string,
  over: TraceOptions['over'],
): Pick<Question, 'to' | 'target' | 'isOutside'> {
  const literal = parseAddress(text);
  if (literal !== undefined) return { to: literal };
  const wanted = families.filter((family) => over === undefined || over === `ipv${family}`);
  if (text === 'outside' && !state.nodes.has(text)) {
    const spoken = wanted.find((family) => stackOf(state, from.node).some((each) => addressOfFamily(each, family)));
    const to = addressOf(state, { is: 'outside-address' }, spoken ?? wanted[0] ?? 4);
    if (to !== undefined) return { to, isOutside: true };
  }
  const to = endOf(state, text);
  for (const family of wanted) {
    const isSpoken = stackOf(state, from.node).some((each) => addressOfFamily(each, family));
    const address = isSpoken || over !== undefined ? addressFor(state, from.node, to, family) : undefined;
    if (address !== undefined) return { to: address, target: to.node.netns };
  }
  const hasNone = (all: readonly Interface[]) => all.every(({ addresses }) => addresses.length === 0);
  if (hasNone(stackOf(state, from.node))) throw new UsageError(`${from.node.name} has no address in the lab`);
  if (hasNone(to.interface ? [to.interface] : stackOf(state, to.node)))
    throw new UsageError(`${text} has no address in the lab`);
  throw new UsageError(`${text} has no ${over ?? 'address of a family that both have'}`);
}

function serviceOf(text: string): Pick<Question, 'protocol' | 'port'> {
  const [, protocol, port] = /^(tcp|udp)\/(\d{1,5})$/.exec(text) ?? [];
  if (text === 'icmp') return { protocol: 'icmp' };
  if ((protocol !== 'tcp' && protocol !== 'udp') || Number(port) < 1 || Number(port) > 65_535)
    throw new UsageError(`${text} is no service: write tcp/80, udp/53 or icmp`);
  return { protocol, port: Number(port) };
}

/** The node that is named must answer, or who is behind a port that it publishes. */
function follow(network: Network, question: Question): Prediction {
  const prediction = predict(network, question);
  const isHandedOn = prediction.request.hops.some(({ steps }) =>
    steps.some((step) => step.is === 'translate' && step.hook !== 'postrouting'),
  );
  if (prediction.death?.reason !== 'another answers' || !isHandedOn) return prediction;
  const { target: _, ...ofAnybody } = question;
  return predict(network, ofAnybody);
}

/** What `--format json` prints; docs/reference/prediction.md describes it. */
function traceJson(about: Readonly<Record<string, unknown>>, prediction: Prediction) {
  const { death, why, others: _, ...rest } = prediction;
  const known = { ...(death && { death: deathJson(death) }), ...(why && { why: why.en }) };
  return { ...about, ...rest, ...known, summary: verdictText(prediction) };
}

/** Prints both ways, hop by hop; the exit code says whether it arrives. */
export async function trace(
  file: string,
  fromText: string,
  toText: string,
  service: string | undefined,
  options: TraceOptions,
  io: Io,
): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const plan = chooseLab(loaded.lessons, options.lab);
  const step = chooseStep(plan, options.step);
  const isOutside = [fromText, toText].includes('outside');
  const network = networkOf(step.state, { isOutside });
  const { state } = network;
  if (options.length !== undefined && !(options.length >= 28 && options.length <= 65_535))
    throw new UsageError('--length is a number of bytes from 28 to 65535');
  const from = endOf(state, fromText);
  const asked = { ...serviceOf(service ?? 'icmp'), ...dialled(state, from, toText, options.over) };
  const bound = from.interface && { bound: from.interface.name };
  const length = options.length === undefined ? {} : { length: options.length };
  const prediction = follow(network, { from: from.node.netns, ...bound, ...asked, ...length });
  const about = {
    lab: plan.lab,
    step: step.name,
    from: fromText,
    to: toText,
    dialled: formatAddress(asked.to),
    service: service ?? 'icmp',
  };
  const title = `${fromText} → ${toText} (${about.dialled}), ${about.service}, in lab ${plan.lab} after step ${step.name}`;
  if (options.format === 'svg') {
    const svg = await drawStep(plan, step, prediction);
    if (svg === undefined)
      throw new UsageError('the lab is too large for a picture that can be read; text and json tell the way');
    io.out(svg.text);
  } else if (options.format === 'json') io.out(`${JSON.stringify(traceJson(about, prediction), null, 2)}\n`);
  else io.out(`${title}\n\n${predictionText(prediction)}\n`);
  return prediction.verdict === 'arrives' ? exitCode.fine : exitCode.problems;
}
