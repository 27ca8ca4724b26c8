// One netgen at a time writes into an output folder; the others wait for it, unless it is dead.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beginOf, isRunning } from './processes.ts';

/** After so many milliseconds it is told that another is waited for. */
const patience = 1000;

/**
 * A claim of a process on an output folder: an empty file whose name says all. Each claim has a name of its own, and no claim is ever
 * taken over: so removing that of a dead process cannot take a living one's, however many remove it at once.
 */
interface Claim {
  readonly name: string;
  readonly folder: string;
  readonly process: number;
  readonly began: string;
}

interface Waiting {
  /** Called once, with the number of the process, if it takes long. */
  readonly told: (process: number) => void;
  readonly stop?: AbortSignal | undefined;
}

/** Beside the outputs a claim would be committed, and wake who watches them; in a hidden folder of its own it wakes nobody. */
const claimsFolder = (): string => join(tmpdir(), '.netgen-locks');

/** The path without links, also of a folder that is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

function parseClaim(name: string): Claim | undefined {
  const [, folder, id, began] = /^([0-9a-f]{32})\.(\d+)\.(\d+)\.[0-9a-f]+$/.exec(name) ?? [];
  if (folder === undefined || began === undefined) return undefined;
  return { name, folder, process: Number(id), began };
}

function isAlive({ process, began }: Claim): boolean {
  if (!isRunning(process)) return false;
  const begin = beginOf(process);
  return began === begin || began === '0' || begin === '0';
}

/** A claim of somebody else who lives; those of the dead, which nobody heeds, are cleared away. */
function otherClaim(folder: string, own?: string): Claim | undefined {
  let found: Claim | undefined;
  for (const name of readdirSync(claimsFolder())) {
    const claim = name === own ? undefined : parseClaim(name);
    if (claim === undefined) continue;
    if (!isAlive(claim)) remove(name);
    else if (claim.folder === folder) found = claim;
  }
  return found;
}

function remove(name: string): void {
  try {
    rmSync(join(claimsFolder(), name), { force: true });
  } catch {
    // Another user's: it is cleared away when the machine starts.
  }
}

/** Every user of the machine may claim, and remove only claims of their own: the rights of the folder around it. */
function makeClaimsFolder(): void {
  if (mkdirSync(claimsFolder(), { recursive: true }) !== undefined) chmodSync(claimsFolder(), 0o1777);
}

/**
 * Claims a folder if nobody else does; gives the name of the claim, or the claim that is in the way. Whoever finds no other after
 * having claimed has the folder: of two at once, the later one finds the earlier one's, and both may give way.
 */
function claim(folder: string): string | Claim {
  makeClaimsFolder();
  const before = otherClaim(folder);
  if (before !== undefined) return before;
  const name = `${folder}.${process.pid}.${beginOf(process.pid)}.${randomBytes(6).toString('hex')}`;
  writeFileSync(join(claimsFolder(), name), '', { flag: 'wx' });
  let alone = false;
  try {
    const other = otherClaim(folder, name);
    alone = other === undefined;
    return other ?? name;
  } finally {
    if (!alone) remove(name);
  }
}

/**
 * Waits until no other netgen writes into the folder, and keeps others from it until the function that it gives is called. Rejects if
 * it is told to stop. On a machine without a place for temporary files, nobody is kept from anything.
 */
export async function lockFolder(path: string, { told, stop }: Waiting): Promise<() => void> {
  const folder = createHash('sha256').update(realPath(path)).digest('hex').slice(0, 32);
  const began = performance.now();
  for (let silent = true; ; ) {
    const claimed = claimIfPossible(folder);
    if (claimed === undefined) return () => undefined;
    if (typeof claimed === 'string') return () => remove(claimed);
    if (silent && performance.now() - began >= patience) {
      told(claimed.process);
      silent = false;
    }
    // Those who have given way to each other do not come back together.
    await setTimeout(20 + Math.random() * 80, undefined, { signal: stop });
  }
}

function claimIfPossible(folder: string): string | Claim | undefined {
  try {
    return claim(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
