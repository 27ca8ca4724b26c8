// A virtual machine that looks into this one's files, with a kernel of its own: what netgen runs in it goes over a virtio port.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  environment as guestEnvironment,
  type Held,
  type Machine,
  type Outcome,
  type RunOptions,
} from '../sandbox/machine.ts';
import { text as agentScript } from './agent.bash';
import { text as initScript } from './init.bash';
import { type Kernel, searchPath } from './kernel.ts';
import { text as machineScript } from './machine.bash';

/** The machine has ended, or has to be ended, before its work was done; the message says why. */
export class MachineLost extends Error {}

/** An emulated processor is many times slower: what has to be true after some seconds gets some more. */
const emulated = 6;

/** A machine that says nothing for so long, in milliseconds, hangs. The longest silence is its start on a busy processor. */
const silence = 150_000;

/** How much of what the kernel has printed is kept, in characters, and shown, in lines. */
const kept = 20_000;
const shown = 12;

interface Started {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stage: (text: string) => void;
}

/** What comes over the port: `what` is the first word of a line, `out` and `err` the output that follows a `done`. See agent.bash. */
interface Message {
  readonly what: string;
  readonly words: readonly string[];
  readonly out: string;
  readonly err: string;
}

/** Takes bytes as they come over the port, and gives messages as they are whole. */
export class PortReader {
  #bytes: Buffer = Buffer.alloc(0);

  read(chunk: Buffer): Message[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const messages: Message[] = [];
    for (let next = this.#take(); next !== undefined; next = this.#take()) messages.push(next);
    return messages;
  }

  #take(): Message | undefined {
    const end = this.#bytes.indexOf('\n');
    if (end < 0) return undefined;
    const [what = '', ...words] = this.#bytes.toString('utf8', 0, end).split(' ');
    const [out = 0, err = 0] = what === 'done' ? words.slice(2, 4).map(Number) : [];
    const middle = end + 1 + out;
    if (this.#bytes.length < middle + err) return undefined;
    const text = (from: number, to: number) => this.#bytes.toString('utf8', from, to);
    const message = { what, words, out: text(end + 1, middle), err: text(middle, middle + err) };
    this.#bytes = this.#bytes.subarray(middle + err);
    return message;
  }
}

/** The words of a command and of its environment, as the agent reads them: each ended by a zero. */
function wordsOf(command: readonly string[], own: RunOptions['environment'] = {}): Buffer {
  const variables = Object.entries({ ...guestEnvironment, ...own }).map(([name, value]) => `${name}=${value}`);
  return Buffer.from(['env', '-i', ...variables, ...command].map((word) => `${word}\0`).join(''));
}

/** Why a machine ended: the kernel's last words, if it had any. */
function lastWords(said: string): string {
  const lines = said.split(/\r?\n/).filter((line) => line.trim() !== '');
  const panic = lines.findIndex((line) => line.includes('Kernel panic'));
  // Before a panic stands why; behind it, where in the kernel.
  const last = panic < 0 ? lines.slice(-shown) : lines.slice(Math.max(0, panic + 1 - shown), panic + 1);
  return last.map((line) => `\n  | ${line}`).join('');
}

export class VirtualMachine implements Machine {
  readonly place = 'vm';
  readonly root = true;
  release = '';
  slowness = emulated;
  labsAtOnce = 1;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #reader = new PortReader();
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<
    string,
    { readonly settle: (message: Message) => void; readonly lose: (error: MachineLost) => void }
  >();
  readonly #tell: (stage: string) => void;
  #stage = 'starting';
  #said = '';
  #count = 0;
  #lost: MachineLost | undefined;
  #watchdog: NodeJS.Timeout | undefined;

