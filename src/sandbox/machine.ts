// What a sandbox needs of the machine that it is made on, be it this one or a virtual one.
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
  /** Ends it, and waits for its end. */
  end(): Promise<void>;
}

/** A machine on which commands run. */
export interface Machine {
  readonly place: Where['place'];
  /** Its commands have the rights of root. */
  readonly root: boolean;
  /** How many times the patience of this machine is needed there: 1 for this one, more where a processor is emulated. */
  readonly slowness: number;
  /** How many labs may run at a time. */
  readonly labsAtOnce: number;
  /** Runs a command and waits for its end. */
  run(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Starts a command that prints a line once it stands; gives what it ended with if it does not come to that. */
  hold(command: readonly string[]): Promise<Held | Outcome>;
}

/** An ordinary user's PATH often lacks the folders where `ip` and `nft` are. */
export const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of every command, whatever this process has. */
export const environment = { PATH: path, HOME: '/tmp', LANG: 'C.UTF-8', TERM: 'dumb' } as const;
