// The `console` fences of a tutorial: their commands, what these are shown to do, and where each line stands.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/did-you-mean.ts';
import { type ConsoleCommand, notRunWord, readConsole } from '../transcripts/console.ts';
import { badExpressionIn } from '../transcripts/pattern.ts';
import { unseenCharacters } from './characters.ts';
import { FenceText } from './fence-text.ts';
import { type ConsoleFence, consoleWord, unclosedAt, wordAt } from './fences.ts';
import { unseenAt } from './read-yaml.ts';
import type { SourceText } from './source-text.ts';
import type { Transcript, TranscriptCommand } from './tutorial.ts';

const beforeLab = defineDiagnostic('transcript-before-lab', 'console fence before the first topology block');
const noPrompt = defineDiagnostic('transcript-without-prompt', 'console fence that does not begin with a prompt');
const outOfPlace = defineDiagnostic('transcript-after-end', 'line behind the end of what a command prints');
const misspeltWord = defineDiagnostic('misspelt-no-run', 'console fence with a word that looks like no-run');
const unclosedTranscript = defineDiagnostic('unclosed-transcript', 'console fence is not closed');

/** What other tools call a fence that is not run. */
const otherWords: ReadonlySet<string> = new Set(['ignore', 'skip', 'no_run', 'norun']);

const notRun = `write \`\`\`${consoleWord} ${notRunWord} to show it and not run it`;

interface TranscriptsRead {
  readonly transcripts: readonly Transcript[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one fence; problems go to `diagnostics`. */
class TranscriptReader {
  readonly #fence: ConsoleFence;
  readonly #source: SourceText;
  readonly #text: FenceText;
  readonly #lines: readonly string[];
  readonly #starts: readonly number[];
  readonly diagnostics: Diagnostic[] = [];

  constructor(fence: ConsoleFence, source: SourceText) {
    this.#fence = fence;
    this.#source = source;
    this.#text = new FenceText(source, fence.code.value, fence.at.start.line);
    this.#lines = fence.code.value.split('\n');
    let start = 0;
    this.#starts = this.#lines.map((line) => {
      const own = start;
      start += line.length + 1;
      return own;
    });
  }

  read(): Transcript | undefined {
    const opening = unclosedAt(this.#fence, this.#source);
    if (opening !== undefined) {
      const help = `end the fence with a line that holds ${opening.marks} and nothing else`;
      const label = 'everything after it is taken for output';
      this.diagnostics.push(unclosedTranscript({ at: opening.at, label, help }));
      return undefined;
    }
    const { commands, problems } = readConsole(this.#lines);
    for (const { line, is } of problems) {
      const at = this.#span(line, 0, this.#lines[line]?.length ?? 0);
      if (is === 'no prompt') this.#reportNoPrompt(line);
      else if (is === 'after the end') {
        this.diagnostics.push(
          outOfPlace({ at, label: 'behind the exit status', help: 'write [exit N] as the last line' }),
        );
      } else {
        const help = 'take [no output] away, or the output';
        this.diagnostics.push(outOfPlace({ at, label: 'output, and [no output]', help }));
      }
    }
    const { at, child } = this.#fence;
    return { at, child, commands: commands.map((command) => this.#command(command)) };
  }

  #reportNoPrompt(line: number): void {
    const text = this.#lines[line] ?? '';
    const empty = text.trim() === '';
    const opening = this.#source.span(this.#fence.at.start.offset, this.#source.lineEnd(this.#fence.at.start.line));
    const root = /^# +\S/.test(text);
    this.diagnostics.push(
      noPrompt({
        at: empty ? opening : this.#span(line, 0, text.length),
        label: empty ? 'no command in it' : 'output of nothing',
        help: `${root ? 'write `host# ` for a prompt of root' : 'begin with `$ ` or `NODE$ ` and a command'}, or ${notRun}`,
      }),
    );
  }

  #span(line: number, from: number, to: number) {
    const start = this.#starts[line] ?? 0;
    return this.#text.span(start + from, start + to);
  }

  #command(command: ConsoleCommand): TranscriptCommand {
    const { line, column, answer, end, output, silent, exit } = command;
    const first = this.#lines[line] ?? '';
    const from = (this.#starts[line] ?? 0) + column;
    const to = (this.#starts[answer - 1] ?? 0) + (this.#lines[answer - 1] ?? '').trimEnd().length;
    this.#checkCharacters(from, to);
    for (const [index, text] of output.entries()) this.#checkExpressions(answer + index, text);
    const at = this.#text.span(from, to);
    const begin = this.#text.point(this.#starts[line] ?? 0);
    const lineOf = (index: number): number => this.#fence.at.start.line + 1 + index;
    return {
      prompt: first.slice(0, column).trim(),
      ...(command.node === undefined
        ? {}
        : { node: { text: command.node, at: this.#span(line, 0, command.node.length) } }),
      run: { text: command.run, at },
      expected: { output, silent, status: exit?.status ?? 0 },
      answer: { from: lineOf(answer), to: lineOf(end) },
      margin: this.#source.line(begin.line).slice(0, begin.column - 1),
    };
  }

  /** What is shown must be what is run. */
  #checkCharacters(from: number, to: number): void {
    for (const { index, name } of unseenCharacters(this.#fence.code.value.slice(from, to), 1)) {
      this.diagnostics.push(unseenAt(this.#text.span(from + index, from + index + 1), name));
    }
  }

  #checkExpressions(line: number, text: string): void {
    const problem = badExpressionIn(text, (from, to) => this.#span(line, from, to));
    if (problem !== undefined) this.diagnostics.push(problem);
  }
}

/** The words of the opening line; true if the fence is not run. */
function readWords(fence: ConsoleFence, source: SourceText, diagnostics: Diagnostic[]): boolean {
  const words = (fence.code.meta ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.includes(notRunWord)) return true;
  const near = words.find((word) => otherWords.has(word) || nearest(word, [notRunWord]) !== undefined);
  if (near === undefined) return false;
  const at = wordAt(source, fence.at, near);
  const help = `write \`${notRunWord}\``;
  diagnostics.push(misspeltWord({ at, label: 'it would be run', help, expected: [notRunWord] }));
  return true;
}

/** Reads the `console` fences behind so many topology fences: before the first one there is nothing to run them in. */
export function readTranscripts(fences: readonly ConsoleFence[], after: number, source: SourceText): TranscriptsRead {
  const transcripts: Transcript[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const fence of fences) {
    if (fence.after !== after || readWords(fence, source, diagnostics)) continue;
    if (after === 0) {
      const at = source.span(fence.at.start.offset, source.lineEnd(fence.at.start.line));
      const help = `move it below the block of its lab, or ${notRun}`;
      diagnostics.push(beforeLab({ at, label: 'no lab stands yet', help }));
      continue;
    }
    const reader = new TranscriptReader(fence, source);
    const transcript = reader.read();
    if (transcript !== undefined) transcripts.push(transcript);
    for (const problem of reader.diagnostics) diagnostics.push(problem);
  }
  return { transcripts, diagnostics };
}
