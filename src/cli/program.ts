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

/** In a worker thread: takes part in what the main thread has begun. */
export async function work(): Promise<void> {
  const { parentPort, workerData } = await import('node:worker_threads');
  const { takePart } = await import('./tutorials/build.ts');
  await takePart(workerData, (...result) => parentPort?.postMessage(result));
}
