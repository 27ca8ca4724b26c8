// Two translations publish the same port of a node: only the first would ever be asked.

import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Egress } from '../../../model/lab.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nat } from '../sentences.ts';
import type { Publish } from '../translation.ts';

const report = defineDiagnostic('publish-port-twice', 'port published twice');

const sameEgress = (a: Egress, b: Egress): boolean =>
  a.is === 'interface' ? b.is === 'interface' && a.name === b.name : b.is === 'uplink';

/** True if one packet could meet both. */
function collide(a: Publish, b: Publish): boolean {
  if (a.protocol !== b.protocol || a.to.family !== b.to.family) return false;
  if (a.lastPort < b.port || b.lastPort < a.port) return false;
  return a.in.length === 0 || b.in.length === 0 || a.in.some((one) => b.in.some((other) => sameEgress(one, other)));
}

/** As many ports in a row as `wanted`, above it and free. `walls` are all that are published, by their first port. */
function freePort({ port, lastPort }: Publish, walls: readonly Publish[]): string | undefined {
  const size = lastPort - port;
  let first = lastPort + 1;
  for (const wall of walls) {
    if (wall.lastPort >= first && wall.port <= first + size) first = wall.lastPort + 1;
  }
  if (first + size > 65_535) return undefined;
  return size === 0 ? String(first) : `${first}..${first + size}`;
}

/** Each two that one packet could meet, the one written first before the other. `sorted`: by their first port. */
function* collisions(sorted: readonly Publish[]): Generator<readonly [Publish, Publish]> {
  for (const [place, one] of sorted.entries()) {
    for (let next = place + 1; ; next++) {
      const other = sorted[next];
      if (other === undefined || other.port > one.lastPort) break;
      if (collide(one, other)) yield one.at.start.offset <= other.at.start.offset ? [one, other] : [other, one];
    }
  }
}

/** Reports the later of two publications that one packet could meet, with a free port. */
export const publishPortTwice: Rule = function* ({ state }) {
  for (const node of state.nodes.values()) {
    const sorted = nat
      .of(node)
      .filter((translation) => translation.is === 'publish')
      .toSorted((a, b) => a.port - b.port);
    const told = new Set<Publish>();
    for (const [earlier, publish] of collisions(sorted)) {
      if (told.has(publish)) continue;
      told.add(publish);
      const free = freePort(publish, sorted);
      yield report({
        at: publish.at,
        label: `${publish.protocol}/${Math.max(publish.port, earlier.port)} of ${node.name} again`,
        related: [{ at: earlier.at, label: 'first published here' }],
        help: `publish another port${free === undefined ? '' : `, for example ${publish.protocol}/${free}`}`,
      });
    }
  }
};
