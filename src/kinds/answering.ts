// Who may give an address to an end that asks for one while the lab runs.
import type { Asking } from '../language/statements.ts';
import type { Interface, Node, State } from '../model/lab.ts';
import type { Carry } from '../prediction/carry.ts';

/** An end that asks for an address by a kind of this name. */
interface AskingEnd extends Asking {
  readonly node: Node;
  readonly device: Interface;
}

/** All ends that ask by a kind. */
export const endsAsking = ({ nodes }: State, by: string): AskingEnd[] =>
  [...nodes.values()].flatMap((node) =>
    node.interfaces.flatMap((device) =>
      (device.asks ?? []).flatMap((one) => (one.by === by ? [{ ...one, node, device }] : [])),
    ),
  );

/** Where packets of a node go that asks for an address by a kind, nobody can tell before it has one. */
export const carryAsked =
  (by: string) =>
  ({ interfaces }: Node): Carry =>
    interfaces.some(({ asks = [] }) => asks.some((one) => one.by === by))
      ? {
          unknown: {
            en: `gets an address by \`${by}\` while the lab runs`,
            'zh-CN': `要到实验运行时才用 \`${by}\` 获得地址`,
          },
        }
      : {};

/** True where somebody else on its segment runs programs of the author's, of which one may answer. */
export function mayBeAnswered({ segments, nodes }: State, { node, device: { segment } }: AskingEnd): boolean {
  const members = segment === undefined ? [] : (segments[segment]?.members ?? []);
  return members.some((one) => one.node !== node.name && nodes.get(one.node)?.unknown.changesNetwork === true);
}
