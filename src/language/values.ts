// Single values: numbers, flags, durations, services, and texts that end up in files and commands.
import type { Text } from '../diagnostics/span.ts';
import { badExpressionIn } from '../transcripts/pattern.ts';
import { endWithPort, meantService } from './meant.ts';
import type { Piece } from './piece.ts';
import { badService, badText, badValue } from './problems.ts';
import type { Reading } from './reading.ts';
import type { Service, Written } from './statements.ts';

/** A whole number within bounds. `meant` is what a word in its place stands for. */
export function readNumber(
  piece: Piece,
  least: number,
  most: number,
  reading: Reading,
  meant?: number,
): Written<number> | undefined {
  const value = /^\d{1,10}$/.test(piece.text) ? Number(piece.text) : -1;
  if (value >= least && value <= most) return { value, at: piece.at };
  const label = `a number from ${least} to ${most}`;
  const within = Number(
    /^0x[\da-f]{1,8}$/i.exec(piece.text)?.[0] ?? /^[^\d.-]*(\d{1,10})[^\d.-]*$/.exec(piece.text)?.[1] ?? value,
  );
  const near = String(meant ?? Math.min(most, Math.max(least, within)));
  return reading.report(badValue({ at: piece.at, label, help: `write a number like ${near}`, expected: [near] }));
}

/** One word out of a few. */
export function readOneOf<W extends string>(
  piece: Piece,
  words: readonly W[],
  reading: Reading,
): Written<W> | undefined {
  const value = words.find((word) => word === piece.text);
  if (value !== undefined) return { value, at: piece.at };
  const choice = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return reading.report(badValue({ at: piece.at, label: choice, help: `write ${choice}`, expected: words }));
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000 };
const longestDuration = 3_600_000;

/** A time, in milliseconds: `500ms`, `2s`, `1.5s`. */
export function readDuration(piece: Piece, reading: Reading): number | undefined {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s)$/.exec(piece.text);
  const time = Math.round(Number(match?.[1]) * (milliseconds[match?.[2] ?? ''] ?? 0));
  if (match !== null && time <= longestDuration) return time;
  const label = match === null ? 'a time with its unit' : 'at most one hour';
  const bare = /^\d{1,4}$/.test(piece.text) ? `${piece.text}s` : '5s';
  return reading.report(badValue({ at: piece.at, label, help: `write ${bare}`, expected: [bare] }));
}

const servicePattern = /^(?:(tcp|udp)\/(\d{1,9})(?:\.\.(\d{1,9}))?|icmp)$/;

/** True if a word starts like a service. */
export function looksLikeService(text: string): boolean {
  return /^((tcp|udp)\/|icmp,?$)/.test(text);
}

/** `tcp/80`, `udp/5000..5010`, `icmp`. Port 0 cannot be dialled. */
export function readService(piece: Piece, reading: Reading): Written<Service> | undefined {
  const { text, at } = piece;
  const match = servicePattern.exec(text);
  if (match === null) {
    const mended = meantService(text);
    return reading.report(badService({ at, label: 'not a service', help: `write ${mended}`, expected: [mended] }));
  }
  const [, protocol, first, last = first] = match;
  if (protocol !== 'tcp' && protocol !== 'udp') return { value: { protocol: 'icmp', port: 0, lastPort: 0 }, at };
  const port = Number(first);
  const lastPort = Number(last);
  if (port >= 1 && lastPort <= 65_535 && port <= lastPort) return { value: { protocol, port, lastPort }, at };
  const label = port <= lastPort ? 'ports are 1 to 65535' : 'the range counts down';
  const mended = port <= lastPort ? `${protocol}/${port === 0 ? 80 : 65_535}` : `${protocol}/${last}..${first}`;
  return reading.report(badService({ at, label, help: `write ${mended}`, expected: [mended] }));
}

/** True, and reported, for a port where an interface stands: `web:80`. */
export function refusePort(piece: Piece, reading: Reading): boolean {
  const meant = endWithPort(piece);
  if (meant === undefined) return false;
  const written = `${meant.end} ${meant.service}`;
  const label = 'an interface follows a colon, no port';
  reading.report(badService({ at: piece.at, label, help: `write ${written}`, expected: [written] }));
  return true;
}

/** A service as it is written. */
export function formatService({ protocol, port, lastPort }: Service): string {
  if (protocol === 'icmp') return protocol;
  return `${protocol}/${port}${lastPort === port ? '' : `..${lastPort}`}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;
// Characters that turn the direction of the line, so that a reader sees another text than bash does (CVE-2021-42574).
const turning = /[\u202a-\u202e\u2066-\u2069]/;

/** Text of one line, or of several, that goes into a file or a command as it is. */
export function readFreeText(piece: Piece, lines: 'one line' | 'many lines', reading: Reading): Text | undefined {
  const text = lines === 'one line' ? piece.text.trimEnd() : piece.text;
  const { at } = piece;
  if (control.test(text) || turning.test(text)) {
    const label = control.test(text) ? 'a control character' : 'a character that turns the line';
    return reading.report(badText({ at, label, help: 'take the invisible character out' }));
  }
  if (lines === 'one line' && text.includes('\n')) {
    // What stands in one line of the tutorial has its line ends as escapes.
    const escaped = at.start.line === at.end.line;
    const mended = escaped ? 'take `\\n` out of the quotes' : 'make it one line, as `>-` does for `|`';
    return reading.report(badText({ at, label: 'more than one line', help: `${mended}, or write one item a command` }));
  }
  if (text.trim() === '') return reading.report(badText({ at, label: 'empty', help: 'write a text here' }));
  return { text, at };
}

/** Lines of expected output, as in a `console` fence. */
export function readExpectedOutput(piece: Piece, reading: Reading): Text | undefined {
  let from = 0;
  for (const line of piece.text.split('\n')) {
    const start = from;
    const problem = badExpressionIn(line, (first, end) => piece.slice(start + first, start + end).at);
    if (problem !== undefined) return reading.report(problem);
    from += line.length + 1;
  }
  return readFreeText(piece, 'many lines', reading);
}

/** A MAC address, in lower case. */
export function readMac(text: string, piece: Piece, reading: Reading): Text | undefined {
  const { at } = piece;
  if (/^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(text)) return { text: text.toLowerCase(), at };
  const expected = ['02:00:00:00:00:01'];
  return reading.report(
    badValue({ at, label: 'six bytes with colons', help: `write it like ${expected[0]}`, expected }),
  );
}
