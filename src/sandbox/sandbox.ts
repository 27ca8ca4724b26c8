// A sandbox: namespaces of users, mounts, networks and processes in which a lab may do as it likes, and which end with us.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { text as enterScript } from './enter.bash';
import { type Impossible, whyImpossible } from './impossible.ts';
import { text as snapshotScript } from './snapshot.bash';
import type { World } from './world.ts';

/** What a command gave. `code` is 128 and the signal's number if a signal ended it. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sandbox that stands. */
export interface Sandbox {
  readonly world: World;
  /** Made without the rights of root. */
  readonly rootless: boolean;
  /** Runs a command inside and waits for its end. */
  run(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Runs a command inside on the terminal of this process; gives its exit code. */
  attach(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<number>;
  /** Ends all that runs inside, and with it the sandbox. */
  close(): Promise<void>;
}

interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** How a sandbox is made: which namespaces of its own it has. */
interface Form {
  readonly user: boolean;
  readonly processes: boolean;
}

// An ordinary user's PATH often lacks the folders where `ip` and `nft` are.
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const environment = { PATH: path, HOME: '/tmp', LANG: 'C.UTF-8', TERM: 'dumb' };

/** The forms worth trying, best first. Root needs no user namespace, but in a container it may have nothing else. */
function forms(): Form[] {
  const root = process.getuid?.() === 0;
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

/** How long output may still come after a command has ended. */
const graceMs = 500;

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function exitOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signalNumbers[signal ?? ''] ?? 0);
}

function collect(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        text[stream] += chunk;
      });
    }
    child.on('error', reject);
    const done = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code: exitOf(code, signal), ...text });
    child.on('close', done);
    // A process left in the background may hold the streams open for as long as it lives.
    child.on('exit', (code, signal) => setTimeout(done, graceMs, code, signal).unref());
    // A command may end without reading what it was given.
    child.stdin.on('error', () => undefined);
  });
}

class LinuxSandbox implements Sandbox {
  readonly world: World;
  readonly rootless: boolean;
  readonly #holder: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;
  readonly #words: readonly string[];

  constructor(holder: ChildProcessWithoutNullStreams, ended: Promise<unknown>, form: Form, world: World) {
    this.world = world;
    this.rootless = form.user;
    this.#holder = holder;
    this.#ended = ended;
    this.#words = enterWords(holder.pid ?? 0, form);
  }

  run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const env = { ...environment, ...options.environment };
    const child = spawn('nsenter', [...this.#words, ...command], { env, stdio: 'pipe' });
    const outcome = collect(child);
    child.stdin.end(options.input ?? '');
    return outcome;
  }

  attach(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
    const child = spawn('nsenter', [...this.#words, ...command], { env: { ...env, PATH: path }, stdio: 'inherit' });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(exitOf(code, signal)));
    });
  }

  async close(): Promise<void> {
    this.#holder.stdin.end();
    await this.#ended;
  }
}

/** Starts one form; gives the sandbox, or what was said instead of `ready`. */
async function start(form: Form, world: World): Promise<Sandbox | Outcome> {
  const words = [...unshareWords(form), 'bash', '-c', enterScript, 'sandbox', ...worldWords(world)];
  const holder = spawn('unshare', words, { env: environment, stdio: 'pipe' });
  const ended = collect(holder);
  const ready = new Promise<true>((resolve) => {
    holder.stdout.on('data', (chunk: string) => {
      if (chunk.includes('ready')) resolve(true);
    });
  });
  const first = await Promise.race([ready, ended]);
  return first === true ? new LinuxSandbox(holder, ended, form, world) : first;
}

/** Makes a sandbox, or says why this machine cannot. */
export async function openSandbox(world: World): Promise<Sandbox | Impossible> {
  if (process.platform !== 'linux') return whyImpossible('');
  let said = '';
  for (const form of forms()) {
    try {
      const started = await start(form, world);
      if ('run' in started) return started;
      said = started.stderr.trim();
    } catch (error) {
      return whyImpossible(error instanceof Error ? error.message : String(error));
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
