// Two translations publish the same port of a node: only the first would ever be asked.
import type { Outlet, Publish } from '../../2-model/lab.ts';
import { defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Rule } from '../rule.ts';

const report = defineDiagnostic('publish-port-twice', 'port published twice');

const sameOutlet = (a: Outlet, b: Outlet): boolean =>
  a.is === 'interface' ? b.is === 'interface' && a.name === b.name : b.is === 'uplink';

/** True if one packet could meet both. */
function collide(a: Publish, b: Publish): boolean {
  if (a.protocol !== b.protocol || a.to.family !== b.to.family) return false;
  if (a.lastPort < b.port || b.lastPort < a.port) return false;
  return a.in.length === 0 || b.in.length === 0 || a.in.some((one) => b.in.some((other) => sameOutlet(one, other)));
}

/** As many ports in a row as `wanted`, above it and free. */
function freePort({ port, lastPort }: Publish, all: readonly Publish[]): string | undefined {
  const size = lastPort - port;
  const walls = all.toSorted((a, b) => a.port - b.port);
  let first = lastPort + 1;
  for (const wall of walls) {
    if (wall.lastPort >= first && wall.port <= first + size) first = wall.lastPort + 1;
  }
  if (first + size > 65_535) return undefined;
  return size === 0 ? String(first) : `${first}..${first + size}`;
}

/** Reports the later of two publications that one packet could meet, with a free port. */
export const publishPortTwice: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ name, translations }) => {
    const all = translations.filter((translation) => translation.is === 'publish');
    return all.flatMap((publish) => {
      const earlier = all.find((other) => other === publish || collide(other, publish));
      if (earlier === undefined || earlier === publish) return [];
      const free = freePort(publish, all);
      return report({
        at: publish.at,
        label: `${publish.protocol}/${Math.max(publish.port, earlier.port)} of ${name} again`,
        related: [{ at: earlier.at, label: 'first published here' }],
        help: `publish another port${free === undefined ? '' : `, for example ${publish.protocol}/${free}`}`,
      });
    });
  });
