// Tries a lab that is wrong by one thing: which check notices?
import { formatCidr, networkOf } from '../2-model/address.ts';
import type { Mutant, World } from '../4-plan/mutants/mutants.ts';
import type { Plan, PlanStep } from '../4-plan/plan.ts';
import type { Lesson } from '../5-outputs/output.ts';
import type { Impossible } from './impossible.ts';
import { openLab } from './open-lab.ts';
import { withChecks } from './patience.ts';
import type { Sandbox } from './sandbox.ts';
import { type Answers, keyOf, type Row, Verification } from './verify-lab.ts';
import { prefixesOf } from './world.ts';

/** What came of a trial: the row that says something else than the right lab, none, or why this machine cannot tell. */
export type Trial =
  | { readonly is: 'noticed'; readonly by: Row }
  | { readonly is: 'unnoticed' }
  | { readonly is: 'untried'; readonly reason: string };

/**
 * What must hold, must hold after so many milliseconds at the latest. Checks wait longer for a lab that is only slow; here it has to be
 * found out many times that nobody answers.
 */
const patience = 2000;

/** The checks as they are asked here. Behind a firewall they ask whether something is reached, and not why it is not. */
function asked(plan: Plan, world: World): Plan {
  return withChecks(plan, (check) => {
    const hasty = { ...check, within: Math.min(check.within, patience) };
    if (hasty.is !== 'reach' || world === 'plain') return hasty;
    const { because: _, ...bare } = hasty;
    return bare;
  });
}

/** As Docker, ufw and many an administrator have it: nothing is forwarded but what is let through. */
const firewall = `table inet wall {
	chain forward {
		type filter hook forward priority filter; policy drop;
	}
}
`;

/** Loads the firewall, and tells those outside the way to the lab: so it is the firewall alone that keeps them apart. */
async function buildWall(sandbox: Sandbox, plan: Plan): Promise<string | undefined> {
  const loaded = await sandbox.run(['nft', '-f', '-'], { input: firewall });
  if (loaded.code !== 0) return 'needs nft, for a firewall around the lab';
  const [uplink] = sandbox.world.uplinks;
  for (const prefix of prefixesOf(plan)) {
    const via = prefix.family === 4 ? uplink?.host4 : uplink?.host6;
    const words = ['route', 'replace', formatCidr(networkOf(prefix)), 'via', via?.split('/')[0] ?? ''];
    // A lab may use a prefix that cannot be routed, such as one of the loopback: then there is nothing to tell.
    await sandbox.run(['ip', '-n', 'outside', ...words, 'dev', uplink?.name ?? '']);
  }
  return undefined;
}

/** Sees to it that what crosses a bridge goes through the firewall; gives what this machine lacks for it. */
async function sendThroughWall(sandbox: Sandbox, families: Mutant['bridged']): Promise<string | undefined> {
  for (const family of families) {
    const file = `/proc/sys/net/bridge/bridge-nf-call-${family === 4 ? 'iptables' : 'ip6tables'}`;
    const on = await sandbox.run(['bash', '-c', '[[ -e $1 ]] && { [[ $(<"$1") == 1 ]] || echo 1 >"$1"; }', 'on', file]);
    if (on.code !== 0)
      return 'needs br_netfilter, which sends what crosses a bridge through the firewall: modprobe br_netfilter';
  }
  return undefined;
}

/** One lab in a world: opened, asked by `ask`, and gone. */
async function within<T>(
  lesson: Lesson,
  plan: Plan,
  { world, bridged }: Pick<Mutant, 'world' | 'bridged'>,
  expected: Answers | undefined,
  ask: (plan: Plan, verification: Verification) => Promise<T>,
): Promise<T | { readonly is: 'untried'; readonly reason: string } | Impossible> {
  const changed = asked(plan, world);
  const sandbox = await openLab({ ...lesson, plans: [changed] }, changed, []);
  if (!('run' in sandbox)) return sandbox;
  try {
    const lacking =
      world === 'plain' ? undefined : ((await buildWall(sandbox, plan)) ?? (await sendThroughWall(sandbox, bridged)));
    if (lacking !== undefined) return { is: 'untried', reason: lacking };
    return await ask(changed, new Verification(changed, sandbox, [], expected));
  } finally {
    await sandbox.close();
  }
}

/**
 * Sets a lab up to a step, asks its checks, and, if all is as expected, runs what the lesson shows. That may change the lab by hand,
 * which the next set-up mends.
 */
async function tryStep(step: PlanStep, verification: Verification): Promise<void> {
  if (!(await verification.setUp(step))) return;
  await verification.ask(step);
  if (verification.surprise() === undefined) await verification.show(step);
}

/** What the right lab answers in a world. In a plain one everything has to hold; behind the wall that depends on the lab. */
export function answersIn(
  lesson: Lesson,
  plan: Plan,
  world: World,
): Promise<readonly Row[] | { readonly is: 'untried'; readonly reason: string } | Impossible> {
  return within(lesson, plan, { world, bridged: [] }, undefined, async (changed, verification) => {
    for (const step of changed.steps) await tryStep(step, verification);
    return verification.rows;
  });
}

/** The rows by what they are about. */
export function answersOf(rows: readonly Row[]): Answers {
  return new Map(rows.map((row) => [keyOf(row), row.result]));
}

/**
 * Tries a mutant from the step on at which it is wrong, until something is other than `right`, what the right lab answers in this
 * world; where that says nothing, it holds. Nothing is taken down: the sandbox ends.
 */
export function tryMutant(lesson: Lesson, mutant: Mutant, right: Answers): Promise<Trial | Impossible> {
  return within(lesson, mutant.plan, mutant, right, async (changed, verification): Promise<Trial> => {
    for (const step of changed.steps.filter(({ number }) => number >= mutant.step.number)) {
      await tryStep(step, verification);
      const by = verification.surprise();
      if (by !== undefined) return { is: 'noticed', by };
    }
    const skipped = verification.rows.find(({ result }) => result === 'skipped');
    return skipped === undefined ? { is: 'unnoticed' } : { is: 'untried', reason: skipped.detail };
  });
}
