// A command line of the author's as words: its own where the shell would see nothing else in it, else a text for the shell.
import type { Netns } from '../2-model/lab.ts';
import { type Command, inside } from './command.ts';
import { firstProgram } from './programs.ts';
import type { Need } from './resource.ts';

/** A word that the shell takes as it stands, in single quotes, or in double quotes with nothing to fill in. */
const word = /([A-Za-z0-9_@%+=:,./-]+)|'([^'\n]*)'|"([^"$`\\!\n]*)"/y;

function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let end = 0;
  while (end < line.length) {
    word.lastIndex = end;
    const found = word.exec(line);
    if (found === null) return undefined;
    words.push(found.slice(1).find((text) => text !== undefined) ?? '');
    end = word.lastIndex;
    const blanks = /^(?: +|$)/.exec(line.slice(end))?.[0];
    if (blanks === undefined) return undefined;
    end += blanks.length;
  }
  return words;
}

/** The first word must be a program: the shell's own words need the shell. */
export function commandWords(text: string): string[] {
  const line = text.trim();
  const words = wordsOf(line);
  const simple = words !== undefined && firstProgram(line) !== undefined && !words[0]?.includes('=');
  return simple ? words : ['bash', '-c', text];
}

/** Such a line, run where a node lives. */
export const authored = (netns: Netns, text: string): Command => inside(netns, ...commandWords(text));

/** The programs that the machine needs for such lines. */
export const programsOf = (...texts: readonly (string | undefined)[]): Need[] =>
  texts.flatMap((text) => {
    const name = text === undefined ? undefined : firstProgram(text);
    return name === undefined ? [] : [{ is: 'command', name }];
  });
