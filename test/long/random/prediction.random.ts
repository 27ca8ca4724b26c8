// Compares predictions with a kernel in networks of chance of every kind, and in all labs of this repository: on this machine and, where KERNEL names one,
// in a virtual machine that has that kernel. PREDICTION_RUNS is the number of networks of each kind (20), PREDICTION_KINDS which (all), RANDOM_SEED the seed.
// PREDICTION_RECORD names a file that all that a kernel has said is added to, a line for each step of a lab.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Machine, thisMachine } from '../../../src/sandbox/machine.ts';
import { findKernel } from '../../../src/vm/kernel.ts';
import { VirtualMachine } from '../../../src/vm/virtual-machine.ts';
import { type Compared, judge, pageOf, record, together } from '../../prediction/compare.ts';
import { found } from '../../prediction/found.ts';
import { networks } from '../../prediction/random-fabric.ts';

const { KERNEL: image, PREDICTION_RECORD: file } = process.env;
const runs = Number(process.env['PREDICTION_RUNS'] ?? 20);
const seed = Number(process.env['RANDOM_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const wanted = process.env['PREDICTION_KINDS']?.split(',');
const root = resolve(import.meta.dirname, '../../..');

const pages = (): string[] =>
  ['tutorials', 'src/kinds', 'test/checks'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.endsWith('.zh-CN.md'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );

interface Asked {
  readonly kind: string;
  readonly text: string;
}

/** One of each kind in turn. */
function samples(): Asked[] {
  const kinds = Object.entries(networks).map(([kind, some]) => ({
    kind,
    texts: fc.sample(some, { numRuns: runs, seed }),
  }));
  const others = [
    { kind: 'found before', texts: found.map(({ lab }) => pageOf(lab)) },
    { kind: 'lessons and pages', texts: pages() },
  ];
  const all = [...kinds, ...others].filter(({ kind }) => wanted?.includes(kind) ?? true);
  const longest = Math.max(...all.map(({ texts }) => texts.length));
  return Array.from({ length: longest }, (_, index) =>
    all.flatMap(({ kind, texts }) => (texts[index] === undefined ? [] : [{ kind, text: texts[index] }])),
  ).flat();
}

const sumOf = (labs: readonly Compared[]): string => {
  const { agreed, died, unknown, disagreed } = together(labs);
  return `${labs.length} labs, ${agreed} agreed (${died} died), ${unknown.length} unknown, ${disagreed.length} disagreed`;
};

/** Several labs at once, for each mostly waits. */
async function compareAll(machine: Machine): Promise<void> {
  const found = new Map<string, Compared[]>();
  const rest = samples().values();
  const worker = async () => {
    for (const { kind, text } of rest) {
      const recorded = await record(text, machine);
      if (recorded.length === 0) continue;
      if (file !== undefined) for (const one of recorded) appendFileSync(file, `${JSON.stringify({ kind, ...one })}\n`);
      const compared = together(recorded.map(judge));
      const all = [...(found.get(kind) ?? []), compared];
      found.set(kind, all);
      if (compared.disagreed.length > 0) process.stderr.write(`${text}${compared.disagreed.join('\n')}\n`);
      process.stderr.write(`${machine.place}, ${kind}: ${sumOf(all)}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(machine.labsAtOnce, 6) }, worker));
  expect([...found.values()].flatMap((all) => together(all).disagreed)).toEqual([]);
}

describe(`to repeat: RANDOM_SEED=${seed} PREDICTION_RUNS=${runs}`, () => {
  test('on this kernel', { timeout: 0 }, () => compareAll(thisMachine));

  describe.skipIf(image === undefined)('in a virtual machine', () => {
    let vm: VirtualMachine;
    beforeAll(async () => {
      const kernel = findKernel(image, '.');
      if ('is' in kernel) throw new Error(kernel.reason);
      const stage = (text: string) => void process.stderr.write(`${text}\n`);
      vm = await VirtualMachine.start(kernel, { environment: process.env, stage });
    }, 900_000);
    afterAll(() => vm?.close());
    test('on its kernel', { timeout: 0 }, () => compareAll(vm));
  });
});
