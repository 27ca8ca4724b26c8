// Whether a process that has left something behind is still there.
import { readFileSync } from 'node:fs';

/**
 * When a process began, in ticks since the machine did: with it, a number that has been given again is another process. `0` where
 * the system does not say.
 */
export const beginOf = (id: number): string => statOf(id)[19] ?? '0';

/** What the system says of a process behind its name, from its state on; nothing where it does not say. */
function statOf(id: number): string[] {
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 3 and later; the second, in brackets, may hold spaces.
    const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** True if there is a process of this number, whoever's it is. One that has ended, and that nobody has asked how, does not count. */
export function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return !['Z', 'X'].includes(statOf(id)[0] ?? '');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
