// `h1 has address 10.0.0.0/24`: any address within the prefix.
import { addressIn, type Cidr, contains, formatCidr, isLinkLocal } from '../../address.ts';
import { ipAt, shown } from '../../checks/check-line.ts';
import { readPrefixes } from '../../language/addresses.ts';
import { oneWord } from '../../language/phrase.ts';
import { asksFamily } from '../../model/lab.ts';
import { possession } from '../possession.ts';

export const hasAddress = possession<Cidr, { readonly within: Cidr }>({
  name: 'address',
  ofInterface: 'too',
  noun: 'an address',
  summary: '`address CIDR` (any address within it), of a node or an interface',
  example: '10.0.0.0/24',
  read(text, reading) {
    const one = oneWord(text, reading);
    const prefixes = one && readPrefixes(one, reading, 'subnet or address');
    return prefixes?.map(({ value }) => ({ said: value, text: formatCidr(value) }));
  },
  resolve: (within) => [{ within }],
  isThere({ within }, { interfaces, netns }, { interface: dev }) {
    const own = [...interfaces.values()].filter(({ name }) => dev === undefined || name === dev);
    // Addresses of IPv6 go as their interface goes down, and are tentative until it is up (addrconf_ifdown() of net/ipv6/addrconf.c).
    const standing = own.filter(({ up }) => up || within.family === 4);
    const isThere = standing.some(({ addresses }) => addresses.some(({ cidr }) => contains(within, addressIn(cidr))));
    // The machine has others, and so has who asks for some; and the kernel makes those of the link.
    const isMore =
      (netns === null && dev === undefined) ||
      isLinkLocal(within) ||
      own.some((each) => asksFamily(each, within.family));
    return isThere || (isMore ? undefined : false);
  },
  lines({ within }, check) {
    const tried = within.family === 6 ? ['-tentative', '-dadfailed'] : [];
    const at = check.interface === undefined ? [] : ['dev', check.interface];
    return [shown(check, ipAt(check.netns, 'address', 'show', ...at, 'to', formatCidr(within), ...tried), 'inet')];
  },
});
