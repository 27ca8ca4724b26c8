// The machine that netgen runs on: commands are its child processes.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { environment, type Machine, type Outcome, path } from './machine.ts';

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
    // A process left in the background may hold the streams open for as long as it lives. What is in them by then is read first,
    // however long this process was busy: timers come before what is to be read, and immediates after it.
    child.on('exit', (...how) => setTimeout(() => setImmediate(done, ...how), graceMs).unref());
    // A command may end without reading what it was given.
    child.stdin.on('error', () => undefined);
  });
}

function start([command = '', ...words]: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return spawn(command, words, { env: { ...environment, ...more }, stdio: 'pipe' });
}

/** This machine. What it holds ends with its standard input, and so with this process. */
export const thisMachine: Machine = {
  place: 'sandbox',
  root: process.getuid?.() === 0,
  slowness: 1,
  // A lab mostly waits, for answers that must not come and for processes to start. More than two a processor make the checks
  // of all of them late.
  labsAtOnce: Math.min(16, 2 * availableParallelism()),

  run(command, options = {}) {
    const child = start(command, options.environment);
    const outcome = collect(child);
    child.stdin.end(options.input ?? '');
    return outcome;
  },

  async hold(command) {
    const child = start(command);
    const ended = collect(child);
    const stands = new Promise<true>((resolve) => {
      child.stdout.once('data', () => resolve(true));
    });
    const first = await Promise.race([stands, ended]);
    if (first !== true) return first;
    const end = async (): Promise<void> => {
      child.stdin.end();
      await ended;
    };
    return { pid: child.pid ?? 0, end };
  },
};

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
