// netgen try: a lab in a sandbox and a shell in it; both are gone when the shell ends.

import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { namespacesOf } from '../../plan/needs.ts';
import type { Plan } from '../../plan/plan.ts';
import { labFiles, openLab } from '../../sandbox/open-lab.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { attach } from '../../sandbox/sandbox.ts';
import { exitCode, type Io } from '../io.ts';
import { possible, readUplinks } from '../sandboxes.ts';
import { chooseLab, chooseStep } from '../tutorials/choose.ts';
import { loadTutorials, reportTo } from '../tutorials/load.ts';

export interface TryOptions {
  readonly lab?: string;
  /** The step to stop at; default: the last. */
  readonly until?: string;
  readonly uplinks?: readonly string[];
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
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const plan = chooseLab(loaded.lessons, options.lab);
  const step = chooseStep(plan, options.until);
  const sandbox = possible(await openLab(plan, uplinks));
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
