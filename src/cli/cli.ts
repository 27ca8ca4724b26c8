// The command line: names, options and help texts. What a command does is in commands/NAME.ts, imported when it is asked for.
import { Argument, Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { type ExitCode, exitCode, faultOf, type Io, processIo } from './io.ts';
import {
  examples,
  formatOption,
  generatedOption,
  kernelOption,
  outOption,
  tutorial,
  tutorials,
  uplinksOption,
  vmOption,
} from './options.ts';
import { outliveStreams } from './process-streams.ts';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly takes: readonly (Argument | Option)[];
  readonly examples: readonly string[];
  /** It draws most of what it is given. */
  readonly draws?: true;
  /** Loads what is called with the arguments, the options if the command takes any, and the `Io`; it gives the exit code. */
  readonly load: () => Promise<(...given: never[]) => Promise<number>>;
}

const title = () => new Option('--title <text>', 'what the site is called');
const lab = (text = 'which lab, if there are several') => new Option('--lab <name>', text);
const step = () => new Option('--step <step>', 'the lab as it stands after this step (default: the last)');

const commands: readonly CommandEntry[] = [
  {
    name: 'build',
    summary: 'write scripts, Ansible role, checks and docs',
    description: 'Compiles tutorials into scripts, an Ansible role, Bats checks and annotated docs. Executes nothing.',
    takes: [
      tutorials(),
      outOption('where to write'),
      new Option('--check', 'write nothing; fail and show a diff if what is there is not what would be written'),
      lab('only tutorials that hold this lab'),
      new Option('--watch', 'build again whenever a tutorial changes, until Ctrl-C').conflicts('check'),
      formatOption(),
    ],
    examples: ['netgen build tutorials/', 'netgen build lesson.md --out lab', 'netgen build tutorials/ --check'],
    draws: true,
    load: async () => (await import('./commands/build.ts')).build,
  },
  {
    name: 'site',
    summary: 'write a static site of the lessons',
    description:
      'Writes the lessons as web pages with their scripts to download, search and two languages side by side. The pages ask for nothing beyond the folder: they work from any server, below any path, and opened from a disk.',
    takes: [tutorials(), outOption('where to write', 'site'), title(), generatedOption()],
    examples: ['netgen site tutorials/', "netgen site tutorials/ --out public --title 'Our labs'"],
    draws: true,
    load: async () => (await import('./commands/site.ts')).site,
  },
  {
    name: 'serve',
    summary: 'show the site while you write',
    description:
      'Serves the site of the lessons on this machine alone. When a tutorial is saved, it is built again and the browser shows it; problems are shown in the page. Writes no file but, with --verify, what netgen verify keeps. Ends with Ctrl-C.',
    takes: [
      tutorials(),
      new Option('--port <number>', 'where to listen; 0 takes any that is free').default(8640).argParser(Number),
      title(),
      new Option(
        '--verify',
        'run the labs of a tutorial in a sandbox when it is saved, with all that its author wrote',
      ),
      generatedOption(),
    ],
    examples: ['netgen serve tutorials/', 'netgen serve lesson.md --port 0 --verify'],
    draws: true,
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'check',
    summary: 'report problems, and whether checks will hold',
    description:
      'Reads tutorials and reports every problem at its place, and of their checks how many will hold, as the way of the packets is foretold. Executes nothing; writes nothing but, with --fix, the tutorials.',
    takes: [
      tutorials(),
      outOption('where the outputs are, with the evidence of netgen verify'),
      new Option('--each', 'say of each check whether it holds, will not hold, or cannot be known, and why'),
      new Option('--fix', 'make the edits that mend a problem and bring none, and show them').conflicts('format'),
      formatOption(),
    ],
    examples: [
      'netgen check tutorials/',
      'netgen check lesson.md --each',
      'netgen check lesson.md --fix',
      'netgen check lesson.md --format sarif > netgen.sarif',
    ],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'verify',
    summary: 'run labs in a sandbox and ask their checks',
    description:
      'Sets each lab up in a sandbox with a network and files of its own, asks the checks of every step, takes it down, and looks for anything left behind. Keeps what it has found in evidence.json, and brings the pages up to date that tell of it. Runs what the author wrote: run as an ordinary user what you do not trust, since as root a sandbox guards against accidents, not against malice. Linux only.',
    takes: [
      tutorials(),
      lab('only this lab'),
      new Option('--stale', 'only labs that have changed since they were verified, or never were'),
      outOption('where the outputs are; evidence is kept of tutorials that are built there'),
      new Option(
        '--mutate',
        'make the lab wrong by one thing after the other, and tell what no check notices',
      ).conflicts('uplinks'),
      vmOption(),
      kernelOption(),
      uplinksOption(),
      new Option('--format <format>', 'how to report').choices(['human', 'json', 'junit', 'github']).default('human'),
    ],
    examples: [
      'netgen verify tutorials/',
      'netgen verify lesson.md --format junit > verify.xml',
      'netgen verify lesson.md --vm',
    ],
    load: async () => (await import('./commands/verify/verify.ts')).verify,
  },
  {
    name: 'update',
    summary: 'write into lessons what their commands print now',
    description:
      'Runs the commands of the console fences in the sandboxes of their labs, and rewrites the output that no longer fits: only these lines of your Markdown, and the elisions in them are kept. Linux only.',
    takes: [
      tutorials(),
      new Option('--check', 'write nothing; fail and show a diff if something would be written'),
      new Option('--fill', 'also give output to commands that have none'),
      uplinksOption(),
    ],
    examples: ['netgen update lesson.md', 'netgen update tutorials/ --check'],
    load: async () => (await import('./commands/update.ts')).update,
  },
  {
    name: 'try',
    summary: 'a shell inside a lab, gone on exit',
    description: 'Sets a lab up in a sandbox and opens a shell in it. All is gone when the shell ends. Linux only.',
    takes: [
      tutorial(),
      lab(),
      new Option('--until <step>', 'stop after this step (default: the last)'),
      uplinksOption(),
    ],
    examples: ['netgen try lesson.md', "echo 'ip -all netns exec ip route' | netgen try lesson.md"],
    load: async () => (await import('./commands/try.ts')).tryLab,
  },
  {
    name: 'inspect',
    summary: 'show a lab with every name resolved and every default filled',
    description: 'Shows what netgen understood: nodes, interfaces, addresses, segments and routes.',
    takes: [
      tutorial(),
      lab('one lab of several'),
      step(),
      new Option('--format <format>', 'how to show it').choices(['human', 'json']).default('human'),
    ],
    examples: ['netgen inspect lesson.md', "netgen inspect lesson.md --step 1 --format json | jq '.labs[0].nodes'"],
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  {
    name: 'trace',
    summary: 'follow a packet through a lab, and its answer',
    description:
      'Foretells whether one node reaches another, from what the lab says and from what a Linux kernel does with it: each node on the way there and back, with the routes, translations and firewall rules that decide, who answers ARP or NDP, and where the packet dies. Runs nothing.',
    takes: [
      tutorial(),
      new Argument('<from>', 'who asks: NODE, or NODE:INTERFACE to leave by that'),
      new Argument('<to>', 'who is asked: NODE, NODE:INTERFACE, an address, or outside'),
      new Argument('[service]', 'tcp/PORT or udp/PORT, where somebody is taken to listen (default: a ping)'),
      lab(),
      step(),
      new Option('--over <family>', 'of the families that both have').choices(['ipv4', 'ipv6']),
      new Option('--length <bytes>', 'of the packet, with its IP header').argParser(Number),
      new Option('--format <format>', 'how to show it').choices(['text', 'json', 'svg']).default('text'),
    ],
    examples: [
      'netgen trace lesson.md h1 web tcp/80',
      'netgen trace lesson.md h1 10.0.2.1 --step 1 --format json',
      'netgen trace lesson.md h1 web --format svg > way.svg',
    ],
    draws: true,
    load: async () => (await import('./commands/trace.ts')).trace,
  },
  {
    name: 'graph',
    summary: 'print the diagram of a lab',
    description:
      'Prints the diagram of a lab: as SVG, in plain characters, or for Mermaid or Graphviz. What the step has changed is marked.',
    takes: [
      tutorial(),
      lab(),
      step(),
      new Option('--format <format>', 'the form (default: ascii on a terminal, else svg)').choices([
        'svg',
        'ascii',
        'mermaid',
        'dot',
      ]),
    ],
    examples: ['netgen graph lesson.md', 'netgen graph lesson.md --step 1 --format svg > step-1.svg'],
    draws: true,
    load: async () => (await import('./commands/graph.ts')).graph,
  },
  {
    name: 'explain',
    summary: 'say what a diagnostic or a word means, with examples',
    description:
      'Prints the page of a diagnostic (what is wrong, why it matters, examples) or of a word of the language (what it is, a lab with it and its commands). Without a name: the list of diagnostics.',
    takes: [new Argument('[name]', 'the word in the brackets, error[duplicate-address], or a word of topology blocks')],
    examples: ['netgen explain duplicate-address', 'netgen explain routes', 'netgen explain'],
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of the topology block',
    description: 'Prints the JSON Schema of the topology block, for editors and other tools.',
    takes: [],
    examples: ['netgen schema > topology.schema.json'],
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    name: 'init',
    summary: 'write a small tutorial to start from',
    description: 'Writes a small tutorial that builds. Never overwrites a file.',
    takes: [new Argument('[file]', 'the tutorial to write').default('tutorial.md')],
    examples: ['netgen init', 'netgen init tutorials/first-lab.md'],
    load: async () => (await import('./commands/init.ts')).init,
  },
];

/** Adds a command to the program; `done` takes the exit code, and `try` passes on that of a shell. */
function add(program: Command, entry: CommandEntry, io: Io, done: (code: number) => void): void {
  const { name, summary, description, takes, load } = entry;
  const command = program
    .command(name)
    .summary(summary)
    .description(description)
    .addHelpText('after', examples(...entry.examples));
  for (const each of takes) {
    if (each instanceof Option) command.addOption(each);
    else command.addArgument(each);
  }
  command.action(async (...given: unknown[]) => {
    // The last that is given is the command itself, the one before its options.
    const wanted = given.slice(0, command.options.length > 0 ? -1 : -2);
    // In dist/ a thread, which loads ELK while the command is loaded.
    const elk = entry.draws && new (await import('elkjs/lib/elk.bundled.js')).default({ algorithms: ['layered'] });
    const run = await load();
    if (elk) (await import('../outputs/drawing/layout.ts')).layOutBy(elk);
    done(await run(...([...wanted, io] as never[])));
  });
}

/** The whole command line; each action hands its exit code to `done`. */
export function commandLine(io: Io, done: (code: number) => void): Command {
  const program = new Command('netgen')
    .description('Compiles Markdown networking tutorials with topology blocks into labs that run.')
    .version(packageJson.version, '--version', 'print the version')
    .helpOption('--help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .addHelpText(
      'after',
      `${examples('netgen init lesson.md', 'netgen build lesson.md', 'netgen verify lesson.md')}
Exit codes: 0 fine, 1 problems found, 2 wrong usage, 3 this machine cannot, 70 a bug in netgen.
`,
    );
  for (const entry of commands) add(program, entry, io, done);
  for (const command of program.commands) {
    command.copyInheritedSettings(program).showHelpAfterError(`(netgen ${command.name()} --help shows how)`);
  }
  return program.showHelpAfterError('(netgen --help lists the commands)');
}

function bugReport(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.err(`netgen: this is a bug in netgen: ${text}
Please report it with this command, the tutorial, and the following line:
  netgen ${packageJson.version}, Node ${process.versions.node}, ${process.platform}; arguments: ${argv.join(' ')}
`);
  if (io.environment['NETGEN_DEBUG'] && error instanceof Error) io.err(`${error.stack}\n`);
  else io.err('NETGEN_DEBUG=1 in the environment shows where it happened.\n');
  return exitCode.bug;
}

/** Runs one command line. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.fine;
  try {
    const program = commandLine(io, (given) => {
      code = given;
    });
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
    const fault = faultOf(error);
    if (fault === undefined) return bugReport(error, argv, io);
    io.err(`netgen: ${fault.message}\n`);
    return fault.code;
  }
}

/** Runs the command line of this process; `worker` is the script of its worker threads. */
export async function runProcess(worker?: string): Promise<void> {
  const { gone, end } = outliveStreams();
  try {
    end(await run(process.argv.slice(2), { ...processIo(), gone, ...(worker && { worker }) }));
  } catch (error) {
    // In a folder that is gone there is no world to run in.
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    process.stderr.write(`netgen: ${fault.message}\n`);
    end(fault.code);
  }
}
