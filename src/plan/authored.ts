// A command line of the author's: the program that it begins with, which the machine must have before the first change; and its words.
import type { Netns } from '../model/lab.ts';
import { type Command, inside } from './command.ts';
import type { Need } from './resource.ts';

/** What bash takes before it looks for a program: reserved words and builtins (bash(1), `compgen -k`, `compgen -b`). */
const ofTheShell: ReadonlySet<string> = new Set(
  `if then else elif fi case esac for select while until do done in function time coproc
  alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable eval
  exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read
  readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset
  wait`.split(/\s+/),
);

/** Words that leave the search for a program to what follows: `A=1 dnsmasq`, `exec dnsmasq`. */
const before = /^(?:[A-Za-z_][A-Za-z0-9_]*=[^\s"'`$\\;|&<>()]*\s+|exec\s+)*/;

/** A word that is searched for on PATH as it stands, up to where a word of the shell ends. No path, no quotes, no function. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._+-]*(?=[\s;|&<>]|$)/;

/** The program that `bash -c COMMAND` looks for first on PATH; undefined where nobody can tell, or another way follows (`||`). */
export function firstProgram(command: string): string | undefined {
  const line = command.trim();
  const [name] = plainName.exec(line.slice(before.exec(line)?.[0].length ?? 0)) ?? [];
  // Digits alone are the number of what is redirected: `2>log dnsmasq`.
  if (name === undefined || /^\d+$/.test(name) || ofTheShell.has(name) || line.includes('||')) return undefined;
  return name;
}

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

/** A line as words: its own where the shell would see nothing else in it, else a text for the shell, whose own words need it. It starts in `folder`. */
export function commandWords(text: string, folder?: string): string[] {
  if (folder !== undefined) return ['env', `--chdir=${folder}`, ...commandWords(text)];
  const line = text.trim();
  const words = wordsOf(line);
  const simple = words !== undefined && firstProgram(line) !== undefined && !words[0]?.includes('=');
  return simple ? words : ['bash', '-c', text];
}

/** Such a line, run where a node lives. */
export const authored = (netns: Netns, text: string, folder?: string): Command =>
  inside(netns, ...commandWords(text, folder));

/** Programs by their paths, where packages alone put them. */
const installed = /(?:^|[;&]|\bexec)\s*(\/usr\/[A-Za-z0-9._+/-]+)(?=[\s;|&<>]|$)/g;

/** The programs that the machine needs for such lines. */
export const programNeeds = (...texts: readonly (string | undefined)[]): Need[] =>
  texts.flatMap((text = '') => {
    const paths = text.includes('||') ? [] : [...text.matchAll(installed)].map(([, path]) => path);
    return [firstProgram(text), ...paths].flatMap((name): Need[] => (name ? [{ is: 'command', name }] : []));
  });
