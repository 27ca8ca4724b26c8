// Judges anew what kernels said in earlier runs, with the prediction as it is now, and counts it for docs/reference/prediction.md. PREDICTION_RECORDED is a mapping
// in JSON, from the name of a kernel to the file that PREDICTION_RECORD has named; PREDICTION_COUNTED is the file to write, test/prediction/compared.json.
import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { type Compared, judge, type Recorded, together } from '../../prediction/compare.ts';

const { PREDICTION_RECORDED: recorded, PREDICTION_COUNTED: counted } = process.env;

const titles: Readonly<Record<string, string>> = {
  routed: 'routers, NAT, firewalls',
  ports: 'isolated and reflecting ports, STP, macvlan, ipvlan',
  vlans: 'VLANs, routers on a stick',
  vrfs: 'VRFs',
  tunnels: 'tunnels',
  overlay: 'VXLAN of several ends',
  inner: 'bridges in nodes, policy rules',
  bonds: 'bonds',
  mixed: 'several of these',
  'lessons and pages': 'lessons and pages of kinds',
};

/** Steps of labs, questions, as foretold, of these lost, cannot be known, otherwise. */
function row(steps: readonly Compared[]): number[] {
  const { agreed, died, unknown, disagreed } = together(steps);
  return [steps.length, agreed + unknown.length + disagreed.length, agreed, died, unknown.length, disagreed.length];
}

test('what kernels said is foretold now', { timeout: 0 }, async () => {
  const files: Record<string, string> = JSON.parse(recorded ?? '{}');
  const found = new Map<string, Compared[]>();
  for (const [kernel, file] of Object.entries(files)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const { kind, ...one }: Recorded & { readonly kind: string } = JSON.parse(line);
      const name = `${titles[kind] ?? kind}, ${kernel}`;
      const steps = found.get(name) ?? [];
      found.set(name, steps);
      steps.push(judge(one));
    }
  }
  const rows = [...found].map(([name, steps]) => [name, row(steps)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [...rows, ['all', row([...found.values()].flat())] as const];
  const text = all.map(([name, numbers]) => `  ${JSON.stringify(name)}: [${numbers.join(', ')}]`).join(',\n');
  if (counted !== undefined) writeFileSync(counted, `{\n${text}\n}\n`);
  expect([...found.values()].flatMap((steps) => together(steps).disagreed)).toEqual([]);
});
