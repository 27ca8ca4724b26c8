// Whether a way by a tunnel would lead the tunnel's own packets into it, as far as that is known before routes are.
import { type Cidr, contains } from '../../address.ts';
import {
  bySegment,
  type Draft,
  type DraftInterface,
  speakingInterface,
  speakingInterfaces,
} from '../../model/resolve/draft.ts';
import { onceFor } from '../../once-for.ts';
import { sortNamed } from './sorts.ts';

const isTunnel = ({ options: { kind } }: DraftInterface): boolean => sortNamed(kind?.value) !== undefined;

/** The interfaces that the far end of a tunnel may leave by: as `outer` says, else on a segment that both share, else on the way of its default route. */
function outerOf(draft: Draft, near: DraftInterface, far: DraftInterface): readonly DraftInterface[] {
  const all = speakingInterfaces(draft, far.node).filter((device) => !isTunnel(device));
  const named = near.options['outer']?.value.split(',') ?? [];
  if (named.length > 0) return all.filter(({ node, name }) => named.includes(`${node}:${name}`));
  const own = bySegment(speakingInterfaces(draft, near.node));
  const beside = all.filter(({ segment }) => segment !== undefined && own.has(segment));
  if (beside.length > 0) return beside;
  const out = draft.nodes.get(far.node)?.routes.filter(({ to }) => to.length === 0) ?? [];
  return all.filter(({ name }) => out.some(({ hops }) => hops.some(({ dev }) => dev === name)));
}

const outerSubnets = onceFor((draft: Draft) => {
  const found = new Map<DraftInterface, readonly Cidr[]>();
  for (const { ends } of draft.links) {
    const two = ends.flatMap((end) => speakingInterface(draft, end.node, end.interface) ?? []);
    const [a, b] = two;
    if (a === undefined || b === undefined || !isTunnel(a)) continue;
    for (const [near, far] of [
      [a, b],
      [b, a],
    ] as const)
      found.set(
        near,
        outerOf(draft, near, far).flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr)),
      );
  }
  return found;
});

/** True if the subnet holds what is at the far end of the tunnel that this interface is one end of. */
export const leadsIntoItself = (draft: Draft, device: DraftInterface, to: Cidr): boolean =>
  outerSubnets(draft)
    .get(device)
    ?.some((outer) => contains(to, { family: outer.family, value: outer.value })) === true;
