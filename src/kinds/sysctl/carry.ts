// What kernel settings do to packets: those that the prediction knows, those that change nothing of who reaches whom, and all others.
import { linkAt } from '../../model/interfaces.ts';
import type { Node, State } from '../../model/lab.ts';
import type { Carry } from '../../prediction/carry.ts';
import { sysctl } from './key.ts';

/** Settings that src/prediction asks for (ip-sysctl.rst of the kernel). */
const asked =
  /^net\.(?:ipv4\.(?:ip_forward|ip_default_ttl|icmp_echo_ignore_all|(?:tcp|udp)_l3mdev_accept|conf\.[^.]+\.(?:forwarding|rp_filter|arp_ignore|accept_local|proxy_arp))|ipv6\.(?:icmp\.echo_ignore_all|conf\.[^.]+\.(?:forwarding|hop_limit|disable_ipv6)))$/;

/** Settings that have no part in who reaches whom, or choose among ways that the prediction takes to be all possible. */
const idle =
  /^net\.(?:core\.|ipv4\.(?:tcp_(?!l3mdev)|udp_(?!l3mdev)|fib_multipath_hash|ping_group_range|ip_local_port_range|icmp_(?:ratelimit|ratemask|msgs)|igmp_|conf\.[^.]+\.(?:send_redirects|accept_redirects|secure_redirects|shared_media|log_martians|arp_notify|arp_announce))|ipv6\.(?:fib_multipath_hash|conf\.[^.]+\.(?:accept_ra\w*|accept_redirects|accept_dad|dad_transmits|autoconf|router_solicitations)))/;

/** Who has a signal is known of cables alone. */
const ofSignal = /\.conf\.[^.]+\.ignore_routes_with_linkdown$/;

const hasCablesAlone = ({ interfaces }: Node, state: State): boolean =>
  interfaces.every((each) => each.role === 'loopback' || linkAt(state, each)?.link.kind === 'veth');

export const carrySettings = (node: Node, state: State): Carry => {
  const settings = sysctl.of(node);
  const isKnown = (key: string) => asked.test(key) || (ofSignal.test(key) && hasCablesAlone(node, state));
  // Of `default`, only interfaces that are made later take it over.
  const strange = settings.find(({ key }) => !idle.test(key) && (!isKnown(key) || key.includes('.conf.default.')));
  return {
    settings,
    ...(strange && {
      unknown: {
        en: `sets ${strange.key}, of which netgen does not know what it does`,
        'zh-CN': `设置了 ${strange.key}，netgen 不知道它的作用`,
      },
    }),
  };
};
