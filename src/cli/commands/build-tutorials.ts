// Builds tutorials in memory, many of them in several threads. The result is the same, in the same order, with any number.
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Built } from '../../compile.ts';
import type { LessonHead, OutputFile } from '../../outputs/output.ts';
import { type Answer, buildJobs, type Job, type Wanted } from './build-worker.ts';
import type { Io } from './io.ts';
import { gather, type Loaded, readTutorials } from './load-tutorials.ts';

/** What the tutorials of a command line were built to. */
export interface BuiltTutorials extends Loaded<LessonHead> {
  /** The files of the tutorials; those that belong to all are not among them. */
  readonly files: readonly OutputFile[];
  /** The tutorials that were built now, or are gone, of those of the round before. */
  readonly changed: readonly string[];
}

/** So many tutorials at a time: few enough to share them out evenly, enough to make messages cheap. */
const batch = 8;

/** A thread takes as long to start as some tutorials take to build: fewer than this for each do not pay. */
const worthAThread = 16;

/** Heaps of short-lived syntax trees: room for the young, so that they are not moved to the old before they die. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/** Hands jobs to a worker, one batch after the other, until there are none. */
async function employ(script: string, take: () => Job[], wanted: Wanted, done: (answers: readonly Answer[]) => void) {
  // Loading the module takes longer than finding out that it is not needed.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(script, { resourceLimits });
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      const jobs = take();
      if (jobs.length > 0) worker.postMessage({ jobs, wanted });
      else resolve();
    };
    worker.on('message', (answers: readonly Answer[]) => {
      done(answers);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker thread ended with ${code}`)));
    next();
  }).finally(() => worker.terminate());
}

/** Takes jobs in this thread, and listens to the others in between. */
async function takePart(take: () => Job[], wanted: Wanted, done: (answers: readonly Answer[]) => void): Promise<void> {
  for (let jobs = take(); jobs.length > 0; jobs = take()) {
    done(await buildJobs({ jobs, wanted }));
    await setImmediate();
  }
}

async function buildAll(all: readonly Job[], wanted: Wanted, script: string | undefined): Promise<Built[]> {
  const built: Built[] = [];
  let taken = 0;
  const take = () => {
    const jobs = all.slice(taken, taken + batch);
    taken += jobs.length;
    return jobs;
  };
  const done = (answers: readonly Answer[]) => {
    for (const answer of answers) built[answer.index] = answer.built;
  };
  const threads = Math.min(availableParallelism(), Math.floor(all.length / worthAThread));
  const others = script === undefined ? [] : Array.from({ length: threads - 1 }, () => script);
  await Promise.all([...others.map((path) => employ(path, take, wanted, done)), takePart(take, wanted, done)]);
  return built;
}

/** What is known from before of tutorials. */
export interface Before {
  /** What a tutorial was built to, if nothing that goes into it has changed. */
  get(job: Job): Built | undefined;
  /** Takes the results of a round; gives the tutorials in which it differs from the one before. */
  keep(jobs: readonly Job[], built: readonly Built[]): string[];
}

/** What was built in earlier rounds: a tutorial of the same bytes, with the same evidence, is not built again. */
export class BuiltBefore implements Before {
  /** Something besides the tutorials stood in the way of the last round: the next one looks again, though they are the same. */
  hindered = false;
  #known = new Map<string, { readonly job: Job; readonly built: Built }>();

  get({ file, bytes, evidence }: Job): Built | undefined {
    const known = this.#known.get(file);
    const same = known !== undefined && Buffer.compare(known.job.bytes, bytes) === 0;
    return same && known.job.evidence?.text === evidence?.text ? known.built : undefined;
  }

  /** Keeps a round, and forgets the one before; gives the tutorials in which they differ. */
  keep(jobs: readonly Job[], built: readonly Built[]): string[] {
    const now = new Map(jobs.map(({ file }, index) => [file, built[index]]));
    const files = new Set([...this.#known.keys(), ...now.keys()]);
    const changed = [...files].filter((file) => this.#known.get(file)?.built !== now.get(file));
    this.#known = new Map(
      jobs.flatMap((job, index) => {
        const result = built[index];
        return result === undefined ? [] : [[job.file, { job, built: result }] as const];
      }),
    );
    return changed;
  }
}

/** Builds the jobs that are not known from before; gives all, in order. */
async function buildChanged(jobs: readonly Job[], wanted: Wanted, io: Io, before: Before) {
  const built = jobs.map((job) => before.get(job));
  const missing = jobs.filter((_, index) => built[index] === undefined);
  const made = await buildAll(
    missing.map((job, index) => ({ ...job, index })),
    wanted,
    io.worker,
  );
  const all = built.map((known) => known ?? made.shift()).filter((result) => result !== undefined);
  return { built: all, changed: before.keep(jobs, all) };
}

/** Reads and builds what `paths` stand for, with the evidence that is kept in `out`, and looks at the tutorials together. */
export async function buildTutorials(
  paths: readonly string[],
  out: string,
  wanted: Wanted,
  io: Io,
  before: Before = new BuiltBefore(),
): Promise<BuiltTutorials> {
  const tutorials = readTutorials(paths, io, out);
  const jobs = tutorials.map(({ named: _, ...source }, index) => ({ index, ...source }));
  const { built, changed } = await buildChanged(jobs, wanted, io, before);
  return { ...gather(tutorials, built, io), files: built.flatMap(({ files }) => files), changed };
}
