// What the built program exports: how it starts, in the process and in its worker threads, and the command line for the build
// of netgen itself (esbuild.config.js).
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { runProcess } from './cli.ts';
import { serve } from './commands/build-worker.ts';
import { packageRoot } from './root.ts';

export { run } from './cli.ts';

/** Runs the command line of this process, or, in a worker thread, what the main thread asks for. */
export async function start(): Promise<void> {
  if (parentPort !== null) serve(parentPort);
  else await runProcess(fileURLToPath(new URL('dist/cli.js', packageRoot)));
}
