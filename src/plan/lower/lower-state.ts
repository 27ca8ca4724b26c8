// One state of a lab to its resources, in the order in which a script makes them.
import type { Lowering } from '../../kinds/kind.ts';
import { kinds } from '../../kinds/list.ts';
import { lowerAllowances, staysOnBridge } from '../forward-allowances.ts';
import type { Resource } from '../resource.ts';
import { lowerLinks, lowerLoopbacks, lowerNamespaces, lowerStates } from './links.ts';
import { lowerSettings } from './settings.ts';

/** True of a setting that interfaces take no IPv6 address without, or that one changes which is set up. */
const isBeforeInterfaces = ({ key }: Resource): boolean => /\.(disable_ipv6|all\.send_redirects)$/.test(key);

/** What is the machine's comes before what is of namespaces: the scripts then need one process for each. */
function machineFirst(resources: readonly Resource[]): Resource[] {
  const first: Resource[] = [];
  const later: Resource[] = [];
  const late = new Set<string>();
  for (const resource of resources) {
    const { key, alsoKeys = [], netns, within, after } = resource;
    const waits = netns !== null || [...within, ...after].some((other) => late.has(other));
    if (waits) for (const own of [key, ...alsoKeys]) late.add(own);
    (waits ? later : first).push(resource);
  }
  return [...first, ...later];
}

/** What comes after something that stands further down comes behind the rest, with all that stands on it: a tunnel behind the addresses between which it runs. */
function inTurn(resources: readonly Resource[]): readonly Resource[] {
  const open = new Set(resources.map(({ key }) => key));
  const late = new Set<string>();
  const [now, later]: [Resource[], Resource[]] = [[], []];
  for (const resource of resources) {
    const { key, within, after } = resource;
    const waits = after.some((other) => open.has(other)) || [...within, ...after].some((other) => late.has(other));
    if (waits) late.add(key);
    else open.delete(key);
    (waits ? later : now).push(resource);
  }
  return later.length === 0 || now.length === 0 ? resources : [...now, ...inTurn(later)];
}

/** Namespaces first, since the rest lives in them; then links, since addresses stand on them; then what needs addresses. */
export function lowerState(lowering: Lowering): Resource[] {
  const { state, lab } = lowering;
  const settings = lowerSettings(lowering);
  const allowances = kinds.flatMap((kind) => kind.allowances?.(lowering) ?? []);
  const crossing = allowances.filter((one) => !staysOnBridge(one));
  const network = [
    ...lowerNamespaces(state),
    ...lowerLinks(state),
    ...lowerLoopbacks(state),
    ...lowerAllowances(allowances.filter(staysOnBridge), lab, state),
    ...settings.filter(isBeforeInterfaces),
    ...kinds.flatMap((kind) => kind.lowerOnInterfaces?.(lowering) ?? []),
    ...lowerStates(state),
    ...settings.filter((resource) => !isBeforeInterfaces(resource)),
    ...kinds.flatMap((kind) => kind.lowerOnNetwork?.(lowering) ?? []),
    ...lowerAllowances(crossing, lab, state),
  ];
  return [...machineFirst(inTurn(network)), ...kinds.flatMap((kind) => kind.lowerLast?.(lowering) ?? [])];
}
