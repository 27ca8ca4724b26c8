// How the objects of a lab say that they belong to it: derived from its name alone, so that teardown needs nothing else.
import { fingerprintNumber } from '../2-model/fingerprint.ts';
import type { Mark } from './plan.ts';

/** The marks of a lab. Two labs share a link group with a chance of one in two thousand million. */
export function markOf(lab: string): Mark {
  return {
    group: fingerprintNumber(`netgen link group ${lab}`),
    alias: `netgen:${lab}`,
    comment: `netgen-${lab}`,
    table: `netgen_${lab}`,
  };
}
