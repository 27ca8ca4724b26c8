// Reads what comes over the port of a virtual machine: see agent.bash and machine.bash, which write it.

/** An answer, or a word of its own accord: `what` is the first word of a line, `out` and `err` the output that follows a `done`. */
export interface Message {
  readonly what: string;
  readonly words: readonly string[];
  readonly out: string;
  readonly err: string;
}

const lineEnd = 0x0a;

/** Takes bytes as they come, and gives messages as they are whole. */
export class PortReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** The messages that these bytes complete. */
  read(chunk: Buffer): Message[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const messages: Message[] = [];
    for (let next = this.#take(); next !== undefined; next = this.#take()) messages.push(next);
    return messages;
  }

  #take(): Message | undefined {
    const end = this.#bytes.indexOf(lineEnd);
    if (end < 0) return undefined;
    const [what = '', ...words] = this.#bytes.toString('utf8', 0, end).split(' ');
    const [out, err] = (what === 'done' ? words.slice(2, 4) : []).map(Number);
    const start = end + 1;
    const middle = start + (out ?? 0);
    const stop = middle + (err ?? 0);
    if (this.#bytes.length < stop) return undefined;
    const text = (from: number, to: number) => this.#bytes.toString('utf8', from, to);
    const message = { what, words, out: text(start, middle), err: text(middle, stop) };
    this.#bytes = this.#bytes.subarray(stop);
    return message;
  }
}
