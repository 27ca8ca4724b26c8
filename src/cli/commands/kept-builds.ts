// What earlier runs of `netgen build` made of tutorials, kept in the user's cache: it need not be made again while it stands on the disk.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Built } from '../../compile.ts';
import { hashOf } from '../../files/manifest.ts';
import { OutputFolder } from '../../files/output-folder.ts';
import type { StandingFile } from '../../files/write-outputs.ts';
import { type KnownLayout, knownLayouts, recallLayouts } from '../../outputs/drawing/layout.ts';
import type { Before } from './build-tutorials.ts';
import type { Job } from './build-worker.ts';
import type { Io } from './io.ts';

/** What one tutorial was built to: all of it but the texts of the files, which are on the disk or are made again. */
interface Kept {
  /** The hash of all that goes into it. */
  readonly from: string;
  readonly built: Omit<Built, 'files'>;
  readonly files: readonly StandingFile[];
}

/** All that is kept of an output folder. */
interface KeptFolder {
  readonly tutorials: readonly (readonly [file: string, kept: Kept])[];
  /** Of pictures: most edits leave them as they are, and loading ELK takes longer than all else. */
  readonly layouts: readonly KnownLayout[];
}

/** So many output folders are remembered, those that were built last. */
const mostFolders = 32;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Names the build of netgen that runs, by its bytes: esbuild.config.js writes it beside the program. Missing where the sources run. */
function programId(): string | undefined {
  try {
    return readFileSync(new URL('program-id', import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}

/** Where the builds of an output folder are kept; undefined where there is no cache of the user's. */
function keptPath(out: string, { environment, folder }: Io): string | undefined {
  const { XDG_CACHE_HOME: cache, HOME: home } = environment;
  const name = `${sha256(JSON.stringify([folder, resolve(folder, out)])).slice(0, 32)}.json`;
  // https://specifications.freedesktop.org/basedir-spec: a path that is not absolute counts as none.
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'netgen', name);
  return home !== undefined && isAbsolute(home) ? join(home, '.cache', 'netgen', name) : undefined;
}

/** The hash of all that goes into the outputs of a tutorial, but for netgen. */
function hashOfJob({ file, bytes, evidence }: Job): string {
  return sha256(JSON.stringify([file, hashOf(bytes), evidence?.text, evidence?.verify]));
}

/** Reads what was kept; nothing if there is none, or of another netgen, or if it is not as it was written. */
function readKept(path: string, program: string): KeptFolder {
  const none = { tutorials: [], layouts: [] };
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    return text.slice(0, end) === `${program} ${sha256(body)}` ? JSON.parse(body) : none;
  } catch {
    return none;
  }
}

/** Writes it, whole or not at all. */
function writeKept(path: string, program: string, kept: KeptFolder): void {
  // What was asked of ELK is in the graph already.
  const body = JSON.stringify(kept, (name, value) => (name === 'layoutOptions' ? undefined : value));
  const staged = `${path}-${process.pid}`;
  writeFileSync(staged, `${program} ${sha256(body)}\n${body}`, { mode: 0o600 });
  renameSync(staged, path);
}

/** Removes what is kept of the folders that were not built for longest. */
function forgetOldest(folder: string): void {
  const found = readdirSync(folder).map((name) => ({
    path: join(folder, name),
    time: statSync(join(folder, name)).mtimeMs,
  }));
  for (const { path } of found.toSorted((a, b) => b.time - a.time).slice(mostFolders)) rmSync(path, { force: true });
}

/**
 * The builds that are kept of one output folder. A tutorial is taken as built if this very netgen built the same bytes with the same evidence
 * before, and each file that it made is on the disk with the same bytes and the same mode.
 */
export class KeptBuilds implements Before {
  readonly #io: Io;
  readonly #out: OutputFolder;
  readonly #path: string;
  readonly #program: string;
  readonly #kept: Map<string, Kept>;
  #round: { readonly job: Job; readonly built: Built }[] = [];
  #standing = new Map<string, readonly StandingFile[]>();

  /** `path`: where they are kept. `program` names this very netgen. */
  constructor(path: string, program: string, out: string, io: Io) {
    this.#io = io;
    this.#out = new OutputFolder(resolve(io.folder, out));
    this.#path = path;
    this.#program = program;
    const { tutorials, layouts } = readKept(this.#path, program);
    this.#kept = new Map(tutorials);
    recallLayouts(layouts);
  }

  get(job: Job): Built | undefined {
    const kept = this.#kept.get(job.file);
    if (kept === undefined || kept.from !== hashOfJob(job) || !kept.files.every((file) => this.#stands(file))) {
      return undefined;
    }
    this.#standing.set(job.file, kept.files);
    return { ...kept.built, files: [] };
  }

  #stands({ path, hash, executable }: StandingFile): boolean {
    try {
      const found = this.#out.read(path);
      const sameMode = process.platform === 'win32' || found?.executable === executable;
      return found !== undefined && sameMode && hashOf(found.bytes) === hash;
    } catch {
      return false;
    }
  }

  keep(jobs: readonly Job[], built: readonly Built[]): string[] {
    this.#round = jobs.flatMap((job, index) => {
      const result = built[index];
      return result === undefined ? [] : [{ job, built: result }];
    });
    return jobs.map(({ file }) => file).filter((file) => !this.#standing.has(file));
  }

  /** The files that need not be made again. */
  get standing(): StandingFile[] {
    return [...this.#standing.values()].flat();
  }

  /**
   * Keeps the round, whose files are on the disk now: `hashes` are those of their bytes, by path. Where that cannot be done, the
   * next build takes longer; nobody is told.
   */
  async save(hashes: ReadonlyMap<string, string>): Promise<void> {
    try {
      if (this.#round.every(({ job }) => this.#standing.has(job.file))) {
        utimesSync(this.#path, new Date(), new Date());
        return;
      }
      const tutorials = [...this.#others(), ...this.#round.map((made) => this.#entry(made, hashes))];
      mkdirSync(dirname(this.#path), { recursive: true });
      writeKept(this.#path, this.#program, { tutorials, layouts: await knownLayouts() });
      forgetOldest(dirname(this.#path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** What is kept of tutorials that were not asked for this time and are still there. */
  #others(): [string, Kept][] {
    const asked = new Set(this.#round.map(({ job }) => job.file));
    return [...this.#kept].filter(([file]) => !asked.has(file) && existsSync(resolve(this.#io.folder, file)));
  }

  #entry({ job, built }: { job: Job; built: Built }, hashes: ReadonlyMap<string, string>): [string, Kept] {
    const { files, ...rest } = built;
    const made = files.map(({ path, executable }) => ({
      path,
      executable,
      source: job.file,
      hash: hashes.get(path) ?? '',
    }));
    return [job.file, { from: hashOfJob(job), built: rest, files: this.#standing.get(job.file) ?? made }];
  }
}

/** The builds that are kept of an output folder; undefined where this program or this user keeps none. */
export function keptBuilds(out: string, io: Io): KeptBuilds | undefined {
  const path = keptPath(out, io);
  const program = programId();
  return path === undefined || program === undefined ? undefined : new KeptBuilds(path, program, out, io);
}

/** Forgets the builds of an output folder: the next one makes everything. */
export function forgetBuilds(out: string, io: Io): void {
  const path = keptPath(out, io);
  if (path !== undefined) rmSync(path, { force: true });
}
