// One state of the lab to its pieces, in the order in which a script makes them.
import type { Netns, State } from '../../2-model/lab.ts';
import type { Piece } from '../piece.ts';
import type { Mark } from '../plan.ts';
import { lowerAddresses, lowerRoutes } from './addresses.ts';
import { lowerContents } from './contents.ts';
import { lowerBridged, lowerPassages, lowerSysctls } from './forwarding.ts';
import { lowerLinks, lowerLoopbacks, lowerNamespaces, lowerStates } from './links.ts';
import { lowerTranslations } from './translations.ts';

/**
 * Namespaces first, since the rest lives in them; then links, since addresses stand on them; then what needs addresses.
 * `forwarders` are the namespaces that forward in some state of the lab.
 */
export function lowerState(state: State, mark: Mark, forwarders: ReadonlySet<Netns>): Piece[] {
  const { pieces: links, keys } = lowerLinks(state);
  return [
    ...lowerNamespaces(state),
    ...lowerLoopbacks(state, mark.alias),
    ...links,
    ...lowerBridged(state),
    ...lowerAddresses(state, keys),
    ...lowerStates(state, keys),
    ...lowerSysctls(state, keys, forwarders),
    ...lowerRoutes(state, keys),
    ...lowerTranslations(state, mark.table),
    ...lowerPassages(state),
    ...lowerContents(state),
  ];
}
