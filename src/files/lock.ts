// One netgen at a time writes into an output folder. The lock is a socket: the system closes it, however the process that holds it ends.
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The path without links, also of a folder that is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** Where the lock of a folder listens: on Linux and Windows a name that is no file, so that nothing can be left behind. */
export function addressOf(folder: string): string {
  const name = `netgen-${createHash('sha256').update(realPath(folder)).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // In a folder of its own it wakes nobody who watches the tutorials.
  mkdirSync(join(tmpdir(), '.netgen'), { recursive: true });
  return join(tmpdir(), '.netgen', name);
}

/** Listens there; undefined if another process does. */
function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/** Resolves when whoever listens there has ended: then it hangs up. */
async function hangUp(address: string, stop: AbortSignal | undefined): Promise<void> {
  const socket = connect({ path: address, ...(stop && { signal: stop }) });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A file that a process has left which was killed.
    if (code === 'ECONNREFUSED') rmSync(address, { force: true });
  });
  await new Promise((resolve) => socket.resume().once('close', resolve));
}

/** Carries out `action` while no other process does so for the same folder; calls `waiting` if one has to be waited for. */
export async function withLock<T>(
  folder: string,
  { waiting, stop }: { readonly waiting: () => void; readonly stop?: AbortSignal | undefined },
  action: () => Promise<T>,
): Promise<T> {
  const address = addressOf(folder);
  let lock = await listen(address);
  if (lock === undefined) waiting();
  while (lock === undefined) {
    await hangUp(address, stop);
    stop?.throwIfAborted();
    lock = await listen(address);
  }
  const callers = new Set<Socket>();
  lock.on('connection', (socket) => {
    callers.add(socket.on('error', () => undefined).resume());
    socket.on('close', () => callers.delete(socket));
  });
  try {
    return await action();
  } finally {
    lock.close();
    for (const socket of callers) socket.destroy();
  }
}
