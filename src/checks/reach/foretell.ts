// What the prediction says of `reaches` and `cannot reach`, and of the reason that is given.
import { formatAddress } from '../../address.ts';
import type { State } from '../../model/lab.ts';
import { mend } from '../../prediction/mend.ts';
import type { Question } from '../../prediction/question.ts';
import { networkFor } from '../../prediction/stack.ts';
import { deathLabel } from '../../prediction/tell.ts';
import type { Prediction, Reason } from '../../prediction/way.ts';
import { type Foretold, holds } from '../foretold.ts';
import type { ReachCheck } from './check.ts';

/** What a check asks of the packets; undefined where it leads beyond the lab. */
export function questionOf({
  from,
  fromInterface,
  fromAddress,
  to,
  dial,
  service,
  size,
}: ReachCheck): Question | undefined {
  if (from.is !== 'node' || dial.is !== 'address' || to?.is === 'outside') return undefined;
  return {
    from: from.netns,
    ...(fromAddress !== undefined ? { source: fromAddress } : fromInterface !== undefined && { bound: fromInterface }),
    ...(size && { length: size.value }),
    to: dial.address,
    ...(service === undefined
      ? { protocol: 'icmp' }
      : { protocol: service.protocol, port: service.port, listens: service.answerPort }),
    ...(to !== undefined && { target: to.netns }),
  };
}

/** Reasons of the prediction that a reason in words is said of; of the others, silence does not tell which. */
const told: Partial<Record<string, readonly Reason[]>> = {
  'has no route': ['no route'],
  'does not forward': ['does not forward'],
  'drops it': ['dropped'],
  'rejects it': ['rejected'],
};

const stackName = ({ nodes }: State, node: string): string => nodes.get(node)?.netns ?? 'host';

/** Whether it dies at the node and for the reason that are named. */
function isCause({ because, family }: ReachCheck, { death, verdict, reached }: Prediction, state: State): boolean {
  if (because === undefined || because.node === 'outside') return true;
  const { reason, to } = because;
  const node = because.node === undefined ? undefined : stackName(state, because.node);
  if (reason === 'refuses')
    return verdict === 'arrives' ? reached === node : death?.reason === 'refused' || death?.reason === 'rejected';
  if (reason === 'nobody answers for')
    return (
      death?.reason === 'nobody answers' && to.some((one) => one.family === family && formatAddress(one) === death.to)
    );
  if (reason === 'the answer comes from') return death?.reason === 'another source';
  const reasons = told[reason];
  return reasons === undefined || death === undefined || (death.node === node && reasons.includes(death.reason));
}

/** The same packets passed these nodes in this order, others between them. */
function passes({ via }: ReachCheck, { request, ways }: Prediction, state: State): boolean {
  const rest = via.map((name) => stackName(state, name));
  for (const { node } of request.hops) if (node === rest[0]) rest.shift();
  return ways > 1 || rest.length === 0;
}

const failing = (label: string, help: () => string, death?: Prediction['death']): Foretold => ({
  is: 'fails',
  label,
  help,
  related: death?.at === undefined ? [] : [{ at: death.at, label: 'this decides' }],
});

/** Whether one pair reaches each other as the check says, and for the reason that it gives. */
export function judgeReach(check: ReachCheck, prediction: Prediction, state: State): Foretold {
  const { verdict, death, request } = prediction;
  if (check.expect && check.service === undefined && death?.reason === 'another source')
    return { is: 'unknown', why: 'ping takes an answer from whatever address' };
  if (!check.expect) {
    const isFor = isCause(check, prediction, state);
    const isRefused = check.because?.reason === 'refuses';
    if (verdict === 'arrives' && !(isRefused && isFor)) {
      return failing(
        'it arrives, and is answered',
        () => 'write `reaches`, or break what lets it through; `netgen trace` shows the way',
      );
    }
    if (isFor || death === undefined) return holds;
    return failing(
      deathLabel(death),
      () => 'name what it dies of, or leave `because` out; `netgen trace` shows the way',
      death,
    );
  }
  if (verdict === 'dies' && death !== undefined) {
    const help = () => {
      const question = questionOf(check);
      const edits = question && mend(networkFor(state), question, prediction);
      return edits?.join(', and ') ?? 'mend that, or say `cannot reach`; `netgen trace` shows the way';
    };
    return failing(deathLabel(death), help, death);
  }
  if (passes(check, prediction, state)) return holds;
  const hops = request.hops.slice(1, -1).map(({ node }) => node);
  const by = hops.length === 0 ? 'directly' : `via ${hops.join(', ')}`;
  return failing(
    `it goes ${by}`,
    () => 'write what is so, or give the nodes other routes; `netgen trace` shows the way',
  );
}
