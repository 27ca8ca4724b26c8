// By which address others know a node whose prefix is mapped.
import { type Address, type Cidr, contains, networkOf } from '../../address.ts';
import { type Draft, speakingInterface } from '../../model/resolve/draft.ts';
import { nat } from './sentences.ts';

/** The address with the same host number in another prefix of that length. */
export const counterpart = ({ family, value }: Address, from: Cidr, to: Cidr): Address => ({
  family,
  value: to.value + value - networkOf(from).value,
});

/** The address at which `from` dials this one of `to`: its counterpart, where a node beside `to` maps it and `from` is beyond. */
export function shownAs(draft: Draft, from: string, to: string, address: Address): Address | undefined {
  for (const node of draft.nodes.values()) {
    for (const translation of nat.of(node)) {
      if (translation.is !== 'map') continue;
      const source = translation.sources.find((one) => contains(one, address));
      const behind = translation.inside.flatMap(
        (name) => speakingInterface(draft, node.name, name)?.segment?.members.map((member) => member.node) ?? [],
      );
      if (source && behind.includes(to) && !behind.includes(from)) return counterpart(address, source, translation.to);
    }
  }
  return undefined;
}
