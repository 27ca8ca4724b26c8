// The part of a build that one thread does: some tutorials, each without knowing of the others.
import type { MessagePort } from 'node:worker_threads';
import type { Built, Source } from '../../compile.ts';
import type { LessonHead } from '../../outputs/output.ts';

/** A tutorial to build, and its place among all of them. */
export interface Job extends Source {
  readonly index: number;
}

/** Which files are wanted: those of all tutorials, of those that hold a lab, or none. */
export type Wanted = { readonly files: 'all' | 'none' } | { readonly files: 'lab'; readonly lab: string };

/** What the main thread asks for. */
export interface Request {
  readonly jobs: readonly Job[];
  readonly wanted: Wanted;
}

/** What it gets for each job. */
export interface Answer {
  readonly index: number;
  readonly built: Built;
}

/** Does some jobs. */
export async function buildJobs({ jobs, wanted }: Request): Promise<Answer[]> {
  const { buildTutorial } = await import('../../compile.ts');
  const isWanted = ({ plans }: LessonHead) =>
    wanted.files === 'all' || (wanted.files === 'lab' && plans.some(({ lab }) => lab === wanted.lab));
  const answers: Answer[] = [];
  // One after the other: syntax trees of many at a time would fill the memory.
  for (const { index, ...source } of jobs) answers.push({ index, built: await buildTutorial(source, isWanted) });
  return answers;
}

/** Answers the main thread until it ends this one. What is thrown here is thrown there. */
export function serve(port: MessagePort): void {
  port.on('message', async (request: Request) => port.postMessage(await buildJobs(request)));
}
