// What a plan says of the world beyond its machine: the uplinks that it speaks of, and the addresses that are not to be used there.
import { type Cidr, overlaps, parseCidr } from '../address.ts';
import type { Egress } from '../model/lab.ts';
import { claimsOf, needsOf } from '../plan/needs.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';

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
