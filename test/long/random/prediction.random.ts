// Compares predictions with a kernel in networks of chance of every kind, and in all labs of this repository: on this machine and, where KERNEL names one,
// in a virtual machine that has that kernel. PREDICTION_LABS (1800) and PREDICTION_LABS_VM (200) are the numbers of labs, PREDICTION_KINDS which (all), RANDOM_SEED the seed.
// With PREDICTION_KINDS='lessons and pages', PREDICTION_PAGES names the pages. PREDICTION_RECORD names a file that all that a kernel has said is added to, a line for each step of a lab.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { type Machine, thisMachine } from '../../../src/sandbox/machine.ts';
import { type Compared, judge, record, together } from '../../prediction/compare.ts';
import { networks } from '../../prediction/random-fabric.ts';
import { testOnEachKernel } from './kernels.ts';

const { PREDICTION_RECORD: file } = process.env;
const mostHere = Number(process.env['PREDICTION_LABS'] ?? 1800);
const mostInMachine = Number(process.env['PREDICTION_LABS_VM'] ?? 200);
const seed = Number(process.env['RANDOM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const wanted = process.env['PREDICTION_KINDS']?.split(',');
const root = resolve(import.meta.dirname, '../../..');

const allPages = (): string[] =>
  ['tutorials', 'src/kinds', 'test/checks'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.endsWith('.zh-CN.md'))
      .map((name) => join(folder, name)),
  );
const pages = (): string[] =>
  (process.env['PREDICTION_PAGES']?.split(',') ?? allPages()).map((page) => readFileSync(resolve(root, page), 'utf8'));

interface Asked {
  readonly kind: string;
  readonly text: string;
}

/** A kernel that could do nothing of so many networks of a kind lacks it. */
const patience = 12;

/** Labs that are known, then networks of each kind in turn, as long as some are wanted. */
class Samples {
  readonly #known: Asked[];
  readonly #kinds: { readonly kind: string; readonly texts: Iterator<string>; failed: number }[];

  constructor(most: number) {
    const isWanted = (kind: string) => wanted?.includes(kind) ?? true;
    const kind = 'lessons and pages';
    this.#known = isWanted(kind) ? pages().map((text) => ({ kind, text })) : [];
    this.#kinds = Object.entries(networks)
      .filter(([kind]) => isWanted(kind))
      .map(([kind, some]) => ({ kind, texts: fc.sample(some, { numRuns: most, seed }).values(), failed: 0 }));
  }

  next(): Asked | undefined {
    const known = this.#known.shift();
    if (known !== undefined) return known;
    const first = this.#kinds.shift();
    if (first === undefined) return undefined;
    const text = first.texts.next();
    if (text.done) return this.next();
    this.#kinds.push(first);
    return { kind: first.kind, text: text.value };
  }

  tell(kind: string, could: boolean): void {
    const of = this.#kinds.find((one) => one.kind === kind);
    if (of === undefined) return;
    of.failed = could ? Number.NEGATIVE_INFINITY : of.failed + 1;
    if (of.failed > patience) this.#kinds.splice(this.#kinds.indexOf(of), 1);
  }
}

const sumOf = (labs: readonly Compared[]): string => {
  const { agreed, died, unknown, disagreed } = together(labs);
  return `${labs.length} labs, ${agreed} agreed (${died} died), ${unknown.length} unknown, ${disagreed.length} disagreed`;
};

/** Several labs at once, for each mostly waits. */
async function compareAll(machine: Machine): Promise<void> {
  const most = machine === thisMachine ? mostHere : mostInMachine;
  const found = new Map<string, Compared[]>();
  const samples = new Samples(most);
  let begun = 0;
  const worker = async () => {
    for (;;) {
      const next = begun < most ? samples.next() : undefined;
      if (next === undefined) return;
      begun += 1;
      const { kind, text } = next;
      const recorded = await record(text, machine);
      samples.tell(kind, recorded.length > 0);
      if (recorded.length === 0) {
        begun -= 1;
        continue;
      }
      if (file !== undefined) for (const one of recorded) appendFileSync(file, `${JSON.stringify({ kind, ...one })}\n`);
      const compared = together(recorded.map(judge));
      const all = [...(found.get(kind) ?? []), compared];
      found.set(kind, all);
      if (compared.disagreed.length > 0) process.stderr.write(`${text}${compared.disagreed.join('\n')}\n`);
      process.stderr.write(`${machine.place}, ${kind}: ${sumOf(all)}\n`);
    }
  };
  await Promise.all(Array.from({ length: machine === thisMachine ? 10 : machine.labsAtOnce }, worker));
  expect([...found.values()].flatMap((all) => together(all).disagreed)).toEqual([]);
}

describe(`to repeat: RANDOM_SEED=${seed}`, () => testOnEachKernel('packets go as foretold', compareAll));
