// Verifies tutorials that were saved, one after the other, and tells how it went.
import { EnvironmentError, type Io, UsageError } from './io.ts';

/** A queue of tutorials to verify. */
export class Verifications {
  readonly #out: string;
  readonly #io: Io;
  readonly #tell: (text: string) => void;
  readonly #waiting = new Set<string>();
  #running: Promise<void> | undefined;

  /** `out` is where the evidence is kept; `tell` is given how it goes and went, as text. */
  constructor(out: string, io: Io, tell: (text: string) => void) {
    this.#out = out;
    this.#io = io;
    this.#tell = tell;
  }

  /** Verifies these as well, once each however often they are saved meanwhile. */
  add(files: readonly string[]): void {
    for (const file of files) this.#waiting.add(file);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Waits for the one that runs, and takes no other. */
  async end(): Promise<void> {
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const file of this.#waiting) {
      this.#waiting.delete(file);
      this.#tell(`${file}: verifying in a sandbox …`);
      this.#tell(await this.#verify(file));
    }
  }

  async #verify(file: string): Promise<string> {
    const { verify } = await import('./verify.ts');
    let said = '';
    const say = (text: string) => {
      said += text;
    };
    try {
      const { columns: _, ...io } = this.#io;
      const quiet = { ...io, out: say, err: say, colour: { out: false, err: false } };
      await verify([file], { format: 'human', out: this.#out }, quiet);
      return said;
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
      return `${said}netgen: ${error.message}\n`;
    }
  }
}
