// Builds tutorials in memory, many of them in several threads. The result is the same, in the same order, with any number.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { type Built, buildTutorial, type Source } from '../../compile.ts';
import { onceFor } from '../../once-for.ts';
import type { LessonHead } from '../../outputs/output.ts';
import type { SiteLesson } from '../../site/lesson.ts';
import type { Io } from '../io.ts';
import { gather, type Loaded, readTutorials } from './load.ts';

export interface BuiltTutorials extends Loaded<LessonHead> {
  /** What each tutorial was built to: the same object as in the round before if nothing has changed. */
  readonly built: readonly Built[];
  /** The tutorials that came to something else than in the round before. */
  readonly changed: readonly string[];
}

/** What is wanted: the files of all tutorials, those of tutorials that hold a lab, or none, but what is foretold of the checks. */
export type Wanted = { readonly files: 'all' | 'none' } | { readonly files: 'lab'; readonly lab: string };

export interface Work {
  readonly tutorials: readonly Source[];
  readonly wanted: Wanted;
  /** One number for all threads: the tutorial that is taken next. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** A thread takes as long to start as some tutorials take to build: fewer than this for each do not pay. */
const worthAThread = 16;

/** Heaps of short-lived syntax trees: room for the young, so that they are not moved to the old before they die. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/** Builds one tutorial after the other, as long as there are some that no thread has taken. */
export async function takePart(
  { tutorials, wanted, next }: Work,
  done: (index: number, built: Built) => void,
): Promise<void> {
  const isWanted = ({ plans }: LessonHead) =>
    wanted.files === 'all' || (wanted.files === 'lab' && plans.some(({ lab }) => lab === wanted.lab));
  for (;;) {
    const index = Atomics.add(next, 0, 1);
    const tutorial = tutorials[index];
    if (tutorial === undefined) return;
    done(index, await buildTutorial(tutorial, isWanted, wanted.files === 'none'));
    // The main thread listens to the others in between.
    await setImmediate();
  }
}

async function employ(script: string, work: Work, done: (index: number, built: Built) => void): Promise<void> {
  // Loading the module takes longer than finding out that it is not needed.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(script, { workerData: work, resourceLimits });
  worker.on('message', ([index, built]: [number, Built]) => done(index, built));
  const [code] = await once(worker, 'exit');
  if (code !== 0) throw new Error(`a worker thread ended with ${code}`);
}

async function buildAll(tutorials: readonly Source[], wanted: Wanted, script: string | undefined): Promise<Built[]> {
  const built: Built[] = [];
  const work = { tutorials, wanted, next: new Int32Array(new SharedArrayBuffer(4)) };
  const done = (index: number, result: Built) => {
    built[index] = result;
  };
  const threads = Math.min(availableParallelism(), Math.floor(tutorials.length / worthAThread));
  const others = script === undefined ? [] : Array.from({ length: threads - 1 }, () => employ(script, work, done));
  await Promise.all([takePart(work, done), ...others]);
  return built;
}

/** The lesson of a tutorial with its files, for the site; of the same tutorial always the same. */
export const siteLessonOf = onceFor(({ lesson, files }: Built): SiteLesson | undefined => {
  if (lesson === undefined) return undefined;
  const { file, ...rest } = lesson.tutorial;
  return { ...rest, source: file, files };
});

/** What was built in the round before: a tutorial of the same bytes, with the same evidence, is not built again. */
export class BuildCache {
  #known = new Map<string, { readonly source: Source; readonly built: Built }>();

  get({ file, bytes, evidence }: Source): Built | undefined {
    const known = this.#known.get(file);
    const same = known !== undefined && Buffer.compare(known.source.bytes, bytes) === 0;
    return same && known.source.evidence?.text === evidence?.text ? known.built : undefined;
  }

  keep(round: readonly { readonly source: Source; readonly built: Built }[]): string[] {
    const before = this.#known;
    this.#known = new Map(round.map((each) => [each.source.file, each]));
    const files = new Set([...before.keys(), ...this.#known.keys()]);
    return [...files].filter((file) => before.get(file)?.built !== this.#known.get(file)?.built);
  }
}

/** Reads and builds what `paths` stand for, with the evidence that is kept in `out`, and looks at the tutorials together. */
export async function buildTutorials(
  paths: readonly string[],
  out: string,
  wanted: Wanted,
  io: Io,
  cache = new BuildCache(),
): Promise<BuiltTutorials> {
  const tutorials = readTutorials(paths, io, out);
  const missing = tutorials.filter((source) => cache.get(source) === undefined);
  const made = await buildAll(missing, wanted, io.worker);
  const now = new Map(missing.map((source, index) => [source, made[index]]));
  const round = tutorials.flatMap((source) => {
    const built = now.get(source) ?? cache.get(source);
    return built === undefined ? [] : [{ source, built }];
  });
  const changed = cache.keep(round);
  const built = round.map((each) => each.built);
  return { ...gather(tutorials, built, io), built, changed };
}
