// A sandbox: namespaces of users, mounts, networks and processes in which a lab may do as it likes, and which end with us.
import { text as enterScript } from './enter.bash';
import { type Impossible, whyImpossible } from './impossible.ts';
import type { Machine, Outcome, RunOptions } from './machine.ts';
import { text as snapshotScript } from './snapshot.bash';
import { thisMachine } from './this-machine.ts';
import type { World } from './world.ts';

/** A sandbox that stands. */
export interface Sandbox {
  readonly machine: Machine;
  readonly world: World;
  /** The words before a command that run it inside, on its machine. */
  readonly entering: readonly string[];
  /** Runs a command inside and waits for its end. */
  run(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Ends all that runs inside, and with it the sandbox. */
  close(): Promise<void>;
}

/** How a sandbox is made: which namespaces of its own it has. */
interface Form {
  readonly user: boolean;
  readonly processes: boolean;
}

/** The forms worth trying, best first. Root needs no user namespace, but in a container it may have nothing else. */
function forms({ root }: Machine): Form[] {
  return [
    ...(root ? [{ user: false, processes: true }] : []),
    { user: true, processes: true },
    // Where parts of /proc are hidden, as in a container, the kernel refuses a fresh one (user_namespaces(7)).
    { user: true, processes: false },
  ];
}

function unshareWords({ user, processes }: Form): string[] {
  return [
    ...(user ? ['--user', '--map-root-user'] : []),
    ...['--mount', '--net', '--uts', '--ipc', '--propagation', 'private'],
    ...(processes ? ['--pid', '--mount-proc'] : []),
    ...['--fork', '--kill-child'],
  ];
}

function enterWords(pid: number, { user, processes }: Form): string[] {
  return [
    '--target',
    String(pid),
    ...(user ? ['--user', '--preserve-credentials'] : []),
    ...['--mount', '--net', '--uts', '--ipc'],
    ...(processes ? [`--pid=/proc/${pid}/ns/pid_for_children`] : []),
    '--',
  ];
}

function worldWords({ outside4, outside6, uplinks }: World): string[] {
  return [
    outside4,
    outside6,
    ...uplinks.flatMap(({ name, host4, far4, host6, far6 }) => [name, host4, far4, host6, far6]),
  ];
}

/** Starts one form; gives the sandbox, or what was said instead of `ready`. */
async function start(form: Form, world: World, machine: Machine): Promise<Sandbox | Outcome> {
  const words = [...unshareWords(form), 'bash', '-c', enterScript, 'sandbox', ...worldWords(world)];
  const holder = await machine.hold(['unshare', ...words]);
  if (!('pid' in holder)) return holder;
  const entering = ['nsenter', ...enterWords(holder.pid, form)];
  return {
    machine,
    world,
    entering,
    run: (command, options) => machine.run([...entering, ...command], options),
    close: () => holder.end(),
  };
}

/** Makes a sandbox on a machine, or says why that cannot be. Throws what the machine throws when it is lost. */
export async function openSandbox(world: World, machine: Machine = thisMachine): Promise<Sandbox | Impossible> {
  if (process.platform !== 'linux') return whyImpossible('');
  let said = '';
  for (const form of forms(machine)) {
    try {
      const started = await start(form, world, machine);
      if ('run' in started) return started;
      said = started.stderr.trim();
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      return whyImpossible(error.message);
    }
  }
  return whyImpossible(said);
}

/** Writes a file inside. */
export async function writeInside(sandbox: Sandbox, file: string, text: string): Promise<void> {
  const { code, stderr } = await sandbox.run(['bash', '-c', 'cat >"$1"', 'write', file], { input: text });
  if (code !== 0) throw new Error(`cannot write ${file} in the sandbox: ${stderr}`);
}

/** The state of the sandbox, a fact a line: of its kernel, and with `files` also files and processes. */
export async function snapshot(sandbox: Sandbox, what: 'kernel' | 'kernel and files'): Promise<string> {
  const words = what === 'kernel' ? [] : ['files'];
  const { stdout } = await sandbox.run(['bash', '-c', snapshotScript, 'snapshot', ...words]);
  return stdout;
}
