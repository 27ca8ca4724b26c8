// A kind is a folder and a line in a list: one that netgen does not have goes through check, scripts, role, docs, diagram, schema and reference.
import { describe, expect, test, vi } from 'vitest';
import { labTables, labView } from '../../src/cli/commands/inspect.ts';
import { buildTutorial, compileTutorial } from '../../src/compile.ts';
import { block } from '../../src/language/block.ts';
import { languageReference } from '../reference/language.ts';
import { tutorialOf } from '../tutorial-text.ts';

vi.mock('../../src/kinds/list.ts', async (original) => {
  const { kinds } = await original<typeof import('../../src/kinds/list.ts')>();
  const { queuesKind } = await import('./queues/index.ts');
  return { kinds: [...kinds, queuesKind] };
});

const first = `lab: waiting
nodes:
  h1: { queues: { eth0: 10 } }
  h2:
links:
  - h1:eth0 -- h2:eth0: 10.0.0.0/30
`;
const second = 'step: shorter\nchange: { nodes: { h1: { queues: { eth0: 5 } } } }\n';
const bytes = (...blocks: readonly string[]) => new TextEncoder().encode(tutorialOf(...blocks));
const compile = (...blocks: readonly string[]) => compileTutorial('waiting.md', bytes(...blocks));
const codes = (...blocks: readonly string[]) =>
  compile(...blocks).diagnostics.map(({ code, at }) => `${code} at ${at.start.line}:${at.start.column}`);

async function filesOf(...blocks: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { files, diagnostics } = await buildTutorial({ file: 'waiting.md', bytes: bytes(...blocks) }, () => true);
  expect(diagnostics).toEqual([]);
  return new Map(files.map(({ path, text }) => [path, text]));
}

describe('a kind that only the test has', () => {
  test('is read, and told of by its own rule', () => {
    expect(codes(first)).toEqual([]);
    expect(codes(first.replace('eth0: 10', 'eth0: ten'))).toEqual(['bad-value at 6:25']);
    expect(codes(first.replace('eth0: 10', 'eth1: 10'))).toEqual(['queue-without-interface at 6:19']);
    expect(codes(first.replace('queues', 'queus'))).toEqual(['unknown-key at 6:9']);
    expect(codes(first.replace('h2:', 'h2: { kind: switch, queues: { eth0: 1 } }'))).toContain('key-not-here at 7:23');
  });

  test('is added to, changed and taken away by steps', () => {
    const ofLast = (...more: readonly string[]) =>
      compile(first, ...more)
        .lesson?.plans[0]?.steps.at(-1)
        ?.changes.flatMap(({ commands }) => commands.map(({ argv }) => argv.join(' ')));
    expect(ofLast(second)).toEqual(['ip -n h1 link set eth0 txqueuelen 5']);
    expect(ofLast('nodes: { h2: { queues: { eth0: 7 } } }')).toEqual(['ip -n h2 link set eth0 txqueuelen 7']);
    expect(codes(first, 'nodes: { h1: { queues: { eth0: 7 } } }')).toEqual(['already-there at 13:26']);
    expect(codes(first, 'change: { nodes: { h1: { queues: { eth1: 7 } } } }')).toEqual(['nothing-to-change at 13:36']);
    expect(codes(first, 'remove: { nodes: { h1: { queues: { eth1: 7 } } } }')).toEqual(['nothing-to-change at 13:36']);
  });

  test('is in the scripts, the role, the page and the diagrams', async () => {
    const files = await filesOf(first, second);
    const text = (path: string) => files.get(path) ?? '';
    const command = 'ip -n h1 link set eth0 txqueuelen 10';
    expect(text('waiting/setup.sh')).toContain(`# A short queue drops early.\n  ${command}\n`);
    expect(text('waiting/tutorial.md')).toContain(command);
    expect(text('waiting/plan.json')).toContain('"A short queue drops early."');
    expect(text('waiting/step-1.svg')).toContain('queue 10 at eth0');
    const role = [...files].filter(([path]) => path.includes('/roles/waiting/tasks/')).map(([, tasks]) => tasks);
    expect(role.join('')).toContain(command);
    expect(role.join('')).toContain('name: A short queue drops early');
  });

  test('is in the schema, the reference and what inspect shows', () => {
    expect(JSON.stringify(block.schema)).toContain('"queues":{"description":"How many packets may wait');
    expect(languageReference(() => undefined)).toContain('| `queues` | How many packets may wait at an interface. |');
    const [lab] = compile(first).lesson?.plans ?? [];
    const step = lab?.steps[0];
    if (lab === undefined || step === undefined) throw new Error('no lab');
    expect(labTables(labView(lab, step))).toMatch(/h1 +queues +eth0 = 10/);
  });
});
