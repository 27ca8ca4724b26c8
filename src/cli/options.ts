// The arguments and options that a command line is made of; what several commands have is here once.
import { Argument, InvalidArgumentError, Option } from 'commander';
import { defaultOut } from './output-folder.ts';

const formats = ['human', 'json', 'github', 'sarif', 'junit'];

/** How problems are reported. */
export const formatOption = () => new Option('--format <format>', 'how to report').choices(formats).default('human');

/** What a command compiles. */
export const tutorials = () => new Argument('<path...>', 'tutorials (.md), or folders that hold some');

export const tutorial = () => new Argument('<file>', 'a tutorial');

/** A folder. An empty name, which is an unset variable of a script, would stand for the current one. */
function folderOption(flags: string, text: string, value: string): Option {
  return new Option(flags, text).default(value).argParser((name) => {
    if (name === '') throw new InvalidArgumentError('It is empty; the current folder is called .');
    return name;
  });
}

export const outOption = (text: string, value = defaultOut) => folderOption('--out <folder>', text, value);

/** Where evidence is, for commands that write pages elsewhere or nowhere. */
export const generatedOption = () =>
  folderOption('--generated <folder>', 'where netgen build writes, with the evidence of netgen verify', defaultOut);

/** The end of a help text. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}

export const uplinksOption = () =>
  new Option(
    '--uplinks <names>',
    'interfaces that lead out of the sandbox (default: those that the lab names)',
  ).argParser((names: string) => names.split(','));

/** Another kernel than the one that runs: see onMachine. */
export const vmOption = () =>
  new Option(
    '--vm',
    "in a virtual machine, for what this machine's kernel lacks (x86-64; needs qemu and a kernel of /boot)",
  );

export const kernelOption = () =>
  new Option(
    '--kernel <file>',
    'its kernel: an image with its modules (vmlinuz-…), or a Debian package of both (linux-image-….deb)',
  ).implies({ vm: true });
