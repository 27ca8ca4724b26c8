// What the lab says of the routing tables of a node.
import { type Cidr, contains } from '../../address.ts';
import type { Node } from '../../model/lab.ts';
import { tableOf } from '../interfaces/vrf.ts';
import { everything } from '../routes/destinations.ts';
import type { PolicyRule } from './policy-rule.ts';
import { tableText } from './policy-rule.ts';

/** True of a table that is asked, or filled, without being told: those that every node has, and that of a VRF. */
export const isKnownTable = ({ interfaces }: Node, table: number): boolean =>
  tableText(table) !== String(table) || interfaces.some(({ name }) => tableOf(interfaces, name) === table);

/** True if a table has an answer for all that a rule speaks of: nothing falls through it. */
export function answersAll(
  { routes, interfaces }: Node,
  table: number,
  { family, to = everything[family] }: PolicyRule,
): boolean {
  const isMain = tableText(table) === 'main';
  const connected = interfaces.flatMap(({ up, vrf, addresses }): Cidr[] =>
    isMain && up && vrf === undefined ? addresses.map(({ cidr }) => cidr) : [],
  );
  const routed = routes.filter((route) => (route.table === undefined ? isMain : route.table === table));
  return [...connected, ...routed.map((route) => route.to)].some((prefix) => contains(prefix, to));
}
