// A lab that stands in a sandbox, for tests that ask its checks in both ways.
import { compileTutorial } from '../../src/compile.ts';
import type { Outcome } from '../../src/sandbox/machine.ts';
import { labFiles, openLab } from '../../src/sandbox/open-lab.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { readVerdicts, type Verdict } from '../../src/sandbox/verify-lab.ts';

type Environment = Readonly<Record<string, string>>;

export class StandingLab {
  readonly sandbox: Sandbox;
  readonly #environment: Environment;

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    const { outside4, outside6 } = sandbox.world;
    this.#environment = { OUTSIDE_NETNS: 'outside', OUTSIDE_ADDRESS: outside4, OUTSIDE_ADDRESS6: outside6 };
  }

  /** Compiles a tutorial of one topology block, makes a sandbox, and sets the lab up. */
  static async setUp(topology: string): Promise<StandingLab> {
    const markdown = `# A lab for tests\n\n\`\`\`topology\n${topology.trim()}\n\`\`\`\n`;
    const { lesson, diagnostics } = compileTutorial('tutorial.md', new TextEncoder().encode(markdown));
    const plan = lesson?.plans[0];
    if (plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
    const sandbox = await openLab(plan, []);
    if (!('run' in sandbox)) throw new Error(`no sandbox: ${sandbox.reason}`);
    const made = await sandbox.run(['bash', labFiles.setup]);
    if (made.code !== 0) throw new Error(`setup.sh: ${made.stdout}${made.stderr}`);
    return new StandingLab(sandbox);
  }

  /** Runs commands on the machine of the lab; throws if one fails. */
  async do(commands: string): Promise<void> {
    const { code, stderr } = await this.sandbox.run(['bash', '-ec', commands]);
    if (code !== 0) throw new Error(`${commands}: ${stderr}`);
  }

  /** What check.sh finds. */
  async verdicts(environment: Environment = this.#environment): Promise<Verdict[]> {
    return readVerdicts((await this.check(['--format', 'junit'], environment)).stdout);
  }

  /** Runs check.sh. */
  check(words: readonly string[], environment: Environment = this.#environment): Promise<Outcome> {
    return this.sandbox.run(['bash', labFiles.check, ...words], { environment });
  }

  /** Runs the file with Bats itself. */
  bats(program: string, environment: Environment = this.#environment): Promise<Outcome> {
    return this.sandbox.run([program, '--tap', labFiles.verify], { environment });
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
