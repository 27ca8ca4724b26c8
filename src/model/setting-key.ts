// How kernel settings are called: those of an interface, as `net.ipv4.conf.eth0/10.rp_filter`, and those that make a stack forward.
import type { Family } from '../address.ts';

/** The name of an interface as it stands in the key of a setting: a dot is written as a slash (sysctl(8)). */
export const inSettingKey = (name: string): string => name.replaceAll('.', '/');

const ofInterface = /^net\.(?:ipv4|ipv6|mpls)\.(?:conf|neigh)\.([^.]+)\./;

/** The interface that a setting is of, as its key has it; also `all`, `default` and `lo`. */
export const interfaceInKey = (key: string): string | undefined => ofInterface.exec(key)?.[1];

/** The switch of each family: does this network stack pass packets on? (ip-sysctl of the kernel) */
export const forwardingKeys: Readonly<Record<Family, string>> = {
  4: 'net.ipv4.ip_forward',
  6: 'net.ipv6.conf.all.forwarding',
};
