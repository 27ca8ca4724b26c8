// Verifies tutorials that were saved, one after the other, and tells how it went.
import { faultOf, type Io } from './io.ts';

/** A queue of tutorials to verify. */
export class Verifications {
  readonly #verify: (file: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  #running: Promise<void> | undefined;

  /** `out` is where the evidence is kept; `tell` is given how it goes and went, as text. */
  constructor(out: string, io: Io, tell: (text: string) => void) {
    this.#verify = async (file) => {
      tell(`${file}: verifying in a sandbox …`);
      tell(await verified(file, out, io));
    };
  }

  /** Verifies these as well, once each however often they are saved meanwhile. */
  add(files: readonly string[]): void {
    for (const file of files) this.#waiting.add(file);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async end(): Promise<void> {
    this.#waiting.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const file of this.#waiting) {
      this.#waiting.delete(file);
      await this.#verify(file);
    }
  }
}

/** All that `netgen verify` says of a tutorial. */
async function verified(file: string, out: string, { columns: _, ...io }: Io): Promise<string> {
  const { verify } = await import('./verify.ts');
  let said = '';
  const say = (text: string) => {
    said += text;
  };
  try {
    await verify([file], { format: 'human', out }, { ...io, out: say, err: say, colour: { out: false, err: false } });
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    say(`netgen: ${fault.message}\n`);
  }
  return said;
}
