// What a sandbox has beyond its own machine: uplinks, and what is beyond them, at addresses that the lab does not use.
import { type Cidr, overlaps, parseCidr } from '../address.ts';
import type { Egress } from '../model/lab.ts';
import { claimsOf, needsOf } from '../plan/needs.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';

/** A cable from the sandbox's machine to what is outside: the addresses of the machine and of the far end, `ADDRESS/LENGTH`. */
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
): string[] {
  const taken: string[] = [];
  for (const candidate of candidates) {
    const cidr = prefix(toPrefix(candidate));
    if (taken.length === count) break;
    if (used.some((other) => overlaps(other, cidr))) continue;
    used.push(cidr);
    taken.push(candidate);
  }
  if (taken.length < count) throw new Error('the lab uses every address that a sandbox could give to its uplinks');
  return taken;
}

/** A world with these uplinks that keeps clear of the prefixes. */
export function makeWorld(uplinks: readonly string[], avoid: readonly Cidr[]): World {
  const used = avoid.filter(({ length }) => length > 0);
  const [outside4 = ''] = take(outsides4, (text) => `${text}/32`, used, 1);
  const [outside6 = ''] = take(outsides6, (text) => `${text}/128`, used, 1);
  const nets4 = take(subnets4, (text) => `${text}.0/24`, used, uplinks.length);
  const nets6 = take(subnets6, (text) => `${text}::/64`, used, uplinks.length);
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

/** The interfaces of the machine that the lab speaks of without making them: the sandbox must have them. */
export function namedUplinks(plan: Plan): string[] {
  const made = new Set(claimsOf(plan).flatMap((claim) => (claim.is === 'link' ? [claim.name] : [])));
  const needed = needsOf(plan).flatMap((need) => (need.is === 'interface' ? [need.name] : []));
  const spoken = plan.steps
    .flatMap((step) => outletsOf(step))
    .flatMap((outlet) => (outlet.is === 'interface' ? [outlet.name] : []));
  return [...new Set([...spoken, ...needed])].filter((name) => !made.has(name) && name !== 'lo');
}

/** By which interfaces packets leave the machine or come in, at a step. */
export const outletsOf = ({ state }: PlanStep): readonly Egress[] =>
  [...state.nodes.values()].filter(({ netns }) => netns === null).flatMap(({ egresses }) => egresses);

/** Every prefix that some interface of the lab is on. */
export function prefixesOf({ steps }: Plan): Cidr[] {
  const nodes = steps.flatMap(({ state }) => [...state.nodes.values()]);
  return nodes.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses.map(({ cidr }) => cidr)));
}

// What is not for everybody to use, or not for the internet: https://www.iana.org/assignments/iana-ipv4-special-registry
const special = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  '224.0.0.0/3',
].flatMap((text) => parseCidr(text) ?? []);

/** The public IPv4 addresses that the lesson's commands name and the lab does not use: what is beyond the uplink has them. */
export function publicAddresses(plan: Plan): string[] {
  const texts = plan.steps.flatMap(({ commands }) => commands.map(({ run }) => run.text)).join('\n');
  const own = prefixesOf(plan).filter(({ length }) => length > 0);
  const found = [...texts.matchAll(/(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]|\/\d)/g)].map(([text]) => text);
  return [...new Set(found)].filter((text) => {
    const cidr: Cidr | undefined = parseCidr(`${text}/32`);
    return cidr !== undefined && ![...special, ...own].some((other) => overlaps(other, cidr));
  });
}
