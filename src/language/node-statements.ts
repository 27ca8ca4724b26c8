// Gives what stands under a name of `nodes` to each node that the name stands for.
import type { Span, Text } from '../diagnostics/span.ts';
import { hostKind, nodeKeyNamed, nodeKeys, nodeKinds } from '../kinds/kinds.ts';
import { ForEach, Taken } from '../kinds/node-key.ts';
import { longestInterface } from './names.ts';
import type { NodeBody, NodesSection } from './nodes.ts';
import { kindOfHost, nameTooLong, unknownKey } from './problems.ts';
import type { Reading } from './reading.ts';
import type { NodeRemoval, NodeSettings, NodeStatement } from './statements.ts';

/** What one key says to each of `count` nodes; undefined if it had to report something. */
const dealtTo = (said: unknown, count: number, reading: Reading): readonly unknown[] | undefined =>
  said instanceof ForEach ? said.deal(count, reading) : Array.from({ length: count }, () => said);

function settingsOf(fields: NodeBody['fields'], count: number, reading: Reading): readonly NodeSettings[] {
  const said = nodeKeys.flatMap(({ name }) => (fields[name] === undefined ? [] : [[name, fields[name]] as const]));
  const isShared = said.every(([, value]) => !(value instanceof ForEach) || value.isShared);
  const many = isShared ? 1 : count;
  const dealt = said.map(([name, value]) => [name, dealtTo(value, many, reading)] as const);
  if (dealt.some(([, values]) => values === undefined)) return [];
  const each = Array.from({ length: many }, (_, index) =>
    Object.fromEntries(dealt.map(([name, values]) => [name, values?.[index]])),
  );
  const [shared = {}] = each;
  return isShared ? Array.from({ length: count }, () => shared) : each;
}

/** A kind that makes a device of the node's own name needs a name that a device can have. */
function checkDevice(kind: Text | undefined, { text, at }: Text, reading: Reading): void {
  const device = nodeKinds.find(({ name }) => name === kind?.text)?.bridge?.name(text) ?? '';
  if (device.length <= longestInterface) return;
  const label = `${device.length} characters, at most ${longestInterface}`;
  const help = `a ${kind?.text} is a device: shorten it, for example to ${text.slice(0, longestInterface)}`;
  reading.report(nameTooLong({ at, label, help }));
}

/** The nodes of a section, each with the settings of its key. */
export function expandNodes(section: NodesSection<NodeBody>, reading: Reading): readonly NodeStatement[] {
  const nodes: NodeStatement[] = [];
  for (const [{ names }, { fields, keys }] of section) {
    const settings = settingsOf(fields, names.length, reading);
    const { kind } = fields;
    if (kind !== undefined && names.some(({ text }) => text === hostKind.name)) {
      const help = `take the kind out; to pass packets on, write \`forward: true\``;
      reading.report(kindOfHost({ at: kind.at, label: `${hostKind.name} is what it is`, help }));
    }
    const [first, ...others] = names;
    if (first !== undefined) {
      checkDevice(
        kind,
        others.reduce((long, name) => (name.text.length > long.text.length ? name : long), first),
        reading,
      );
    }
    for (const [index, name] of names.entries()) {
      nodes.push({
        name,
        reach: names.length,
        settings: settings[index] ?? {},
        keys,
        ...(kind === undefined ? {} : { kind }),
      });
    }
  }
  return nodes;
}

function refuseKind(at: Span, reading: Reading): void {
  const help = 'write the kind that it is to have under `change:`';
  reading.report(unknownKey({ at, label: 'a node always has a kind', help }));
}

/** Parts what is to go only with the value given from what goes by name. */
function partRemovals(fields: NodeBody['fields']): {
  readonly fields: NodeBody['fields'];
  readonly entries: NodeRemoval['entries'];
} {
  const parted = Object.entries(fields).map(([key, value]) => ({
    key,
    said: value instanceof Taken ? value.said : value,
    names: value instanceof Taken ? value.names : [],
  }));
  return {
    fields: Object.fromEntries(parted.map(({ key, said }) => [key, said])),
    entries: parted.flatMap(({ key, names }) => names.map((name) => ({ key, name }))),
  };
}

/** What `remove.nodes` takes away. */
export function expandRemovals(section: NodesSection<NodeBody | 'whole'>, reading: Reading): readonly NodeRemoval[] {
  const removals: NodeRemoval[] = [];
  for (const [{ names }, body] of section) {
    if (body === 'whole') {
      for (const name of names) removals.push({ name, whole: true, keys: [], entries: [], settings: {} });
      continue;
    }
    const kind = body.fields.kind ?? body.cleared.find(({ text }) => text === 'kind');
    if (kind !== undefined) refuseKind(kind.at, reading);
    const keys = body.cleared.filter(({ text }) => nodeKeyNamed(text) !== undefined);
    const { fields, entries } = partRemovals(body.fields);
    const settings = settingsOf(fields, names.length, reading);
    for (const [index, name] of names.entries()) {
      removals.push({ name, whole: false, keys, entries, settings: settings[index] ?? {} });
    }
  }
  return removals;
}
