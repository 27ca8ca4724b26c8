// Verifies one lab in a sandbox: each step is set up, asked, set up again and taken down, and nothing may be left.

import { foretoldWay } from '../checks/list.ts';
import type { Span } from '../diagnostics/span.ts';
import type { EvidenceRow, RowResult, Where } from '../evidence/evidence.ts';
import type { Check } from '../model/lab.ts';
import type { Uplink } from '../model/world.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { predictionText } from '../prediction/tell.ts';
import type { Machine, Outcome } from './machine.ts';
import { labFiles, openLab } from './open-lab.ts';
import { type RanCommand, runTranscripts } from './run-transcripts.ts';
import { type Impossible, otherKernel, type Sandbox, snapshot } from './sandbox.ts';
import { outletsOf } from './uplinks.ts';

/** One line of the report, and what becomes evidence of it: a check, a command of a transcript, or a run of one of the scripts. */
export interface Row extends EvidenceRow {
  readonly lab: string;
  readonly step: string;
  readonly at: Span;
  readonly milliseconds: number;
  /** Why it failed or was skipped; empty if all is well. It is for the report, not for the record: it may differ from run to run. */
  readonly detail: string;
}

/** What a verification has found: a row for each thing that ran, in order, and on what machine. */
export interface Verified {
  readonly rows: readonly Row[];
  readonly where: Where;
  /** What became of each command that the lesson shows. */
  readonly commands: readonly RanCommand[];
}

/** Lines of `after` and of `before` that are not in both, as a diff shows them. */
export function difference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const [oldSet, nowSet] = [new Set(old), new Set(now)];
  const gone = old.filter((line) => !nowSet.has(line)).map((line) => `- ${line}`);
  const come = now.filter((line) => !oldSet.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].slice(0, 40).join('\n');
}

type Law = 'setup' | 'again' | 'teardown';

const laws: Readonly<Record<Law, string>> = {
  setup: 'set up',
  again: 'set up again: nothing changes',
  teardown: 'taken down: nothing is left',
};

/** One lab on its way through its sandbox. */
export class Verification {
  readonly rows: Row[] = [];
  readonly commands: RanCommand[] = [];
  /** How many commands have made the step that stands. */
  standing = 0;
  readonly #plan: Plan;
  readonly #sandbox: Sandbox;
  readonly #uplinks: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;

