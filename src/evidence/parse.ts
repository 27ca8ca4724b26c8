// Reads evidence.json, which may hold anything: what netgen would not have written is no evidence.
import {
  type Evidence,
  type EvidenceRow,
  type LabEvidence,
  rowKinds,
  rowResults,
  type StepEvidence,
  type Where,
} from './evidence.ts';

/** Longer files are not looked at. */
export const maxEvidenceLength = 4_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** Ends the reading; caught where it began. */
class NotEvidence extends Error {}

function refuse(): never {
  throw new NotEvidence();
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse();
}

function list<T>(value: unknown, read: (item: unknown) => T): T[] {
  return Array.isArray(value) ? value.map(read) : refuse();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : refuse();
}

function matching(value: unknown, pattern: RegExp): string {
  return pattern.test(text(value)) ? text(value) : refuse();
}

function whole(value: unknown, most: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : refuse();
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
  return known.find((word) => word === value) ?? refuse();
}

function distinct<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return new Set(items.map(nameOf)).size === items.length ? items : refuse();
}

const version = /^[0-9A-Za-z.+~_-]{0,40}$/;

function readWhere(value: unknown): Where {
  const { place, kernel, iproute2, nft, bash } = fields(value);
  return {
    place: oneOf(place, ['sandbox', 'vm']),
    kernel: matching(kernel, version),
    iproute2: matching(iproute2, version),
    nft: matching(nft, version),
    bash: matching(bash, version),
  };
}

function readRow(value: unknown): EvidenceRow {
  const row = fields(value);
  return {
    what: oneOf(row['what'], rowKinds),
    text: text(row['text']),
    result: oneOf(row['result'], rowResults),
    ...(row['exit'] === undefined ? {} : { exit: whole(row['exit'], 255) }),
    ...(row['output'] === undefined ? {} : { output: list(row['output'], text) }),
  };
}

function readStep(value: unknown): StepEvidence {
  const { step, rows } = fields(value);
  return { step: text(step), rows: list(rows, readRow) };
}

function readLab(value: unknown): LabEvidence {
  const { lab, verified, where, steps } = fields(value);
  return {
    lab: text(lab),
    verified: matching(verified, /^[0-9a-f]{64}$/),
    where: readWhere(where),
    steps: distinct(list(steps, readStep), ({ step }) => step),
  };
}

/** The evidence that a text holds; undefined if it is not what netgen writes. Keys that netgen does not know are passed over. */
export function parseEvidence(json: string): Evidence | undefined {
  if (json.length > maxEvidenceLength) return undefined;
  try {
    const { labs } = fields(JSON.parse(json));
    return { labs: distinct(list(labs, readLab), ({ lab }) => lab) };
  } catch (error) {
    if (error instanceof NotEvidence || error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
