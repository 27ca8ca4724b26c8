// What the commands that open a sandbox share: the option --uplinks, and what is said where there can be none.
import type { Impossible } from '../sandbox/sandbox.ts';
import { EnvironmentError, UsageError } from './io.ts';

/** What was made, or found in a sandbox; throws why there is none. */
export function possible<T extends object>(made: T | Impossible): T {
  if ('remedy' in made) throw new EnvironmentError(`cannot make a sandbox: ${made.reason}\n  ${made.remedy}`);
  return made;
}

/** Each machine has them by itself: the loopback, and what the kernel keeps settings of all interfaces by. */
const notUplinks = ['lo', 'all', 'default'];

/** The names given, or none; throws if one cannot be the name of an interface that leads out. */
export function readUplinks(names: readonly string[] | undefined): readonly string[] {
  const wrong = names?.find((name) => !/^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(name));
  if (wrong !== undefined) throw new UsageError(`--uplinks: "${wrong}" cannot be the name of an interface`);
  const inner = names?.find((name) => notUplinks.includes(name));
  if (inner !== undefined) throw new UsageError(`--uplinks: ${inner} does not lead out of the sandbox`);
  if (new Set(names).size !== (names?.length ?? 0)) throw new UsageError('--uplinks: each interface once');
  return names ?? [];
}
