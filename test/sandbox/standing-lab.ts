// A lab that stands in a sandbox, for tests that break it by hand and ask its checks.

import { renderBats } from '../../src/5-outputs/bats/bats.ts';
import { compileTutorial } from '../../src/compile.ts';
import { judgeProgram, readVerdicts, testNames, type Verdict } from '../../src/sandbox/judge.ts';
import type { Outcome } from '../../src/sandbox/machine.ts';
import { labFiles, openLab } from '../../src/sandbox/open-lab.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { writeInside } from '../../src/sandbox/sandbox.ts';

/** What came of each sentence. */
export type Answers = Readonly<Record<string, Verdict['result']>>;

/** Checks at a time. */
const atOnce = 8;

export class StandingLab {
  readonly sandbox: Sandbox;
  readonly batsFile: string;
  readonly #environment: Readonly<Record<string, string>>;
  /** What the checks said when they were asked last, by sentence. */
  readonly said = new Map<string, string>();

  private constructor(sandbox: Sandbox, batsFile: string, step: string) {
    this.sandbox = sandbox;
    this.batsFile = batsFile;
    const { outside4, outside6 } = sandbox.world;
    this.#environment = {
      STEP: step,
      OUTSIDE_NETNS: 'outside',
      OUTSIDE_ADDRESS: outside4,
      OUTSIDE_ADDRESS6: outside6,
    };
  }

  /** Compiles a tutorial of one topology block, makes a sandbox, and sets the lab up. */
  static async setUp(topology: string): Promise<StandingLab> {
    const markdown = `# A lab for tests\n\n\`\`\`topology\n${topology.trim()}\n\`\`\`\n`;
    const { lesson, diagnostics } = compileTutorial('tutorial.md', new TextEncoder().encode(markdown));
    const plan = lesson?.plans[0];
    if (lesson === undefined || plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
    const sandbox = await openLab(lesson, plan, []);
    if (!('run' in sandbox)) throw new Error(`no sandbox: ${sandbox.reason}`);
    const lab = new StandingLab(sandbox, renderBats(plan), plan.steps.at(-1)?.name ?? '');
    const made = await sandbox.run(['bash', labFiles.setup]);
    if (made.code !== 0) throw new Error(`setup.sh: ${made.stdout}${made.stderr}`);
    return lab;
  }

  /** Runs commands on the machine of the lab; throws if one fails. */
  async do(commands: string): Promise<void> {
    const { code, stderr } = await this.sandbox.run(['bash', '-ec', commands]);
    if (code !== 0) throw new Error(`${commands}: ${stderr}`);
  }

  /** Asks the checks whose name matches, as `netgen verify` does, but some at a time: most of it is waiting for silence. */
  async ask(which = /^/, environment: Readonly<Record<string, string>> = {}, together = atOnce): Promise<Answers> {
    await writeInside(this.sandbox, labFiles.checks, judgeProgram(this.batsFile));
    const tests = testNames(this.batsFile)
      .map((name, index) => ({ name, number: index + 1 }))
      .filter(({ name }) => which.test(name));
    const answers: Record<string, Verdict['result']> = {};
    this.said.clear();
    for (let start = 0; start < tests.length; start += together) {
      const some = tests.slice(start, start + together);
      const verdicts = await Promise.all(some.map(({ name, number }) => this.#askOne(name, number, environment)));
      verdicts.forEach((verdict, index) => {
        const sentence = some[index]?.name.replace(/^\S+ \d+: /, '') ?? '';
        answers[sentence] = verdict.result;
        this.said.set(sentence, verdict.said);
      });
    }
    return answers;
  }

  async #askOne(name: string, number: number, environment: Readonly<Record<string, string>>): Promise<Verdict> {
    const variables = Object.entries({ ...this.#environment, ...environment }).map(([key, value]) => `${key}=${value}`);
    const command = ['env', ...variables, 'bash', labFiles.checks, String(number), name];
    const { stdout, stderr } = await this.sandbox.run(command);
    const [verdict] = readVerdicts(stdout);
    if (verdict === undefined || stderr !== '') throw new Error(`${name}: ${stdout}${stderr}`);
    return verdict;
  }

  /** Runs the file with Bats itself. */
  async bats(program: string, environment: Readonly<Record<string, string>> = this.#environment): Promise<Outcome> {
    await writeInside(this.sandbox, '/run/sandbox/lab/verify.bats', this.batsFile);
    return this.sandbox.run([program, '--tap', '/run/sandbox/lab/verify.bats'], { environment });
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