  constructor(plan: Plan, sandbox: Sandbox, uplinks: readonly string[]) {
    const { outside4, outside6 } = sandbox.world;
    this.#plan = plan;
    this.#sandbox = sandbox;
    this.#uplinks = uplinks;
    this.#environment = {
      OUTSIDE_NETNS: 'outside',
      OUTSIDE_ADDRESS: outside4,
      OUTSIDE_ADDRESS6: outside6,
      ...(uplinks.length > 0 ? { UPLINK: uplinks.join(',') } : {}),
    };
  }

  #script(file: string, ...words: string[]): Promise<Outcome> {
    return this.#sandbox.run(['bash', file, ...words], { environment: this.#environment });
  }

  #add(step: PlanStep, law: Law, began: number, result: RowResult, exit: number, detail: string): void {
    const milliseconds = Math.round(performance.now() - began);
    const base = { lab: this.#plan.lab, step: step.name, what: law, text: laws[law], at: step.at };
    this.rows.push({ ...base, result, exit, milliseconds, detail });
  }

  /** Set up, asked, set up again, shown, taken down. A step that cannot be set up is not asked. */
  async step(step: PlanStep): Promise<void> {
    const before = await snapshot(this.#sandbox, 'kernel and files');
    if (await this.setUp(step)) {
      await this.ask(step);
      await this.#setUpAgain(step);
      await this.show(step);
    }
    await this.#takeDown(step, before);
  }

  /** Sets the lab up to a step; false if it cannot be. */
  async setUp(step: PlanStep): Promise<boolean> {
    const began = performance.now();
    const { code, stdout, stderr } = await this.#script(labFiles.setup, '--until', step.name);
    const [, ok, changed] = /: ok=(\d+) changed=(\d+)/.exec(stdout) ?? [];
    this.standing = Number(ok ?? 0) + Number(changed ?? 0);
    const why = stderr.trim() || stdout.trim();
    const said = `setup.sh --until ${step.name} ended with ${code}\n${why}${otherKernel(why, this.#sandbox.machine)}`;
    // 3: this machine lacks a tool or a kind of link. What the sandbox cannot show is said, and is not a failure of the lab.
    const result = code === 0 ? 'ok' : code === 3 ? 'skipped' : 'failed';
    this.#add(step, 'setup', began, result, code, code === 0 ? '' : said);
    return code === 0;
  }

  async #setUpAgain(step: PlanStep): Promise<void> {
    const before = await snapshot(this.#sandbox, 'kernel');
    const began = performance.now();
    const { code, stdout, stderr } = await this.#script(labFiles.setup, '--until', step.name);
    const changed = difference(before, await snapshot(this.#sandbox, 'kernel'));
    const quiet = code === 0 && changed === '' && /\bchanged=0\b/.test(stdout);
    const detail = quiet ? '' : `setup.sh again ended with ${code}\n${stdout}${stderr}${changed}`;
    this.#add(step, 'again', began, quiet ? 'ok' : 'failed', code, detail);
  }

  async #takeDown(step: PlanStep, before: string): Promise<void> {
    const began = performance.now();
    const { code, stdout, stderr } = await this.#script(labFiles.teardown);
    const left = difference(before, await snapshot(this.#sandbox, 'kernel and files'));
    const clean = code === 0 && left === '';
    const detail = clean ? '' : `teardown.sh ended with ${code}\n${stdout}${stderr}${left}`;
    this.#add(step, 'teardown', began, clean ? 'ok' : 'failed', code, detail);
  }

  /** Runs the commands that the lesson shows. They may change the lab by hand, so they come when nothing is asked of it any more. */
  async show(step: PlanStep): Promise<void> {
    await runTranscripts(this.#sandbox, step, (row, command) => {
      this.rows.push({ lab: this.#plan.lab, step: step.name, ...row });
      this.commands.push(command);
    });
  }

  /** Where a step names several uplinks, what leaves by one must hold by each: asked once per default route. */
  async ask(step: PlanStep): Promise<void> {
    const { uplinks } = this.#sandbox.world;
    await this.#ask(step, () => true, '');
    const [first, ...others] = uplinks;
    const named = uplinksOf(step, this.#uplinks);
    for (const uplink of others.filter(({ name }) => named.has(name) && step.checks.some(goesOutside))) {
      await this.#moveDefault(uplink);
      await this.#ask(step, goesOutside, ` (by ${uplink.name})`);
    }
    if (first !== undefined && others.length > 0) await this.#moveDefault(first);
  }

  async #moveDefault({ name, far4, far6 }: Uplink): Promise<void> {
    const routes = [
      ['ip', 'route', 'replace', 'default', 'via', far4.split('/')[0] ?? '', 'dev', name],
      ['ip', '-6', 'route', 'del', 'default'],
      ['ip', '-6', 'route', 'add', 'default', 'via', far6.split('/')[0] ?? '', 'dev', name],
    ];
    for (const words of routes) {
      const { code, stderr } = await this.#sandbox.run(words);
      if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    }
  }

  /** Asks all checks of the step that stands, and tells of those that are wanted. */
  async #ask(step: PlanStep, isWanted: (check: Check) => boolean, suffix: string): Promise<void> {
    if (step.checks.length === 0) return;
    const { stdout, stderr } = await this.#script(labFiles.check, '--format', 'junit');
    const verdicts = readVerdicts(stdout);
    step.checks.forEach((check, index) => {
      if (!isWanted(check)) return;
      const { result, milliseconds, said } = verdicts[index] ?? {
        ...{ result: 'failed', milliseconds: 0, said: `check.sh gave no answer: ${stderr}` },
      };
      const why = check.note === undefined || result === 'ok' ? '' : `\nwhy: ${check.note}`;
      const way = result === 'failed' ? foretoldWay(check, step.state) : undefined;
      const foretold = way === undefined ? '' : `\nThe way that netgen foretells:\n${predictionText(way)}`;
      const base = { lab: this.#plan.lab, step: step.name, what: 'check', at: check.at } as const;
      this.rows.push({
        ...base,
        text: `${check.text}${suffix}`,
        result,
        milliseconds,
        detail: `${said}${why}${foretold}`,
      });
    });
  }
}

/** The uplinks by which the machine passes packets on at this step; `given` is what `uplink` stands for, if it was said. */
function uplinksOf(step: PlanStep, given: readonly string[]): Set<string> {
  return new Set(outletsOf(step).flatMap((outlet) => (outlet.is === 'interface' ? [outlet.name] : given)));
}

const goesOutside = ({ parties }: Check): boolean => parties.some(({ is }) => is === 'outside');

interface Verifying {
  readonly uplinks: readonly string[];
  readonly machine: Machine;
  readonly enter?: (step: PlanStep) => void;
}

/** Verifies every step of a lab, or says why the machine cannot. */
export async function verifyLab(plan: Plan, { uplinks, machine, enter }: Verifying): Promise<Verified | Impossible> {
  const sandbox = await openLab(plan, uplinks, machine);
  if (!('run' in sandbox)) return sandbox;
  try {
    const verification = new Verification(plan, sandbox, uplinks);
    for (const step of plan.steps) {
      enter?.(step);
      await verification.step(step);
    }
    const { rows, commands } = verification;
    return { rows, commands, where: await whereIs(sandbox) };
  } finally {
    await sandbox.close();
  }
}

/** What came of one check of the step that stands. */
export interface Verdict {
  readonly result: RowResult;
  readonly milliseconds: number;
  /** What was run and what it said, of a failure; the reason, of a skip. */
  readonly said: string;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const plainText = (xml: string): string =>
  xml.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => entities[name] ?? '');

const testCase = /<testcase [^>]*time="(\d+)\.(\d{3})">\n([\s\S]*?) {2}<\/testcase>/g;

/** The verdicts of a report of `check.sh --format junit`, in the order of the list. */
export function readVerdicts(report: string): Verdict[] {
  return [...report.matchAll(testCase)].map(([, seconds, thousandths, inside = '']) => {
    const milliseconds = Number(seconds) * 1000 + Number(thousandths);
    const skipped = /<skipped message="([^"]*)"\/>/.exec(inside);
    if (skipped !== null) return { result: 'skipped', milliseconds, said: plainText(skipped[1] ?? '') };
    // What does not hold is said last; it is told first.
    const failure = /<failure message="([^"]*)">([\s\S]*?)\n?[^\n]*<\/failure>/.exec(inside);
    if (failure !== null) {
      const said = [failure[1] ?? '', failure[2] ?? ''].filter((text) => text !== '').join('\n');
      return { result: 'failed', milliseconds, said: plainText(said) };
    }
    return { result: 'ok', milliseconds, said: '' };
  });
}

const questions = {
  kernel: 'uname -r',
  iproute2: 'ip -V',
  nft: 'nft --version',
  bash: 'printf %s "$BASH_VERSION"',
} as const;

/** The version in what a program says of itself: `6.12.41` of `6.12.41+deb13-amd64`, `ss200127` of `iproute2-ss200127`; empty if there is none. */
export function versionIn(said: string): string {
  return /(?:^|[\sv-])((?:\d+\.)+\d+|ss\d{6})/.exec(said)?.[1] ?? '';
}

/** Asks the programs that the sandbox has. */
export async function whereIs(sandbox: Sandbox): Promise<Where> {
  const script = Object.values(questions).map((question) => `{ ${question} 2>/dev/null | head -n 1; echo; }`);
  const { stdout } = await sandbox.run(['bash', '-c', script.map((line) => `echo "$(${line})"`).join('\n')]);
  const [kernel = '', iproute2 = '', nft = '', bash = ''] = stdout.split('\n').map(versionIn);
  return { place: sandbox.machine.place, kernel, iproute2, nft, bash };
}
