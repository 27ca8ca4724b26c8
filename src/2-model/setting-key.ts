// How a kernel setting names an interface: `net.ipv4.conf.eth0/10.rp_filter`.

/** The name of an interface as it stands in the key of a setting: a dot is written as a slash (sysctl(8)). */
export const inSettingKey = (name: string): string => name.replaceAll('.', '/');
