// netgen try: a lab in a sandbox and a shell in it; both are gone when the shell ends.
import { namespacesOf } from '../4-plan/needs.ts';
import type { Plan } from '../4-plan/plan.ts';
import type { Lesson } from '../5-outputs/output.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { labFiles, openLab } from '../sandbox/open-lab.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { attach } from '../sandbox/this-machine.ts';
import { EnvironmentError, exitCode, type Io, UsageError } from './io.ts';
import { loadTutorials } from './load-tutorials.ts';
import { reportTo } from './report-to.ts';
import { readUplinks } from './uplinks.ts';

export interface TryOptions {
  /** Which lab, if there are several. */
  readonly lab?: string;
  /** The step to stop at; default: the last. */
  readonly until?: string;
  readonly uplinks?: readonly string[];
}

function choose(lessons: readonly Lesson[], name: string | undefined): Plan {
  const all = lessons.flatMap(({ plans }) => plans);
  const found = all.filter((plan) => name === undefined || plan.lab === name);
  const [first] = found;
  const names = all.map(({ lab }) => lab).join(', ');
  if (first === undefined) throw new UsageError(`no lab is called ${name ?? ''}; there are: ${names}`);
  if (found.length > 1) throw new UsageError(`there are several labs; name one with --lab: ${names}`);
  return first;
}

function stepOf(plan: Plan, name: string | undefined) {
  const step = name === undefined ? plan.steps.at(-1) : plan.steps.find((each) => each.name === name);
  if (step !== undefined) return step;
  throw new UsageError(`no step is called ${name ?? ''}; there are: ${plan.steps.map((each) => each.name).join(', ')}`);
}

function hint(plan: Plan, step: string, sandbox: Sandbox): string {
  const namespaces = namespacesOf(plan);
  const more = namespaces.length > 8 ? ` and ${namespaces.length - 8} more` : '';
  const names = `${namespaces.slice(0, 8).join(', ')}${more}`;
  return `Lab ${plan.lab}, step ${step}, in a sandbox: namespaces ${names}; outside answers at ${sandbox.world.outside4}.
Try: ip netns exec ${namespaces[0] ?? 'outside'} ip address
Leave with exit or Ctrl-D; then all of it is gone. The machine's files can only be read here.
`;
}

/** Sets one lab up in a sandbox and runs a shell there; gives the shell's exit code. */
export async function tryLab(path: string, options: TryOptions, io: Io): Promise<number> {
  const uplinks = readUplinks(options.uplinks);
  const loaded = await loadTutorials([path], io);
  if (loaded.diagnostics.length > 0) reportTo({ ...io, out: io.err }, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const plan = choose(loaded.lessons, options.lab);
  const step = stepOf(plan, options.until);
  const sandbox = await openLab(plan, uplinks);
  if (!('run' in sandbox)) throw new EnvironmentError(`cannot make a sandbox: ${sandbox.reason}\n  ${sandbox.remedy}`);
  try {
    const uplink: Record<string, string> = uplinks.length > 0 ? { UPLINK: uplinks.join(',') } : {};
    const made = await sandbox.run(['bash', labFiles.setup, '--until', step.name], { environment: uplink });
    if (made.code !== 0) {
      io.err(`${made.stdout}${made.stderr}`);
      return made.code === 3 ? exitCode.environment : exitCode.problems;
    }
    io.err(hint(plan, step.name, sandbox));
    return await shell(sandbox, plan.lab, io);
  } finally {
    await sandbox.close();
  }
}

/** The user's terminal inside; without a terminal, commands from standard input. */
function shell(sandbox: Sandbox, lab: string, io: Io): Promise<number> {
  const prompt = `(${lab}) \\w \\$ `;
  const start = 'cd -- "$1" 2>/dev/null; [[ -t 0 ]] || exec bash; exec bash --rcfile <(printf "PS1=%q\\n" "$2") -i';
  return attach(sandbox, ['bash', '-c', start, 'try', io.folder, prompt], { ...io.environment });
}
