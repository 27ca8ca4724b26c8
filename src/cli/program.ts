// What the built program exports: how it starts, in the process and in its worker threads, and the command line for the build
// of netgen itself (esbuild.config.js).
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../root.ts';
import { runProcess } from './cli.ts';

export { run } from './cli.ts';

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  await runProcess(fileURLToPath(new URL('dist/worker.js', packageRoot)));
}

/** In a worker thread: does what the main thread asks for. */
export async function work(): Promise<void> {
  const { parentPort } = await import('node:worker_threads');
  if (parentPort === null) throw new Error('there is no main thread');
  const { serve } = await import('./commands/build-worker.ts');
  serve(parentPort);
}
