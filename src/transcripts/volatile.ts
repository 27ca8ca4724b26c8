// What a command prints and what is another at every run: found by what stands around it, so that it need not match.

/** A part of a line that differs from run to run, and what it may be instead: an expression. */
export interface VolatilePart {
  readonly from: number;
  readonly to: number;
  readonly expression: string;
}

interface Rule {
  /** Each group that took part is a volatile part. */
  readonly find: RegExp;
  readonly expression: string;
}

const number = '[0-9]+';
const decimal = '[0-9]+(\\.[0-9]+)?';
const hex = '[0-9a-fA-F:]+';
const clock = '[0-9:.]+';

/** Formats as iproute2, iputils, nftables, conntrack-tools, tcpdump and Python's http.server print them. */
const rules: readonly Rule[] = [
  // MAC addresses; those of broadcast, of no interface, and of groups are the same everywhere (RFC 7042 §2.1).
  {
    find: /(?<![\w:.])(?!ff:ff:ff:ff:ff:ff|00:00:00:00:00:00|33:33:00|01:00:5e|01:80:c2)((?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?![\w:])/dg,
    expression: hex,
  },
  // The half of an IPv6 address that is made from a MAC address (RFC 4291, appendix A).
  { find: /:((?:[0-9a-f]{1,4}:)?[0-9a-f]{0,2}ff:fe[0-9a-f]{2}:[0-9a-f]{1,4})(?![\w:])/dg, expression: hex },
  // ip link, ip address, bridge link: the number of an interface, and that of its other end.
  { find: /^ *(\d+): +(?:\S+: <|\S+ +(?:inet6?|link\/|state|@|master))/dg, expression: number },
  { find: /@if(\d+)\b/dg, expression: number },
  { find: /\b(?:link-netnsid|nsid|\(id:) (\d+)/dg, expression: number },
  // ip address: how long an address is still good.
  { find: /\b(?:valid_lft|preferred_lft|expires) (\d+)sec\b/dg, expression: number },
  { find: /\b(?:hello|tcn|topology_change|gc)_timer +([\d.]+)/dg, expression: decimal },
  // ping, traceroute, tracepath.
  { find: /\btime[=<](\d+(?:\.\d+)?) ?ms\b/dg, expression: decimal },
  { find: /\btime (\d+)ms\b/dg, expression: number },
  { find: /\bmdev = ([\d.]+)\/([\d.]+)\/([\d.]+)\/([\d.]+) ms\b/dg, expression: decimal },
  { find: /(?<![\w.])(\d+\.\d{3}) ?ms\b/dg, expression: decimal },
  // ss: processes, and the numbers that the kernel gives to sockets.
  { find: /\b(?:pid[= ]|ino:)(\d+)\b/dg, expression: number },
  { find: /\bsk:([0-9a-f]+)\b/dg, expression: hex },
  // Ports that the kernel chooses: net.ipv4.ip_local_port_range, 32768 to 60999.
  {
    find: /(?<=[\d\]*]:|\b[sd]port=)(3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})(?!\d)/dg,
    expression: number,
  },
  // nft, iptables-save: counters and handles.
  { find: /\bpackets (\d+) bytes (\d+)\b/dg, expression: number },
  { find: /\[(\d+):(\d+)\]/dg, expression: number },
  { find: /# handle (\d+)\b/dg, expression: number },
  // conntrack: the time an entry has left; the number of a ping.
  { find: /^ *(?:tcp|udp|icmp|icmpv6|ipv6-icmp) +\d+ +(\d+) /dg, expression: number },
  { find: /\bid(?:=(\d+)\b| (\d+), seq)/dg, expression: number },
  // tcpdump: sequence numbers and timestamps of TCP.
  { find: /\b(?:seq|ack|val|ecr) (\d{5,}(?::\d{5,})?)\b/dg, expression: '[0-9:]+' },
  // Dates and times of day.
  { find: /(?<![\w:.-])(\d{4}-\d\d-\d\d)(?![\w-])/dg, expression: '[0-9-]+' },
  { find: /(?<![\w-])(\d\d[ /-][A-Z][a-z]{2}[ /-]\d{4})(?!\d)/dg, expression: '[0-9A-Za-z /-]+' },
  { find: /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?=\d)/dg, expression: '[A-Z][a-z]+' },
  { find: /(?<![\w:.])(?:\d{4}-\d\d-\d\d[T ])?(\d\d:\d\d:\d\d(?:\.\d+)?)(?![\w:]|\.\d)/dg, expression: clock },
];

/** What stands in the place of a volatile part. Read as a pattern, it fits every value. */
export const elision = '...';

/** The volatile parts of a line, from left to right; none overlaps another. */
export function volatileParts(line: string): VolatilePart[] {
  const found: VolatilePart[] = [];
  for (const { find, expression } of rules) {
    for (const { indices } of line.matchAll(find)) {
      for (const range of indices?.slice(1) ?? []) {
        if (range !== undefined) found.push({ from: range[0], to: range[1], expression });
      }
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let done = 0;
  return found.filter(({ from, to }) => {
    const free = from >= done;
    if (free) done = to;
    return free;
  });
}

/** The line with other values for what differs from run to run; with `...` if it has not so many of them. */
function withValues(line: string, values: readonly string[]): string {
  let result = '';
  let done = 0;
  const parts = volatileParts(line);
  for (const [index, { from, to }] of parts.entries()) {
    result += line.slice(done, from) + (values.length === parts.length ? values[index] : elision);
    done = to;
  }
  return result + line.slice(done);
}

/** The line with `...` for what differs from run to run. */
export function normalised(line: string): string {
  return withValues(line, []);
}

/** The line with the values that another line of its kind has for what differs from run to run. */
export function withValuesOf(line: string, other: string): string {
  return withValues(
    line,
    volatileParts(other).map(({ from, to }) => other.slice(from, to)),
  );
}
