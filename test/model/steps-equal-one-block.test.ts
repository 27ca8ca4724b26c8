// The law of steps: what is said in several blocks is what one block says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import { labOf, lastState, withoutPlaces } from '../tutorial-text.ts';

/** A lab as lists of lines, in the order of writing: hosts on one switch, some of them routers, some with routes. */
const parts = fc
  .record({
    hosts: fc.integer({ min: 2, max: 8 }),
    written: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    routers: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    cuts: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    six: fc.boolean(),
  })
  .map(({ hosts, written, routers, cuts, six }) => {
    const lines = Array.from({ length: hosts }, (_, i) => ({
      node: `h${i + 1}: ${routers[i] === true ? '{ kind: router }' : '{ sysctl: { net.ipv4.ip_default_ttl: 70 } }'}`,
      cable: written[i] === true ? `h${i + 1} 10.0.0.${100 + i}/24 -- lan` : `h${i + 1} -- lan`,
      check: `h${i + 1} has address 10.0.0.0/24`,
      cut: cuts[i] === true,
    }));
    return { lines, subnet: six ? '[10.0.0.0/24, "2001:db8::/64"]' : '10.0.0.0/24' };
  });

type Part = Parameters<Parameters<typeof parts.map>[0]>[0]['lines'][number];

function block(head: string, subnet: string | undefined, some: readonly Part[]): string {
  const nodes = [
    ...(subnet === undefined ? [] : [`lan: { kind: switch, subnet: ${subnet} }`]),
    ...some.map(({ node }) => node),
  ];
  return `${head}nodes:\n${nodes.map((line) => `  ${line}\n`).join('')}links:\n${some.map(({ cable }) => `  - ${cable}\n`).join('')}`;
}

function inSteps(lines: readonly Part[], subnet: string): string[] {
  const groups: Part[][] = [[]];
  for (const line of lines) {
    if (line.cut && (groups.at(-1)?.length ?? 0) > 0) groups.push([]);
    groups.at(-1)?.push(line);
  }
  return groups.map((some, i) => (i === 0 ? block('lab: l\n', subnet, some) : block('', undefined, some)));
}

describe('steps', () => {
  it('end in the state that one block says', () => {
    fc.assert(
      fc.property(parts, ({ lines, subnet }) => {
        const whole = labOf(block('lab: l\n', subnet, lines));
        const stepped = labOf(...inSteps(lines, subnet));
        expect(withoutPlaces(lastState(stepped))).toEqual(withoutPlaces(lastState(whole)));
      }),
      { numRuns: 100 },
    );
  });

  it('plan the same commands, each once', () => {
    fc.assert(
      fc.property(parts, ({ lines, subnet }) => {
        const commands = (blocks: readonly string[]) =>
          makePlan(labOf(...blocks))
            .steps.flatMap(({ changes }) =>
              changes.flatMap((change) => change.commands.map((each) => JSON.stringify(each))),
            )
            .toSorted();
        expect(commands(inSteps(lines, subnet))).toEqual(commands([block('lab: l\n', subnet, lines)]));
      }),
      { numRuns: 100 },
    );
  });
});
