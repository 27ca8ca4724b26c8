// The machine that a sandbox is made on: what is asked of any, and the one that netgen runs on, where commands are its child processes.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Where } from '../evidence/evidence.ts';

/** What a command gave. `code` is 128 and the signal's number if a signal ended it. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Beside `environment` of this file. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A command that stands until it is ended. */
export interface Held {
  /** Its number on its machine. */
  readonly pid: number;
  end(): Promise<void>;
}

export interface Machine {
  readonly place: Where['place'];
  readonly root: boolean;
  /** How many times the patience of this machine is needed there: 1 for this one, more where a processor is emulated. */
  readonly slowness: number;
  readonly labsAtOnce: number;
  run(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Starts a command that prints a line once it stands; gives what it ended with if it does not come to that. */
  hold(command: readonly string[]): Promise<Held | Outcome>;
}

/** An ordinary user's PATH often lacks the folders where `ip` and `nft` are. */
export const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of every command, whatever this process has. */
export const environment = { PATH: path, HOME: '/tmp', LANG: 'C.UTF-8', TERM: 'dumb' } as const;

/** How long output may still come after a command has ended. */
const graceMs = 500;

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** The exit code of a process that has ended. */
export function exitOf(code: number | null, signal: NodeJS.Signals | null): number {
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
