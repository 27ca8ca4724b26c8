// Addresses that are not those of one host, and link-local ones, whose way is decided by routes of the kernel's own: where those go is not modelled.
import {
  type Address,
  addressIn,
  contains,
  formatAddress,
  isLinkLocal,
  networkOf,
  parseCidr,
  sameAddress,
} from '../address.ts';
import { interfacesOf } from '../model/interfaces.ts';
import type { Localized } from '../source/tutorial.ts';
import type { Question } from './question.ts';
import type { Network, Stack } from './stack.ts';

/** Unspecified, multicast and limited broadcast (RFC 6890, RFC 5771, RFC 4291 §2.7). */
const special = ['0.0.0.0/32', '224.0.0.0/4', '255.255.255.255/32', '::/128', 'ff00::/8'].flatMap(
  (text) => parseCidr(text) ?? [],
);

/** That of all routers of a subnet (RFC 4291 §2.6.1). */
const isOfRouters = (network: Network, to: Address): boolean =>
  to.family === 6 &&
  network.ownersOf(to).length === 0 &&
  interfacesOf(network.state).some(({ addresses }) =>
    addresses.some(({ cidr }) => cidr.length < 127 && sameAddress(addressIn(networkOf(cidr)), to)),
  );

/** Each interface has a route to fe80::/64, and one is taken: that of the only one is known, if the lab gives it such an address. */
function isOnOwnLink(stack: Stack, to: Address, bound: string | undefined): boolean {
  const own = [...stack.interfaces.values()].filter(({ name, up }) => up && name !== 'lo' && (bound ?? name) === name);
  return own.length === 1 && own[0]?.addresses.some(({ cidr }) => contains(cidr, to)) === true;
}

/** Why nobody can tell where packets to an address go. */
export function notOneHost(network: Network, { from, to, bound }: Question): Localized | undefined {
  const text = formatAddress(to);
  if (special.some((prefix) => contains(prefix, to)) || isOfRouters(network, to))
    return { en: `${text} is not the address of one host`, 'zh-CN': `${text} 不是单个主机的地址` };
  return isLinkLocal(to) && !isOnOwnLink(network.stack(from), to, bound)
    ? { en: `each interface has a link of its own for ${text}`, 'zh-CN': `每个接口都有自己的链路可到 ${text}` }
    : undefined;
}
