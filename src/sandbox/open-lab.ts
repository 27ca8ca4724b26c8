// A sandbox with a lab in it: its scripts, its checks, and what the lab needs of the world.
import type { Check } from '../model/lab.ts';
import { makeWorld } from '../model/world.ts';
import { renderBats, renderCheck } from '../outputs/bats/bats.ts';
import { needsOf } from '../plan/needs.ts';
import type { Plan } from '../plan/plan.ts';
import { setupScript, teardownScript } from '../scripts/scripts.ts';
import type { Machine } from './machine.ts';
import { thisMachine } from './machine.ts';
import type { Impossible } from './sandbox.ts';
import { openSandbox, type Sandbox, writeInside } from './sandbox.ts';
import { namedUplinks, prefixesOf, publicAddresses } from './uplinks.ts';

export const labFiles = {
  setup: '/run/sandbox/lab/setup.sh',
  teardown: '/run/sandbox/lab/teardown.sh',
  verify: '/run/sandbox/lab/verify.bats',
  check: '/run/sandbox/lab/check.sh',
} as const;

/** A sandbox with the files of a lab in it. The lab's machine has the uplinks that the lab names, or those given. */
export async function openLab(
  plan: Plan,
  uplinks: readonly string[],
  machine: Machine = thisMachine,
): Promise<Sandbox | Impossible> {
  const named = uplinks.length > 0 ? uplinks : namedUplinks(plan);
  const world = makeWorld(named.length > 0 ? named : ['uplink0'], prefixesOf(plan));
  if (world === undefined) throw new Error('the lab uses every address that a sandbox could give to its uplinks');
  const sandbox = await openSandbox(world, machine);
  if (!('run' in sandbox)) return sandbox;
  try {
    await furnish(sandbox, plan, machine);
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return sandbox;
}

/** The plan with each of its checks changed; the labs that stand are the same. */
export function withChecks(plan: Plan, change: (check: Check) => Check): Plan {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, checks: step.checks.map(change) })) };
}

/** Puts the scripts and the checks of a lab into a sandbox, and the addresses that it names outside. */
async function furnish(sandbox: Sandbox, plan: Plan, { slowness }: Machine): Promise<void> {
  // Where all is slower, what has to be true after some seconds gets more of them.
  const patient = slowness === 1 ? plan : withChecks(plan, (check) => ({ ...check, within: check.within * slowness }));
  await writeInside(sandbox, labFiles.setup, setupScript(plan));
  await writeInside(sandbox, labFiles.teardown, teardownScript(plan));
  await writeInside(sandbox, labFiles.verify, renderBats(patient));
  await writeInside(sandbox, labFiles.check, renderCheck(plan));
  // A cable to nowhere stands in for each network card: unlike a dummy, every kernel has it.
  for (const name of needsOf(plan).flatMap((need) => (need.is === 'card' ? [need.name] : []))) {
    await sandbox.run(['ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', 'outside']);
  }
  for (const address of publicAddresses(plan)) {
    await sandbox.run(['ip', '-n', 'outside', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  }
}
