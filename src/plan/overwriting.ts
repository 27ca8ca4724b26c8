// Settings of the kernel that write others: those come after them, and are set again whenever they are.

/**
 * What the kernel overwrites with a setting (inet_forward_change() of net/ipv4/devinet.c; addrconf_fixup_forwarding() and those beside
 * it, net/ipv6/addrconf.c).
 */
function overwritten(key: string): RegExp | undefined {
  if (key === 'net.ipv4.ip_forward') return /^net\.ipv4\.conf\.([^.]+\.forwarding|all\.accept_redirects)$/;
  const name = /^net\.ipv6\.conf\.all\.(forwarding|disable_ipv6|addr_gen_mode|ignore_routes_with_linkdown)$/.exec(
    key,
  )?.[1];
  return name === undefined ? undefined : new RegExp(`^net\\.ipv6\\.conf\\.(?!all\\.)[^.]+\\.${name}$`);
}

/** Settings by their keys: those that overwrite others come first, the rest stays in order. */
export function overwritingFirst<T>(settings: readonly T[], keyOf: (setting: T) => string): T[] {
  const isFirst = (setting: T) => Number(overwritten(keyOf(setting)) !== undefined);
  return settings.toSorted((one, other) => isFirst(other) - isFirst(one));
}

/** True if the kernel writes the second setting along with the first. */
export const overwrites = (key: string, other: string): boolean => overwritten(key)?.test(other) ?? false;
