// netgen serve: the site while its author works. Writes nothing but, with --verify, what netgen verify keeps.

import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { reports } from '../../report/index.ts';
import { LiveSite } from '../../serve/live-site.ts';
import { type LiveServer, startServer } from '../../serve/server.ts';
import { EnvironmentError, type ExitCode, exitCode, faultOf, type Io, UsageError } from '../io.ts';
import { BuildCache, buildTutorials, siteLessonOf } from '../tutorials/build.ts';
import { findTutorials } from '../tutorials/find.ts';
import { reportTo } from '../tutorials/load.ts';
import { watchTutorials } from '../tutorials/watch.ts';

interface ServeOptions {
  readonly port: number;
  readonly title?: string;
  readonly verify?: boolean;
  /** The folder of `netgen build`, where the evidence of verifications is kept. */
  readonly generated: string;
}

/** A queue of tutorials to verify. */
class Verifications {
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

async function verified(file: string, out: string, { columns: _, ...io }: Io): Promise<string> {
  const { verify } = await import('./verify/verify.ts');
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

async function start(port: number, site: LiveSite): Promise<LiveServer> {
  try {
    return await startServer(port, site);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be had (${code})`;
    throw new EnvironmentError(`port ${port} ${reason}; give another with --port, or --port 0 for any`);
  }
}

function roundsOf(paths: readonly string[], out: string, io: Io, site: LiveSite): () => Promise<readonly string[]> {
  const cache = new BuildCache();
  // Files that are no tutorials are told of by netgen build; here they would be told of at every save.
  const quiet = { ...io, err: () => undefined };
  return async () => {
    const started = performance.now();
    const built = await buildTutorials(paths, out, { files: 'all' }, quiet, cache);
    if (built.changed.length === 0) return [];
    site.update({
      lessons: built.built.flatMap((each) => siteLessonOf(each) ?? []),
      tutorials: findTutorials(paths, io.folder).map(({ file }) => file),
      errors: hasErrors(built.diagnostics),
      report: reports.human(built.diagnostics, built.sources, { colour: false }),
    });
    site.prepare();
    reportTo(io, 'human', built);
    const time = Math.round(performance.now() - started);
    io.err(`${built.changed.length === 1 ? built.changed[0] : `${built.changed.length} tutorials`}: ${time} ms\n`);
    return built.changed;
  };
}

/** Serves the site of the tutorials that `paths` stand for until `io.stop` or Ctrl-C. */
export async function serve(paths: readonly string[], options: ServeOptions, io: Io): Promise<ExitCode> {
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535) {
    throw new UsageError('a port is a number from 0 to 65535');
  }
  const site = new LiveSite(`${process.pid}-${Date.now()}`, options.title);
  const nextRound = roundsOf(paths, options.generated, io, site);
  let server: LiveServer | undefined;
  const verifications = new Verifications(options.generated, io, (text) => {
    site.verification = text;
    server?.tell(site.news());
  });
  try {
    await watchTutorials(paths, options.generated, io, async () => {
      const changed = await nextRound();
      server?.tell(site.news());
      if (server !== undefined && options.verify) verifications.add(changed);
      if (server === undefined) {
        server = await start(options.port, site);
        io.out(`${server.url}\n`);
      }
    });
  } finally {
    await verifications.end();
    await server?.close();
  }
  return exitCode.fine;
}
