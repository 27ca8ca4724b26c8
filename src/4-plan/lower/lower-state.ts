// One state of the lab to its pieces, in the order in which a script makes them.
import type { Netns, State } from '../../2-model/lab.ts';
import type { Piece } from '../piece.ts';
import type { Mark } from '../plan.ts';
import { lowerAddresses, lowerRoutes } from './addresses.ts';
import { lowerContents } from './contents.ts';
import { lowerBridged, lowerPassages, lowerSysctls } from './forwarding.ts';
import { lowerLinks, lowerLoopbacks, lowerNamespaces, lowerStates } from './links.ts';
import { lowerTranslations } from './translations.ts';

/** True of a setting without which an interface takes no IPv6 address. */
const switchesIpv6 = ({ make }: Piece): boolean => make.do === 'sysctl-set' && make.key.endsWith('.disable_ipv6');

/**
 * Namespaces first, since the rest lives in them; then links, since addresses stand on them; then what needs addresses.
 * `forwarders` are the namespaces that forward in some state of the lab.
 */
export function lowerState(state: State, mark: Mark, forwarders: ReadonlySet<Netns>): Piece[] {
  const { pieces: links, keys } = lowerLinks(state);
  const settings = lowerSysctls(state, keys, forwarders);
  return [
    ...lowerNamespaces(state),
    ...lowerLoopbacks(state, mark.alias),
    ...links,
    ...lowerBridged(state),
    ...settings.filter(switchesIpv6),
    ...lowerAddresses(state, keys),
    ...lowerStates(state, keys),
    ...settings.filter((piece) => !switchesIpv6(piece)),
    ...lowerRoutes(state, keys),
    ...lowerTranslations(state, mark.table),
    ...lowerPassages(state),
    ...lowerContents(state),
  ];
}