  private constructor({ file, own }: Kernel, { environment, stage }: Started) {
    const words = ['bash', '-c', machineScript, 'machine', file, ...(own === undefined ? [] : [own.modules])];
    // Who ends this process takes the machine along, and the machine takes its files along.
    this.#child = spawn('setpriv', ['--pdeathsig', 'TERM', ...words], {
      env: { ...environment, PATH: searchPath(environment), NETGEN_INIT: initScript, NETGEN_AGENT: agentScript },
      stdio: 'pipe',
    });
    this.#tell = stage;
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => this.#lose(`cannot be started: ${error.message}`));
      this.#child.on('close', () => {
        this.#lose('has ended by itself');
        resolve();
      });
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#watch();
      for (const message of this.#reader.read(chunk)) this.#take(message);
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#watch();
      this.#said = `${this.#said}${chunk.toString('utf8')}`.slice(-kept);
    });
    // The machine may be gone before it has read all.
    this.#child.stdin.on('error', () => undefined);
    this.#watch();
  }

  /** Starts a machine, and waits until it takes commands. Throws MachineLost if it does not come to that. */
  static async start(kernel: Kernel, started: Started): Promise<VirtualMachine> {
    const machine = new VirtualMachine(kernel, started);
    await machine.#answer('ready');
    return machine;
  }

  async run(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const words = wordsOf(command, options.environment);
    const input = Buffer.from(options.input ?? '');
    const id = this.#next();
    const done = this.#answer(id);
    this.#send(`run ${id} ${words.length} ${input.length}`, words, input);
    return outcomeOf(await done);
  }

  async hold(command: readonly string[]): Promise<Held | Outcome> {
    const words = wordsOf(command);
    const id = this.#next();
    const stands = this.#answer(id);
    this.#send(`hold ${id} ${words.length}`, words);
    const first = await stands;
    if (first.what === 'done') return outcomeOf(first);
    // With the machine, all that it holds has ended.
    const ended = this.#answer(id).catch(() => undefined);
    const end = async (): Promise<void> => {
      this.#send(`end ${id}`);
      await ended;
    };
    return { pid: Number(first.words[1]), end };
  }

  /** Ends the machine, and waits until nothing is left of it. */
  async close(): Promise<void> {
    this.#lose('was ended');
    await this.#ended;
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count);
  }

  #send(line: string, ...parts: readonly Buffer[]): void {
    if (this.#lost === undefined) this.#child.stdin.write(Buffer.concat([Buffer.from(`${line}\n`), ...parts]));
  }

  #answer(id: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) reject(this.#lost);
      else this.#waiting.set(id, { settle: resolve, lose: reject });
    });
  }

  #take(message: Message): void {
    const [first = '', second = ''] = message.words;
    switch (message.what) {
      case 'stage':
        this.#stage = message.words.join(' ');
        this.#tell(this.#stage);
        return;
      case 'accelerator':
        this.slowness = first === 'kvm' ? 1 : emulated;
        this.labsAtOnce = 2 * Number(second);
        return;
      case 'ready':
        this.release = first;
        this.#settle('ready', message);
        return;
      case 'held':
      case 'done':
        this.#settle(first, message);
        return;
    }
  }

  #settle(id: string, message: Message): void {
    this.#waiting.get(id)?.settle(message);
    this.#waiting.delete(id);
  }

  /** Sees to it that a machine that hangs is ended. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#lost !== undefined) return;
    this.#watchdog = setTimeout(() => this.#lose(`has said nothing for ${silence / 1000} s`), silence);
  }

  #lose(why: string): void {
    if (this.#lost !== undefined) return;
    clearTimeout(this.#watchdog);
    const when = this.release === '' ? ` while ${this.#stage}` : '';
    this.#lost = new MachineLost(`the virtual machine ${why}${when}${lastWords(this.#said)}`);
    for (const { lose } of this.#waiting.values()) lose(this.#lost);
    this.#waiting.clear();
    this.#child.kill('SIGTERM');
  }
}

function outcomeOf({ words, out, err }: Message): Outcome {
  return { code: Number(words[1]), stdout: out, stderr: err };
}
