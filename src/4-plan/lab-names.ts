// Names of a lab's things on a machine that are derived from the name of the lab alone.
import { fingerprintNumber } from '../2-model/fingerprint.ts';
import type { LabNames } from './plan.ts';

/** The names for a lab. Two labs share a link group with a chance of one in two thousand million. */
export function labNames(lab: string): LabNames {
  return {
    group: fingerprintNumber(`netgen link group ${lab}`),
    comment: `netgen-${lab}`,
    table: `netgen_${lab}`,
  };
}
