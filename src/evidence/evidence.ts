// What `netgen verify` found of a tutorial's labs, as it is kept in `OUT/NAME/evidence.json` from one run to the next.

export interface Evidence {
  /** In the order of the tutorial; each lab once. */
  readonly labs: readonly LabEvidence[];
}

/** The last verification of one lab. It says nothing of a lab that has changed since: see `standingOf`. */
export interface LabEvidence {
  readonly lab: string;
  /** SHA-256 of what was verified, in hexadecimal: see `hashOfVerified`. */
  readonly verified: string;
  readonly where: Where;
  /** In the order of the lab; each step once. */
  readonly steps: readonly StepEvidence[];
}

/** The machine of a verification, and the versions of its programs: `6.12.41`. Empty where a program is missing. */
export interface Where {
  readonly place: 'sandbox' | 'vm';
  /** The numbers of the kernel's release, without what a distribution adds to them. */
  readonly kernel: string;
  readonly iproute2: string;
  readonly nft: string;
  readonly bash: string;
}

export interface StepEvidence {
  /** `PlanStep.name`. */
  readonly step: string;
  readonly rows: readonly EvidenceRow[];
}

/**
 * What a row is about: the step was set up; one of its checks was asked; one command of a console fence was run; the step was
 * set up again, which must change nothing; it was taken down, which must leave nothing.
 */
export const rowKinds = ['setup', 'check', 'transcript', 'again', 'teardown'] as const;
export type RowKind = (typeof rowKinds)[number];

export const rowResults = ['ok', 'failed', 'skipped'] as const;
export type RowResult = (typeof rowResults)[number];

/** One thing that ran, and what came of it. */
export interface EvidenceRow {
  readonly what: RowKind;
  /**
   * Of a check its sentence (`Check.text`), with ` (by INTERFACE)` behind it where it was asked for one uplink of several; of a
   * transcript the command; of the others English words. Text of anybody's: it must be quoted wherever it is shown.
   */
  readonly text: string;
  readonly result: RowResult;
  /** The exit status of a script or a command; a check has none. */
  readonly exit?: number;
  /** The normalised lines that a command of a transcript printed, without line ends. */
  readonly output?: readonly string[];
}

/** The evidence after the labs in `made` were verified again; `labs` are the names of those that the tutorial has, in their order. */
export function renewEvidence(
  old: Evidence | undefined,
  made: readonly LabEvidence[],
  labs: readonly string[],
): Evidence {
  const known = new Map([...(old?.labs ?? []), ...made].map((lab) => [lab.lab, lab]));
  return { labs: labs.flatMap((name) => known.get(name) ?? []) };
}
