// The grammar of a `console` fence: prompts, commands over several lines, what they print, and how they end.

/** The word behind `console` for a fence that is shown and not run. */
export const notRunWord = 'no-run';

/** A command of a fence. Lines count from 0 in the fence, columns from 0 in the line. */
export interface ConsoleCommand {
  /** The word before `$` or `#`, and where it ends; missing for a bare `$`. */
  readonly node?: string;
  readonly line: number;
  /** Where the command begins, behind the prompt. */
  readonly column: number;
  /** The line behind the command itself: the first of what it prints. */
  readonly answer: number;
  /** The line behind all that belongs to the command. */
  readonly end: number;
  readonly run: string;
  /** Lines of expected output. None: whatever it prints is shown to the reader. */
  readonly output: readonly string[];
  /** `[no output]` stands there. */
  readonly silent: boolean;
  /** The line with `[exit N]`, and N. */
  readonly exit?: { readonly line: number; readonly status: number };
}

/** A line that cannot stand where it stands. */
export interface ConsoleProblem {
  readonly line: number;
  readonly is: 'no prompt' | 'after the end' | 'no output and some';
}

const prompt = /^(?:([A-Za-z][A-Za-z0-9_-]*)[$#]|\$) +(?=\S)/;
const continuation = /^> ?/;
const ending = /^\[exit (\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\]$/;
const silence = '[no output]';

/** How a line of a fence is read by itself: `>` goes on with a command only right behind one. */
export function isOutputLine(line: string): boolean {
  return !prompt.test(line) && !ending.test(line.trim()) && line.trim() !== silence;
}

/** True for a line that goes on with a command if it stands right behind one. */
export function isContinuation(line: string): boolean {
  return continuation.test(line);
}

/** The line that says how a command ended; nothing for 0. */
export function endingLine(status: number): string[] {
  return status === 0 ? [] : [`[exit ${status}]`];
}

/** The line that says that a command prints nothing. */
export const silenceLine = silence;

function readCommand(lines: readonly string[], from: number, to: number, problems: ConsoleProblem[]): ConsoleCommand {
  const [mark = '', node] = prompt.exec(lines[from] ?? '') ?? [];
  const run = [(lines[from] ?? '').slice(mark.length).trimEnd()];
  let line = from + 1;
  for (; line < to && isContinuation(lines[line] ?? ''); line += 1) {
    run.push((lines[line] ?? '').replace(continuation, '').trimEnd());
  }
  const answer = line;
  const output: string[] = [];
  let silent = false;
  let exit: ConsoleCommand['exit'];
  for (; line < to; line += 1) {
    const text = lines[line] ?? '';
    const [, status] = ending.exec(text.trim()) ?? [];
    if (exit !== undefined) problems.push({ line, is: 'after the end' });
    else if (status !== undefined) exit = { line, status: Number(status) };
    else if (silent || (text.trim() === silence && output.length > 0))
      problems.push({ line, is: 'no output and some' });
    else if (text.trim() === silence) silent = true;
    else output.push(text);
  }
  while (output.at(-1)?.trim() === '') output.pop();
  return {
    ...(node === undefined ? {} : { node }),
    ...{ line: from, column: mark.length, answer, end: to, run: run.join('\n'), output, silent },
    ...(exit === undefined ? {} : { exit }),
  };
}

/** Reads the lines of a fence. Empty lines before a prompt and at the end belong to nothing. */
export function readConsole(lines: readonly string[]): {
  readonly commands: readonly ConsoleCommand[];
  readonly problems: readonly ConsoleProblem[];
} {
  const starts = lines.flatMap((line, index) => (prompt.test(line) ? [index] : []));
  const problems: ConsoleProblem[] = [];
  const first = lines.slice(0, starts[0] ?? lines.length).findIndex((line) => line.trim() !== '');
  if (first !== -1 || starts.length === 0) problems.push({ line: Math.max(0, first), is: 'no prompt' });
  const commands = starts.map((from, index) => {
    let to = starts[index + 1] ?? lines.length;
    while (to > from + 1 && (lines[to - 1] ?? '').trim() === '') to -= 1;
    return readCommand(lines, from, to, problems);
  });
  return { commands, problems };
}
