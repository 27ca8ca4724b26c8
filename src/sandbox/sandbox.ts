// A sandbox: namespaces of users, mounts, networks and processes in which a lab may do as it likes, and which end with us.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { World } from '../model/world.ts';
import { text as enterScript } from './enter.bash';
import { exitOf, type Machine, type Outcome, path, type RunOptions, thisMachine } from './machine.ts';
import { text as snapshotScript } from './snapshot.bash';

export interface Sandbox {
  readonly machine: Machine;
  readonly world: World;
  /** The words before a command that run it inside, on its machine. */
  readonly entering: readonly string[];
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
const forms: readonly Form[] = [
  { user: false, processes: true },
  { user: true, processes: true },
  // Where parts of /proc are hidden, as in a container, the kernel refuses a fresh one (user_namespaces(7)).
  { user: true, processes: false },
];

/** Starts one form; gives the sandbox, or what was said instead of `ready`. */
async function start({ user, processes }: Form, world: World, machine: Machine): Promise<Sandbox | Outcome> {
  const shared = ['--mount', '--net', '--uts', '--ipc'];
  const { outside4, outside6, uplinks } = world;
  const holder = await machine.hold([
    ...['unshare', ...shared, '--propagation', 'private', '--fork', '--kill-child'],
    ...(user ? ['--user', '--map-root-user'] : []),
    ...(processes ? ['--pid', '--mount-proc'] : []),
    ...['bash', '-c', enterScript, 'sandbox', outside4, outside6],
    ...uplinks.flatMap(({ name, host4, far4, host6, far6 }) => [name, host4, far4, host6, far6]),
  ]);
  if (!('pid' in holder)) return holder;
  const entering = [
    ...['nsenter', '--target', String(holder.pid), ...shared],
    ...(user ? ['--user', '--preserve-credentials'] : []),
    ...(processes ? [`--pid=/proc/${holder.pid}/ns/pid_for_children`] : []),
    '--',
  ];
  const run: Sandbox['run'] = (command, options) => machine.run([...entering, ...command], options);
  return { machine, world, entering, run, close: () => holder.end() };
}

/** Makes a sandbox on a machine, or says why that cannot be. Throws what the machine throws when it is lost. */
export async function openSandbox(world: World, machine: Machine = thisMachine): Promise<Sandbox | Impossible> {
  if (process.platform !== 'linux') return whyImpossible('');
  let said = '';
  for (const form of forms.filter(({ user }) => user || machine.root)) {
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

/** The state of the sandbox, a fact a line: of its kernel, or also of files and processes. */
export async function snapshot(sandbox: Sandbox, what: 'kernel' | 'kernel and files'): Promise<string> {
  return (await sandbox.run(['bash', '-c', snapshotScript, 'snapshot', what])).stdout;
}

/** Runs a command in a sandbox of this machine, on the terminal of this process; gives its exit code. */
export function attach(
  { entering }: { readonly entering: readonly string[] },
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [enter = '', ...words] = [...entering, ...command];
  const child = spawn(enter, words, { env: { ...env, PATH: path }, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(exitOf(code, signal)));
  });
}

/** A sandbox that cannot be: the reason, and what to do about it. */
export interface Impossible {
  readonly reason: string;
  readonly remedy: string;
}

function setting(file: string): string {
  try {
    return readFileSync(`/proc/sys/${file}`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The switches of distributions that forbid user namespaces to ordinary users: the value that forbids, one that allows, and what is said. */
const switches = [
  [
    'kernel/apparmor_restrict_unprivileged_userns',
    ...['1', '0', 'AppArmor keeps user namespaces from ordinary users here (the default of Ubuntu 24.04)'],
  ],
  ['kernel/unprivileged_userns_clone', '0', '1', 'this kernel keeps user namespaces from ordinary users'],
  ['user/max_user_namespaces', '0', '10000', 'this machine allows no user namespaces'],
] as const;

const packages: Readonly<Record<string, string>> = { unshare: 'util-linux', nsenter: 'util-linux', ip: 'iproute2' };

/** Reads from what was said, and from the machine's settings, why there is no sandbox. */
export function whyImpossible(said: string, platform: string = process.platform, read = setting): Impossible {
  if (platform !== 'linux') {
    return {
      reason: `a sandbox is made of Linux namespaces, and this is ${platform}`,
      remedy: 'run it in a Linux virtual machine (on Windows: WSL 2); build and check work here',
    };
  }
  const missing = /spawn (\S+) ENOENT|(\S+): command not found/.exec(said);
  const tool = missing?.[1] ?? missing?.[2];
  if (tool !== undefined) {
    return { reason: `${tool} is missing`, remedy: `sudo apt-get install ${packages[tool] ?? tool}` };
  }
  for (const [file, forbids, allow, reason] of switches) {
    if (read(file) === forbids) {
      return { reason, remedy: `sudo sysctl -w ${file.replaceAll('/', '.')}=${allow}   (or run netgen as root)` };
    }
  }
  return {
    reason: `the kernel refuses: ${said.split('\n').at(-1) ?? ''}`,
    remedy: 'run it as root; in a container, one started with --privileged',
  };
}

/** What helps where a set-up says that this machine's kernel lacks something, as a line of its own; elsewhere nothing. */
export function otherKernel(said: string, { place }: Pick<Machine, 'place'>): string {
  const lacking = place === 'sandbox' && /: this kernel has no /.test(said);
  return lacking ? '\nnetgen verify --vm tries it in a virtual machine' : '';
}
