// What is beyond the machine: uplinks, and who answers beyond them, at addresses that a lab does not use. A sandbox has it, and so has the prediction.
import { type Cidr, overlaps, parseCidr } from '../address.ts';

/** A cable from the machine to what is outside: the addresses of the machine and of the far end, `ADDRESS/LENGTH`. */
export interface Uplink {
  readonly name: string;
  readonly host4: string;
  readonly far4: string;
  readonly host6: string;
  readonly far6: string;
}

/** The uplinks, the first with the default route, and the addresses that answer beyond them. */
export interface World {
  readonly uplinks: readonly Uplink[];
  readonly outside4: string;
  readonly outside6: string;
}

// Reserved for documentation and for benchmarks (RFC 5737, RFC 2544): no lab needs them to be the real ones.
const subnets4 = ['192.0.2', '198.51.100', '203.0.113', ...Array.from({ length: 64 }, (_, i) => `198.18.${i}`)];
const outsides4 = ['203.0.113.9', '198.51.100.9', '192.0.2.9', '198.19.0.9', '198.19.99.9'];
// RFC 3849.
const subnets6 = Array.from({ length: 64 }, (_, i) => `2001:db8:ffff:${i.toString(16)}`);
const outsides6 = ['2001:db8:9::9', '2001:db8:99::9', '2001:db8:999::9'];

function prefix(text: string): Cidr {
  const read = parseCidr(text);
  if (read === undefined) throw new Error(`not a prefix: ${text}`);
  return read;
}

/** Takes the first candidates whose prefix is free; what the lab says has the right of way. */
function take(
  candidates: readonly string[],
  toPrefix: (text: string) => string,
  used: Cidr[],
  count: number,
): string[] | undefined {
  const taken: string[] = [];
  for (const candidate of candidates) {
    const cidr = prefix(toPrefix(candidate));
    if (taken.length === count) break;
    if (used.some((other) => overlaps(other, cidr))) continue;
    used.push(cidr);
    taken.push(candidate);
  }
  return taken.length < count ? undefined : taken;
}

/** A world with these uplinks that keeps clear of the prefixes; undefined where they leave it no address. */
export function makeWorld(uplinks: readonly string[], avoid: readonly Cidr[]): World | undefined {
  const used = avoid.filter(({ length }) => length > 0);
  const [outside4] = take(outsides4, (text) => `${text}/32`, used, 1) ?? [];
  const [outside6] = take(outsides6, (text) => `${text}/128`, used, 1) ?? [];
  const nets4 = take(subnets4, (text) => `${text}.0/24`, used, uplinks.length);
  const nets6 = take(subnets6, (text) => `${text}::/64`, used, uplinks.length);
  if (outside4 === undefined || outside6 === undefined || nets4 === undefined || nets6 === undefined) return undefined;
  return {
    outside4,
    outside6,
    uplinks: uplinks.map((name, index) => ({
      name,
      host4: `${nets4[index]}.2/24`,
      far4: `${nets4[index]}.1/24`,
      host6: `${nets6[index]}::2/64`,
      far6: `${nets6[index]}::1/64`,
    })),
  };
}
