// The command line: names, options and help texts. What a command does is in commands/NAME.ts, imported when it is asked for.
import { Argument, Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import {
  EnvironmentError,
  type ExitCode,
  exitCode,
  type Io,
  processIo,
  systemReason,
  UsageError,
} from './commands/io.ts';
import { defaultOut } from './commands/output-folder.ts';
import { outliveStreams } from './commands/process-streams.ts';
import {
  examples,
  formatOption,
  generatedOption,
  kernelOption,
  readFolder,
  tutorials,
  uplinksOption,
  vmOption,
} from './options.ts';

/** Takes the exit code of a command. `try` passes on that of a shell. */
type Done = (code: number) => void;

function addBuild(program: Command, io: Io, done: Done): void {
  program
    .command('build')
    .summary('write scripts, Ansible role, checks and docs')
    .description('Compiles tutorials into scripts, an Ansible role, Bats checks and annotated docs. Executes nothing.')
    .addArgument(tutorials())
    .option('--out <folder>', 'where to write', readFolder, defaultOut)
    .option('--check', 'write nothing; fail and show a diff if what is there is not what would be written')
    .option('--lab <name>', 'only tutorials that hold this lab')
    .addOption(new Option('--watch', 'build again whenever a tutorial changes, until Ctrl-C').conflicts('check'))
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples('netgen build tutorials/', 'netgen build lesson.md --out lab', 'netgen build tutorials/ --check'),
    )
    .action(async (paths, options) => done(await (await import('./commands/build.ts')).build(paths, options, io)));
}

function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('report problems, write nothing')
    .description('Reads tutorials and reports every problem at its place. Writes and executes nothing.')
    .addArgument(tutorials())
    .option('--out <folder>', 'where the outputs are, with the evidence of netgen verify', readFolder, defaultOut)
    .addOption(formatOption())
    .addHelpText('after', examples('netgen check tutorials/', 'netgen check lesson.md --format sarif > netgen.sarif'))
    .action(async (paths, options) => done(await (await import('./commands/check.ts')).check(paths, options, io)));
}

function addVerify(program: Command, io: Io, done: Done): void {
  program
    .command('verify')
    .summary('run labs in a sandbox and ask their checks')
    .description(
      'Sets each lab up in a sandbox with a network and files of its own, asks the checks of every step, takes it down, and looks for anything left behind. Keeps what it has found in evidence.json, and brings the pages up to date that tell of it. Runs what the author wrote: run as an ordinary user what you do not trust, since as root a sandbox guards against accidents, not against malice. Linux only.',
    )
    .addArgument(tutorials())
    .option('--lab <name>', 'only this lab')
    .option('--stale', 'only labs that have changed since they were verified, or never were')
    .option(
      '--out <folder>',
      'where the outputs are; evidence is kept of tutorials that are built there',
      readFolder,
      defaultOut,
    )
    .addOption(
      new Option(
        '--mutate',
        'make the lab wrong by one thing after the other, and tell what no check notices',
      ).conflicts('uplinks'),
    )
    .addOption(vmOption())
    .addOption(kernelOption())
    .addOption(uplinksOption())
    .addOption(
      new Option('--format <format>', 'how to report').choices(['human', 'json', 'junit', 'github']).default('human'),
    )
    .addHelpText(
      'after',
      examples(
        'netgen verify tutorials/',
        'netgen verify lesson.md --format junit > verify.xml',
        'netgen verify lesson.md --vm',
      ),
    )
    .action(async (paths, options) => done(await (await import('./commands/verify.ts')).verify(paths, options, io)));
}

function addUpdate(program: Command, io: Io, done: Done): void {
  program
    .command('update')
    .summary('write into lessons what their commands print now')
    .description(
      'Runs the commands of the console fences in the sandboxes of their labs, and rewrites the output that no longer fits: only these lines of your Markdown, and the elisions in them are kept. Linux only.',
    )
    .addArgument(tutorials())
    .option('--check', 'write nothing; fail and show a diff if something would be written')
    .option('--fill', 'also give output to commands that have none')
    .addOption(uplinksOption())
    .addHelpText('after', examples('netgen update lesson.md', 'netgen update tutorials/ --check'))
    .action(async (paths, options) => done(await (await import('./commands/update.ts')).update(paths, options, io)));
}

function addTry(program: Command, io: Io, done: Done): void {
  program
    .command('try')
    .summary('a shell inside a lab, gone on exit')
    .description('Sets a lab up in a sandbox and opens a shell in it. All is gone when the shell ends. Linux only.')
    .addArgument(new Argument('<file>', 'a tutorial'))
    .option('--lab <name>', 'which lab, if there are several')
    .option('--until <step>', 'stop after this step (default: the last)')
    .addOption(uplinksOption())
    .addHelpText('after', examples('netgen try lesson.md', "echo 'ip -all netns exec ip route' | netgen try lesson.md"))
    .action(async (file, options) => done(await (await import('./commands/try.ts')).tryLab(file, options, io)));
}

function addInspect(program: Command, io: Io, done: Done): void {
  program
    .command('inspect')
    .summary('show a lab with every name resolved and every default filled')
    .description('Shows what netgen understood: nodes, interfaces, addresses, segments and routes.')
    .addArgument(new Argument('<file>', 'a tutorial'))
    .option('--lab <name>', 'one lab of several')
    .option('--step <step>', 'the lab as it stands after this step (default: the last)')
    .addOption(new Option('--format <format>', 'how to show it').choices(['human', 'json']).default('human'))
    .addHelpText(
      'after',
      examples('netgen inspect lesson.md', "netgen inspect lesson.md --step 1 --format json | jq '.labs[0].nodes'"),
    )
    .action(async (file, options) => done(await (await import('./commands/inspect.ts')).inspect(file, options, io)));
}

