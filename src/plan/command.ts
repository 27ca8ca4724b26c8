// A command as a plan holds it: the words that a reader would type, and what stands for a value that only the machine knows.

/** A value that is known only where the lab runs. */
export type Placeholder =
  /** An interface that leads out of the machine. A command with it among its words is for each of them, or for the first alone. */
  | { readonly is: 'uplink'; readonly first?: true }
  /** In an nft text: all of them, as the members of a set, `"eth0", "eth1"`. */
  | { readonly is: 'uplinks' }
  /** What a setting of the machine was before the lab set it. */
  | { readonly is: 'before'; readonly setting: string }
  /** The process that was started under this name: see `Command.process`. */
  | { readonly is: 'process'; readonly name: string }
  /** A file that a command has kept: see `Command.keptAs`. */
  | { readonly is: 'kept'; readonly name: string }
  /** The WireGuard public key of the private one that is kept under this name. */
  | { readonly is: 'public key'; readonly of: string };

/** A word of a command line, not quoted; or what stands for one. */
export type Word = string | Placeholder;

/** Which tools came before `ip` and `nft`. */
export type OlderTools = 'netTools' | 'iptables';

/** What has no older form, and so stays as it is. */
export type Lack = 'namespaces' | 'cables' | 'routes' | 'labels';

/** How readers of old posts know a command: with ifconfig, route and brctl, or with iptables. */
export interface Older {
  readonly tools: OlderTools;
  /** Shell command lines in the place of the command, with `"$uplink"` for an uplink; missing where the command itself stays. */
  readonly lines?: readonly string[];
  readonly lack?: Lack;
}

/** One command: literally what is run, but for placeholders. */
export interface Command {
  readonly argv: readonly Word[];
  /** What it reads on its standard input, in pieces; the whole ends in a newline. */
  readonly stdin?: readonly Word[];
  /** Asked when the command's turn comes, and run in its place: where this succeeds, it is done already. */
  readonly unless?: readonly Word[];
  /** The command does not end: it is a process that runs as long as the lab, under this name (letters, digits, `-`, `_`). */
  readonly process?: string;
  /** What it prints is secret: only root may read it, in a file of this name. The scripts keep it with the record of the lab. */
  readonly keptAs?: string;
  readonly older?: Older;
}

/** A command on the machine. */
export const command = (...argv: readonly Word[]): Command => ({ argv });

/** Makes commands of a program of iproute2, which goes into a namespace by itself, or stays on the machine (null). */
const iproute2 =
  (program: string) =>
  (netns: string | null, ...words: readonly Word[]): Command => ({
    argv: netns === null ? [program, ...words] : [program, '-n', netns, ...words],
  });

export const ip = iproute2('ip');
export const bridgeCommand = iproute2('bridge');
export const tc = iproute2('tc');

/** Any other program, in a namespace or on the machine (null). */
export const inside = (netns: string | null, ...words: readonly Word[]): Command => ({
  argv: netns === null ? words : ['ip', 'netns', 'exec', netns, ...words],
});

/** A command without its older form, which is for the reader alone. */
export const asRun = ({ older: _, ...command }: Command): Omit<Command, 'older'> => command;

/** True if a command is for each uplink of the machine. */
export const isForEachUplink = ({ argv }: Command): boolean =>
  argv.some((word) => typeof word !== 'string' && word.is === 'uplink' && word.first !== true);

/** A word of a shell command: bare where no character is special and the word means nothing else, else in single quotes. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) && !reserved.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words that the grammar of bash reserves: no trouble as an argument, but they look like it. */
const reserved = /^(if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|coproc|time|in)$/;

function lineWord(word: Word): string {
  if (typeof word === 'string') return shellWord(word);
  if (word.is === 'kept') return shellWord(word.name);
  return word.is === 'public key' ? `"$(wg pubkey <${shellWord(word.of)})"` : `"$${word.is}"`;
}

/** A command as a line of shell; what only the machine knows is a variable, or in a file of the folder. */
export function commandLine({ argv, keptAs }: Command): string {
  const line = argv.map(lineWord).join(' ');
  return keptAs === undefined ? line : `(umask 077 && ${line} >${shellWord(keptAs)})`;
}
