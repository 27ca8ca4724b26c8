// Does what writes into an output folder while no other netgen does.
import { resolve } from 'node:path';
import { lockFolder } from '../../files/lock-folder.ts';
import { EnvironmentError, type Io } from './io.ts';

/**
 * Carries out `action` alone among those that write into `out`, whatever process they are in. It is to begin with what it reads: evidence
 * and the list of files are then still what they were when it writes. Within it, the same folder must not be asked for again.
 */
export async function oneAtATime<T>(out: string, io: Io, action: () => Promise<T>): Promise<T> {
  const told = (id: number) => io.err(`${out}: another netgen (process ${id}) writes there; waiting for it to end\n`);
  const release = await lockFolder(resolve(io.folder, out), { told, stop: io.stop }).catch((error) => {
    if (!io.stop?.aborted) throw error;
    throw new EnvironmentError(`${out}: another netgen writes there; it is as that one leaves it`);
  });
  try {
    return await action();
  } finally {
    release();
  }
}