function addGraph(program: Command, io: Io, done: Done): void {
  program
    .command('graph')
    .summary('print the diagram of a lab')
    .description(
      'Prints the diagram of a lab: as SVG, in plain characters, or for Mermaid or Graphviz. What the step has changed is marked.',
    )
    .addArgument(new Argument('<file>', 'a tutorial'))
    .option('--lab <name>', 'which lab, if there are several')
    .option('--step <step>', 'the lab as it stands after this step (default: the last)')
    .addOption(
      new Option('--format <format>', 'the form (default: ascii on a terminal, else svg)').choices([
        'svg',
        'ascii',
        'mermaid',
        'dot',
      ]),
    )
    .addHelpText(
      'after',
      examples('netgen graph lesson.md', 'netgen graph lesson.md --step 1 --format svg > step-1.svg'),
    )
    .action(async (file, options) => done(await (await import('./commands/graph.ts')).graph(file, options, io)));
}

function addExplain(program: Command, io: Io, done: Done): void {
  program
    .command('explain')
    .summary('say what a diagnostic or a word means, with examples')
    .description(
      'Prints the page of a diagnostic (what is wrong, why it matters, examples) or of a word of the language (what it is, a lab with it and its commands). Without a name: the list of diagnostics.',
    )
    .addArgument(
      new Argument('[name]', 'the word in the brackets, error[duplicate-address], or a word of topology blocks'),
    )
    .addHelpText('after', examples('netgen explain duplicate-address', 'netgen explain routes', 'netgen explain'))
    .action(async (name) => done(await (await import('./commands/explain.ts')).explain(name, io)));
}

function addSchema(program: Command, io: Io, done: Done): void {
  program
    .command('schema')
    .summary('print the JSON Schema of the topology block')
    .description('Prints the JSON Schema of the topology block, for editors and other tools.')
    .addHelpText('after', examples('netgen schema > topology.schema.json'))
    .action(async () => done(await (await import('./commands/schema.ts')).schema(io)));
}

function addInit(program: Command, io: Io, done: Done): void {
  program
    .command('init')
    .summary('write a small tutorial to start from')
    .description('Writes a small tutorial that builds. Never overwrites a file.')
    .addArgument(new Argument('[file]', 'the tutorial to write').default('tutorial.md'))
    .addHelpText('after', examples('netgen init', 'netgen init tutorials/first-lab.md'))
    .action(async (file) => done(await (await import('./commands/init.ts')).init(file, io)));
}

function addSite(program: Command, io: Io, done: Done): void {
  program
    .command('site')
    .summary('write a static site of the lessons')
    .description(
      'Writes the lessons as web pages with their scripts to download, search and two languages side by side. The pages ask for nothing beyond the folder: they work from any server, below any path, and opened from a disk.',
    )
    .addArgument(tutorials())
    .option('--out <folder>', 'where to write', readFolder, 'site')
    .option('--title <text>', 'what the site is called')
    .addOption(generatedOption())
    .addHelpText('after', examples('netgen site tutorials/', "netgen site tutorials/ --out public --title 'Our labs'"))
    .action(async (paths, options) => done(await (await import('./commands/site.ts')).site(paths, options, io)));
}

function addServe(program: Command, io: Io, done: Done): void {
  program
    .command('serve')
    .summary('show the site while you write')
    .description(
      'Serves the site of the lessons on this machine alone. When a tutorial is saved, it is built again and the browser shows it; problems are shown in the page. Writes no file but, with --verify, what netgen verify keeps. Ends with Ctrl-C.',
    )
    .addArgument(tutorials())
    .addOption(
      new Option('--port <number>', 'where to listen; 0 takes any that is free').default(8640).argParser(Number),
    )
    .option('--title <text>', 'what the site is called')
    .option('--verify', 'run the labs of a tutorial in a sandbox when it is saved, with all that its author wrote')
    .addOption(generatedOption())
    .addHelpText('after', examples('netgen serve tutorials/', 'netgen serve lesson.md --port 0 --verify'))
    .action(async (paths, options) => done(await (await import('./commands/serve.ts')).serve(paths, options, io)));
}

/** The whole command line; each action hands its exit code to `done`. */
export function commandLine(io: Io, done: Done): Command {
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
  for (const add of [
    addBuild,
    addSite,
    addServe,
    addCheck,
    addVerify,
    addUpdate,
    addTry,
    addInspect,
    addGraph,
    addExplain,
    addSchema,
    addInit,
  ])
    add(program, io, done);
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
    if (error instanceof UsageError) {
      io.err(`netgen: ${error.message}\n`);
      return exitCode.usage;
    }
    if (error instanceof EnvironmentError) {
      io.err(`netgen: ${error.message}\n`);
      return exitCode.environment;
    }
    const reason = systemReason(error);
    if (reason === undefined) return bugReport(error, argv, io);
    const { path = 'this machine' } = error as NodeJS.ErrnoException;
    io.err(`netgen: ${path}: ${reason}\n`);
    return exitCode.environment;
  }
}

/** The world of this process; none in a folder that is gone: that is told. */
function world(): Io | undefined {
  try {
    return processIo();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`netgen: ${error.message}\n`);
    return undefined;
  }
}

/** Runs the command line of this process; `worker` is the script of its worker threads. */
export async function runProcess(worker?: string): Promise<void> {
  const { gone, end } = outliveStreams();
  const io = world();
  end(io ? await run(process.argv.slice(2), { ...io, gone, ...(worker && { worker }) }) : exitCode.environment);
}
