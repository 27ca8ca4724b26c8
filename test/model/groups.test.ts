// Groups over steps: what a block takes away, changes and adds, and what is made of it.
import { describe, expect, it } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { labOf, tutorialOf } from '../tutorial-text.ts';

const first =
  'lab: l\ngroups: { staff: "s1, s2", all: "staff, g1", both: "x, all" }\nnodes: { lan: { kind: switch, subnet: 10.0.0.0/24 }, s1..3: , g1: , x: }\nlinks:\n  - s1..3, g1, x -- lan\n';

const problemsOf = (...blocks: string[]) =>
  compileTutorial('t.md', new TextEncoder().encode(tutorialOf(...blocks))).diagnostics.map(
    ({ code, label, at }) => `${code} ${at.start.line}: ${label}`,
  );

const askedBy = (...blocks: string[]) =>
  labOf(first, ...blocks)
    .steps.at(-1)
    ?.checks.map(({ text }) => text.split(' ')[0]);

describe('a group that changes', () => {
  it('changes those that are made of it, also of earlier blocks', () => {
    const change = 'change: { groups: { staff: s1..3 } }\n';
    expect(askedBy(`${change}checks: [all reach x]\n`)).toEqual(['s1', 's2', 's3', 'g1']);
    expect(askedBy(change, 'checks: [both reach g1]\n')).toEqual(['x', 's1', 's2', 's3']);
  });

  it('may be taken away and made anew', () => {
    expect(askedBy('remove: { groups: staff }\ngroups: { staff: s3 }\nchecks: [all reach x]\n')).toEqual(['s3', 'g1']);
  });

  it('leaves what the others name themselves', () => {
    expect(askedBy('change: { groups: { all: "s3, staff" } }\nchecks: [both reach g1]\n')).toEqual([
      'x',
      's3',
      's1',
      's2',
    ]);
  });

  it('goes with a node that goes', () => {
    const gone = 'remove: { nodes: [s2] }\nchange: { groups: { staff: s1 } }\nchecks: [all reach x]\n';
    expect(askedBy(gone)).toEqual(['s1', 'g1']);
  });

  it('cannot hold itself by way of an earlier one', () => {
    expect(problemsOf(first, 'change: { groups: { staff: both } }\n')).toEqual([
      'group-cycle 12: both would hold itself',
    ]);
    expect(problemsOf(first, 'change: { groups: { staff: both, all: staff } }\n')).toEqual([
      'group-cycle 12: staff would hold itself',
    ]);
    expect(problemsOf(first, 'change: { groups: { staff: both, all: g1 } }\nchecks: [staff reach s1]\n')).toEqual([]);
  });
});

describe('a group that is not there', () => {
  it('is the same in whatever order its members stand', () => {
    expect(problemsOf(first, 'remove: { groups: { staff: "s2, s1" } }\n')).toEqual([]);
  });

  it('is neither changed nor taken away', () => {
    expect(problemsOf(first, 'remove: { groups: { stuff: s2 } }\n')).toEqual(['nothing-to-change 12: no such group']);
    expect(problemsOf(first, 'remove: { groups: stuff }\n')).toEqual(['nothing-to-change 12: no such group']);
    expect(problemsOf(first, 'change: { groups: { nobody: s2 } }\n')).toEqual(['nothing-to-change 12: no such group']);
  });

  it('is not taken away with other members than it has', () => {
    expect(problemsOf(first, 'remove: { groups: { staff: s2 } }\n')).toEqual([
      'nothing-to-change 12: another value stands here',
    ]);
    expect(problemsOf(first, 'remove: { groups: { staff: s1..2, all: "staff, g1" } }\n')).toEqual([]);
    expect(problemsOf(first, 'remove: { groups: { staff: } }\n')).toEqual([]);
  });
});

describe('a group and a node of one name', () => {
  it('are told where the second of them comes', () => {
    const group = first.replace('both:', 's1: x, both:');
    expect(problemsOf(group)).toContain('group-twice 6: s1 is a group already');
    expect(problemsOf(first, 'groups: { s2: g1 }\n')).toEqual(['group-twice 12: s2 is a node already']);
    const more = 'nodes: { all2..3: }\nlinks: [all2..3 -- lan]\n';
    expect(problemsOf(first.replace('both:', 'all2: x, both:'), more)).toEqual([
      'group-twice 12: all2 is a group already',
    ]);
  });

  it.each([
    'groups: { core: s1..3 }\nnodes: { core: { kind: switch, subnet: 10.0.0.0/24 }, h1..3: }\nlinks: [s1 -- s2..3, h1..3 -- s1..3]',
    'groups: { core: b1..2 }\nnodes: { core: { kind: bridge, subnet: 10.0.0.0/24 }, h1..2: }\nlinks: [b1:x -- b2:y, h1..2 -- b1..2]',
    'groups: { core: s1..2 }\nnodes: { core: { kind: switch, subnet: 10.0.0.0/24 }, s3: switch, h1..2: }\nlinks: [s1..2 -- s3, h1..2 -- s1..2]',
  ])('are a key for its nodes, which share a subnet where cables join them: %j', (block) => {
    expect(problemsOf(`lab: l\n${block}\nchecks: [h1 reaches h2]\n`)).toEqual([]);
  });

  it('are such a key also where the cable that joins them goes down in a later step', () => {
    const block =
      'lab: l\ngroups: { core: s1..2 }\nnodes: { core: { kind: switch, subnet: 10.0.0.0/24 }, h1..2: }\nlinks: [s1 -- s2, h1..2 -- s1..2]\nchecks: [h1 reaches h2]\n';
    const down = 'change: { links: [{ s1 -- s2: { state: down } }] }\nchecks: [h1 cannot reach h2]\n';
    expect(problemsOf(block, down)).toEqual([]);
  });

  it('are a key for its nodes where each has a subnet of its own', () => {
    const block =
      'lab: l\ngroups: { lans: "x, y" }\nnodes: { lans: { kind: switch, subnet: 10.0.0.0/23 by /24 }, a: , b: }\nlinks: [a -- x, a -- y, b -- y]\n';
    expect(problemsOf(block)).toEqual([]);
  });

  it('are told once', () => {
    const group = 'groups: { s2: g1 }\n';
    expect(problemsOf(first, group, 'step: x\nchecks: [x reaches g1]\n')).toEqual([
      'group-twice 12: s2 is a node already',
    ]);
  });

  it('may follow each other', () => {
    expect(
      problemsOf(first, 'remove: { nodes: [s2] }\n', 'change: { groups: { staff: s1 } }\ngroups: { s2: g1 }\n'),
    ).toEqual([]);
    expect(problemsOf(first, 'remove: { groups: both }\nnodes: [both]\nlinks: [both -- lan]\n')).toEqual([]);
  });
});
