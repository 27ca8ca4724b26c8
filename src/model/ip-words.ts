// Words of ip itself: an interface of such a name is not found by `ip link add NAME`, `ip link set NAME` and `ip link delete NAME`.

/** Words that ip also knows by their beginnings, in its order: those that iplink_parse() of ip/iplink.c compares by `matches`. */
const shortened = [
  'link',
  'address',
  'broadcast',
  'txqueuelen',
  'txqlen',
  'master',
  'nomaster',
  'dynamic',
  'type',
  'alias',
  'numtxqueues',
  'numrxqueues',
  'addrgenmode',
  'link-netnsid',
  'help',
];

/** Words that ip knows in full only: compared by `strcmp` there. Those of more than 15 letters name no interface anyway. */
const whole = new Set(
  (
    'add allmulticast arp brd carrier dev down gro_max_size group gso_max_segs gso_max_size index mode mtu multicast ' +
    'name netns parentdev promisc protodown qlen state trailers up vf vrf xdp xdpdrv xdpgeneric xdpoffload'
  ).split(' '),
);

/** The word that ip takes `name` for where the name of a link stands; undefined where it takes it for a name. */
export function ipWord(name: string): string | undefined {
  return whole.has(name) ? name : shortened.find((word) => word.startsWith(name));
}
