// netgen inspect: shows a lab with every name resolved and every default filled: as plain values for JSON, as tables for people.
import { formatCidr } from '../../address.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { nodeKeys } from '../../kinds/kinds.ts';
import type { Interface, Link, Node, Segment } from '../../model/lab.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { routeWords } from '../../plan/route-words.ts';
import { type ExitCode, exitCode, type Io } from '../io.ts';
import { chooseLabs, chooseStep } from '../tutorials/choose.ts';
import { loadTutorials, reportTo } from '../tutorials/load.ts';

function interfaceView({ name, alias, role, addresses, segment, up, mtu, mac, vrf, master = vrf }: Interface) {
  return {
    name,
    ...(alias !== undefined && { alias }),
    role: master === undefined ? role : 'port',
    addresses: addresses.map(({ cidr, from }) => ({ address: formatCidr(cidr), from })),
    ...(segment !== undefined && { segment }),
    state: up ? 'up' : 'down',
    ...(mtu !== undefined && { mtu }),
    ...(mac !== undefined && { mac }),
    ...(master !== undefined && { master }),
  };
}

type Things = Readonly<Record<string, readonly string[] | Readonly<Record<string, string>>>>;

function nodeView(node: Node) {
  // What the keys under it come to, by key.
  const things: Things = Object.fromEntries(
    nodeKeys.flatMap((key) => (key.view === undefined ? [] : [[key.name, key.view(key.of(node))]])),
  );
  return {
    name: node.name,
    kind: node.kind,
    netns: node.netns,
    forward: node.forward,
    interfaces: node.interfaces.map(interfaceView),
    routes: node.routes.map((route) => routeWords(route).join(' ')),
    things,
  };
}

const endText = ({ node, interface: name }: { node: string; interface: string }): string => `${node}:${name}`;

function linkView({ kind, ends, options }: Link) {
  return { kind, ends: ends.map(endText), options };
}

function segmentView({ bridge, subnets, members }: Segment) {
  return {
    ...(bridge !== undefined && { bridge }),
    subnets: subnets.map(({ prefix }) => formatCidr(prefix)),
    members: members.map(endText),
  };
}

/** The view of a lab after one of its steps. */
export function labView({ lab, tutorial, steps }: Plan, { number, name, title, state, checks }: PlanStep) {
  return {
    name: lab,
    tutorial: tutorial.file,
    step: { number, name, title },
    steps: steps.map((step) => step.name),
    nodes: [...state.nodes.values()].map(nodeView),
    links: state.links.map(linkView),
    segments: state.segments.map(segmentView),
    checks: checks.map(({ text }) => text),
  };
}

type LabView = ReturnType<typeof labView>;
type NodeView = ReturnType<typeof nodeView>;

/** The view as it is printed: what stands under a node beside all else of it. */
const labJson = (lab: LabView) => ({
  ...lab,
  nodes: lab.nodes.map(({ things, ...node }) => ({ ...node, ...things })),
});

/** Columns as wide as their widest cell, the first row as heading; nothing at all without rows below it. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  // The author's text must not drive the reader's terminal.
  const all = [heading, ...rows].map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, '\u{fffd}')));
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return `\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}`;
}

function interfaceRows({ name: node, interfaces }: NodeView): string[][] {
  return interfaces.map(({ name, alias, addresses, segment, state, mtu, mac, master }) => [
    node,
    alias === undefined ? name : `${name} (${alias})`,
    addresses.map(({ address }) => address).join(', ') || '-',
    segment === undefined ? '-' : String(segment),
    [state, master && `port of ${master}`, mtu && `mtu ${mtu}`, mac].filter(Boolean).join(', '),
  ]);
}

function settingRows(node: NodeView): string[][] {
  return Object.entries(node.things).flatMap(([key, things]) => {
    const texts = Array.isArray(things) ? things : Object.entries(things).map((pair) => pair.join(' = '));
    return texts.map((text) => [node.name, key, text]);
  });
}

/** What `inspect` prints for people. */
export function labTables(view: LabView): string {
  const { name, tutorial, step, nodes, links, segments, checks } = view;
  const where = nodes.map((node) => [
    node.name,
    node.kind,
    node.netns === null ? 'the machine itself' : `namespace ${node.netns}`,
    node.forward ? 'forwards' : '',
  ]);
  return [
    `Lab ${name} of ${tutorial}, after step ${step.number} of ${view.steps.length}: ${step.name}\n`,
    table(['NODE', 'KIND', 'LIVES IN', ''], where),
    table(['NODE', 'INTERFACE', 'ADDRESSES', 'SEGMENT', 'STATE'], nodes.flatMap(interfaceRows)),
    table(
      ['LINK', '', 'KIND'],
      links.map(({ kind, ends }) => [ends[0] ?? '', ends[1] ?? '', kind]),
    ),
    table(
      ['SEGMENT', 'BRIDGE', 'SUBNETS', 'MEMBERS'],
      segments.map(({ bridge, subnets, members }, index) => [
        String(index),
        bridge ?? '-',
        subnets.join(', ') || '-',
        members.join(', '),
      ]),
    ),
    table(
      ['NODE', 'ROUTE'],
      nodes.flatMap((node) => node.routes.map((route) => [node.name, route])),
    ),
    table(['NODE', 'KEY', 'VALUE'], nodes.flatMap(settingRows)),
    table(
      ['CHECK'],
      checks.map((text) => [text]),
    ),
  ].join('');
}

interface InspectOptions {
  readonly lab?: string;
  readonly step?: string;
  readonly format: 'human' | 'json';
}

/** Prints the labs of one tutorial after a step; with errors, only the diagnostics. */
export async function inspect(file: string, options: InspectOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadTutorials([file], io);
  reportTo(io, 'human', loaded);
  if (hasErrors(loaded.diagnostics)) return exitCode.problems;
  const views = chooseLabs(loaded.lessons, options.lab).map((plan) => labView(plan, chooseStep(plan, options.step)));
  io.out(
    options.format === 'json'
      ? `${JSON.stringify({ labs: views.map(labJson) }, null, 2)}\n`
      : views.map(labTables).join('\n'),
  );
  return exitCode.fine;
}
