// The lab that is timed, as a tutorial and as the scripts that a person may write for the same state of the kernel: a star of
// network namespaces, each with a cable to one bridge of the machine, an address and a default route; one masquerade.

/** The lab as netgen takes it. @param {number} count */
export const tutorial = (count) => `# A star

\`\`\`topology
lab: star
nodes:
  hub: { kind: bridge, address: 10.0.0.1/16 }
  h1..${count}: { gateway: hub }
  host: { nat: [masquerade hub out uplink] }
links:
  - h1..${count} -- hub:p1..${count}
\`\`\`
`;

/** Every cable and the bridge are in this group, so that one command deletes them all. */
const group = 4242;

const table = `table inet plain {
  chain way_out {
    type nat hook postrouting priority srcnat
    ip saddr 10.0.0.0/16 oifname "up0" masquerade
  }
}`;

/** @param {number} count */
const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** What netgen deals to the namespace of this number: the bridge has the first address. @param {number} number */
const address = (number) => `10.0.${(number + 1) >> 8}.${(number + 1) & 255}/16`;

/** One process for several commands of ip. @type {(lines: readonly string[], netns?: number) => string} */
const batch = (lines, netns) =>
  [`ip${netns === undefined ? '' : ` -n h${netns}`} -batch - <<'IP'`, ...lines, 'IP'].join('\n');

/** What two shells share, every other part each. @param {readonly string[]} parts */
const halves = (parts) => [0, 1].map((half) => parts.filter((_, index) => index % 2 === half).join('\n'));

/**
 * The best plain form: each cable made in place by one line, then one process a namespace, shared by two shells. It looks at
 * nothing, marks nothing but its group, and fails where it is run twice.
 * @param {number} count
 */
export function batchForm(count) {
  const machine = batch([
    `link add hub group ${group} up type bridge`,
    'address add 10.0.0.1/16 dev hub',
    ...numbers(count).map((number) => `netns add h${number}`),
    ...numbers(count).map(
      (number) => `link add p${number} group ${group} master hub up type veth peer name eth0 netns h${number}`,
    ),
  ]);
  const [one, two] = halves(
    numbers(count).map((number) =>
      batch(
        [
          'link set lo up',
          `address add ${address(number)} dev eth0`,
          'link set eth0 up',
          'route add default via 10.0.0.1',
        ],
        number,
      ),
    ),
  );
  const way = `echo 1 >/proc/sys/net/ipv4/ip_forward\nnft -f - <<'NFT'\n${table}\nNFT`;
  return `set -e\n${machine}\n(\n${one}\n) &\nother=$!\n${two}\n${way}\nwait "$other"\n`;
}

/** One process a step, as older tutorials have it: made on the machine, moved, renamed. @param {number} count */
export function naiveForm(count) {
  const nodes = numbers(count).flatMap((number) => {
    const inside = `ip netns exec h${number}`;
    return [
      `ip netns add h${number}`,
      `ip link add v${number} type veth peer name p${number}`,
      `ip link set p${number} group ${group}`,
      `ip link set v${number} netns h${number}`,
      `ip link set p${number} master hub`,
      `ip link set p${number} up`,
      `${inside} ip link set v${number} name eth0`,
      `${inside} ip link set lo up`,
      `${inside} ip address add ${address(number)} dev eth0`,
      `${inside} ip link set eth0 up`,
      `${inside} ip route add default via 10.0.0.1`,
    ];
  });
  return [
    'set -e',
    'ip link add hub type bridge',
    `ip link set hub group ${group}`,
    'ip link set hub up',
    'ip address add 10.0.0.1/16 dev hub',
    ...nodes,
    'sysctl -qw net.ipv4.ip_forward=1',
    `nft '${table}'`,
    '',
  ].join('\n');
}

/** An exact read of all namespaces: one process each, shared by two shells, all text taken into one of them. @param {number} count */
export function readForm(count) {
  const [one, two] = halves(numbers(count).map((number) => batch(['address show', 'route show table all'], number)));
  // A pipe holds 64 KiB, so the other shell keeps its text back until it has all of it.
  return `set -e\nexec 3< <(text=$(\n${one}\n); printf '%s' "$text")\nhere=$(\n${two}\n)\nIFS= read -rd '' there <&3 || true\n[[ -n $here && -n $there ]]\n`;
}

/** The floor of a teardown: one deletion of the group, then the namespaces, in one process. @param {number} count */
export function teardownForm(count) {
  const lines = [`link delete group ${group}`, ...numbers(count).map((number) => `netns delete h${number}`)];
  return `set -e\n${batch(lines)}\nnft delete table inet plain\necho 0 >/proc/sys/net/ipv4/ip_forward\n`;
}
