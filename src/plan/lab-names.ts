// Names of a lab's things on a machine that are derived from the name of the lab alone.
import { fingerprintNumber } from '../model/fingerprint.ts';

/** The names for a lab. Two labs share a link group with a chance of one in two thousand million. */
export function labNames(lab: string) {
  return {
    /** Link group of every link of the lab on the machine (31 bits, not 0). */
    group: fingerprintNumber(`netgen link group ${lab}`),
    /** Comment of rules in chains of others. */
    comment: `netgen-${lab}`,
    /** The lab's nftables table of family inet, in whatever namespace. */
    table: `netgen_${lab}`,
  };
}
