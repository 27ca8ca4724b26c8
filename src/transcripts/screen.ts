// What a command printed, as the lines of a screen that knows neither colour nor cursor.

/** Sequences of a terminal (ECMA-48): colours, cursor, titles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const sequences = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[ -/]*[0-~])/g;

/** Controls, and what has no shape or turns the direction of text: nobody could see or type them in a lesson. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g;

const lost = '\uFFFD';

/** A line with its tabs as blanks, to columns of eight. */
function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let column = 0;
  return line.replace(/[^\t]+|\t/g, (part) => {
    const shown = part === '\t' ? ' '.repeat(8 - (column % 8)) : part;
    column += shown.length;
    return shown;
  });
}

/** The lines of an output as a screen shows them: no escape sequences, tabs as blanks, U+FFFD for what cannot be seen, no blanks at ends. */
export function screenLines(output: string): string[] {
  const text = output.replace(sequences, '').replace(/\r\n?/g, '\n').replace(unseen, lost);
  const lines = text.split('\n').map((line) => expandTabs(line).trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** True if a line holds something that is no text. */
export function isGarbled(line: string): boolean {
  return line.includes(lost);
}
