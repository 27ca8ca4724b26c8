// Whether a process that has left something behind is still there.
import { readFileSync } from 'node:fs';

/**
 * When a process began, in ticks since the machine did: with it, a number that has been given again is another process. `0` where
 * the system does not say.
 */
export function beginOf(id: number): string {
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 22; the second, in brackets, may hold spaces.
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

/** True if there is a process of this number, whoever's it is. */
export function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
