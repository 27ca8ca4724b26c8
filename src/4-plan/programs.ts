// Which program a command line of the author's begins with: the machine must have it before the first change.

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

/**
 * The program that `bash -c COMMAND` looks for first on PATH; undefined where the first word is the shell's own, a path,
 * made at run time, or followed by another way (`||`).
 */
export function firstProgram(command: string): string | undefined {
  const line = command.trim();
  const [name] = plainName.exec(line.slice(before.exec(line)?.[0].length ?? 0)) ?? [];
  // Digits alone are the number of what is redirected: `2>log dnsmasq`.
  if (name === undefined || /^\d+$/.test(name) || ofTheShell.has(name) || line.includes('||')) return undefined;
  return name;
}
