// What a command sees of the world, so that a test can give it another one; and the codes it may end with.
import { getSystemErrorMap } from 'node:util';

export const exitCode = {
  fine: 0,
  /** Diagnostics with errors, or outputs that differ from what is committed. */
  problems: 1,
  /** The command line asks for something that makes no sense. */
  usage: 2,
  /** This machine cannot: a tool, a right or room on the disk is missing. */
  environment: 3,
  /** A bug in netgen: EX_SOFTWARE of sysexits.h. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The streams, the folder and the environment of a run. */
export interface Io {
  /** Writes results: standard output. */
  out(text: string): void;
  /** Writes progress and diagnostics: standard error. */
  err(text: string): void;
  /** The folder that relative paths of the command line start from. */
  readonly folder: string;
  /** The script that starts a worker thread of this program; without one, all work is done in one thread. */
  readonly worker?: string;
  /** Ends a command that goes on until it is told to stop; without one, Ctrl-C does. */
  readonly stop?: AbortSignal;
  /** Tells such a command that nobody reads what it says any more. */
  readonly gone?: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal: what is printed is read as it is. */
  readonly terminal?: boolean;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** The width of the terminal that standard error is, if it is one whose cursor can be moved: then progress is shown there. */
  readonly columns?: number | undefined;
}

/** Ends the command with a sentence for the reader and this code. Its class is not asked for: in dist/, the command line and the commands have one each. */
class Fault extends Error {
  readonly faultCode: ExitCode;

  constructor(message: string, code: ExitCode) {
    super(message);
    this.faultCode = code;
  }
}

/** The command line asks for something that makes no sense. */
export class UsageError extends Fault {
  constructor(message: string) {
    super(message, exitCode.usage);
  }
}

/** This machine cannot. */
export class EnvironmentError extends Fault {
  constructor(message: string) {
    super(message, exitCode.environment);
  }
}

/** What the system says of a call that failed, in words: `too many symbolic links encountered`; undefined for any other error. */
export function systemReason(error: unknown): string | undefined {
  const { errno, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || errno === undefined || syscall === undefined) return undefined;
  return getSystemErrorMap().get(errno)?.[1] ?? error.message;
}

/** What ends a command that is no bug: a sentence for the reader, and the exit code; undefined for a bug. */
export function faultOf(error: unknown): { readonly message: string; readonly code: ExitCode } | undefined {
  if (error instanceof Error && 'faultCode' in error)
    return { message: error.message, code: (error as Fault).faultCode };
  const reason = systemReason(error);
  const { path = 'this machine' } = error as NodeJS.ErrnoException;
  return reason === undefined ? undefined : { message: `${path}: ${reason}`, code: exitCode.environment };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new EnvironmentError(`the current folder: ${systemReason(error)}`);
  }
}

function mayColour(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  // https://no-color.org: any value that is not empty turns colour off.
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}

function columnsOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): number | undefined {
  if (stream.isTTY !== true || environment['TERM'] === 'dumb' || environment['CI']) return undefined;
  return stream.columns > 0 ? stream.columns : 80;
}

/** The world of this process. */
export function processIo(): Io {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    folder: currentFolder(),
    environment: process.env,
    colour: { out: mayColour(process.stdout, process.env), err: mayColour(process.stderr, process.env) },
    terminal: process.stdout.isTTY === true,
    columns: columnsOf(process.stderr, process.env),
  };
}
