// Gives what stands under a name of `nodes` to each node that the name stands for.
import type { Span, Text } from '../../diagnostics/span.ts';
import { hostKind, nodeKinds } from '../../kinds/index.ts';
import { dealSubnets } from './addresses.ts';
import { longestInterface } from './names.ts';
import { type NodeBody, type NodeFields, type NodesSection, nodeKeys, type RemovedBody, type Series } from './nodes.ts';
import { kindOfHost, nameTooLong, unequalSequences, unknownKey } from './problems.ts';
import type { Reading } from './reading.ts';
import type { GatewayStatement, NodeKey, NodeRemoval, NodeSettings, NodeStatement } from './statements.ts';
import { formatTarget } from './targets.ts';

const oneEach = 'write a list with one value an item';

/** One value serves all nodes; several are given out in step. `forOne` is what to do about several for one node. */
function inStep<T>(
  { at, values }: Series<T>,
  count: number,
  reading: Reading,
  forOne = oneEach,
): readonly T[] | undefined {
  const [only] = values;
  if (only !== undefined && values.length === 1) return Array.from({ length: count }, () => only);
  if (values.length === count) return values;
  const label = `${values.length} values for ${count} ${count === 1 ? 'node' : 'nodes'}`;
  const help = count === 1 ? forOne : `make the range ${count} long`;
  return reading.report(unequalSequences({ at, label, help }));
}

/** Several gateways of one node are the hops of a route. */
function oneGateway({ values }: Series<GatewayStatement>): string {
  const hops = values.slice(0, 4).map((hop) => (hop.is === 'auto' ? 'r1' : formatTarget(hop)));
  return `write one gateway, or a route of several hops: \`routes: ["default via ${hops.join(', ')}"]\``;
}

type Dealt = Pick<NodeSettings, 'address' | 'subnet' | 'gateway'>;

/** The values that differ from node to node. */
function dealOut(
  { address, subnet, gateway }: NodeFields,
  count: number,
  reading: Reading,
): readonly Dealt[] | undefined {
  const addresses = address?.map((series) => inStep(series, count, reading));
  const subnets = subnet?.map((one) => {
    if (one.by !== undefined) return dealSubnets(one, count, reading);
    return inStep({ at: one.piece.at, values: one.prefixes }, count, reading);
  });
  const gateways = gateway === undefined ? undefined : inStep(gateway, count, reading, oneGateway(gateway));
  if ([...(addresses ?? []), ...(subnets ?? [])].includes(undefined)) return undefined;
  if (gateway !== undefined && gateways === undefined) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const own = gateways?.[index];
    return {
      ...(addresses === undefined
        ? {}
        : { address: addresses.flatMap((series) => series?.slice(index, index + 1) ?? []) }),
      ...(subnets === undefined ? {} : { subnet: subnets.flatMap((series) => series?.slice(index, index + 1) ?? []) }),
      ...(own === undefined ? {} : { gateway: own }),
    };
  });
}

/** True if every node of the key gets the same, so that they may share it. */
function isShared({ address = [], subnet = [], gateway }: NodeFields): boolean {
  const single = ({ values }: { readonly values: readonly unknown[] }) => values.length === 1;
  const same = subnet.every(({ prefixes, by }) => prefixes.length === 1 && by === undefined);
  return address.every(single) && same && (gateway === undefined || single(gateway));
}

/** The settings of each of `count` nodes. */
function settingsOf(
  fields: NodeFields & { readonly kind?: Text },
  count: number,
  reading: Reading,
): readonly NodeSettings[] {
  const { address, subnet, gateway, kind: _, ...same } = fields;
  if (isShared(fields)) {
    const [dealt] = dealOut(fields, 1, reading) ?? [];
    const settings = { ...same, ...dealt };
    return Array.from({ length: count }, () => settings);
  }
  return (dealOut(fields, count, reading) ?? []).map((dealt) => ({ ...same, ...dealt }));
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

function isNodeKey(key: string): key is NodeKey {
  return Object.hasOwn(nodeKeys, key);
}

function refuseKind(at: Span, reading: Reading): void {
  const help = 'write the kind that it is to have under `change:`';
  reading.report(unknownKey({ at, label: 'a node always has a kind', help }));
}

/** Parts what is to go only with the value given from what goes by name. */
function partRemovals({ sysctl, etc, ...others }: RemovedBody['fields']): {
  readonly fields: NodeFields;
  readonly entries: NodeRemoval['entries'];
} {
  const settings = sysctl?.flatMap(({ key, value }) => (value === 'whole' ? [] : [{ key, value }]));
  const files = etc?.flatMap(({ file, content }) => (content === 'whole' ? [] : [{ file, content }]));
  return {
    fields: {
      ...others,
      ...(settings === undefined ? {} : { sysctl: settings }),
      ...(files === undefined ? {} : { etc: files }),
    },
    entries: [
      ...(sysctl ?? []).flatMap(({ key: name, value }) =>
        value === 'whole' ? [{ key: 'sysctl' as const, name }] : [],
      ),
      ...(etc ?? []).flatMap(({ file: name, content }) => (content === 'whole' ? [{ key: 'etc' as const, name }] : [])),
    ],
  };
}

/** What `remove.nodes` takes away. */
export function expandRemovals(section: NodesSection<RemovedBody | 'whole'>, reading: Reading): readonly NodeRemoval[] {
  const removals: NodeRemoval[] = [];
  for (const [{ names }, body] of section) {
    if (body === 'whole') {
      for (const name of names) removals.push({ name, whole: true, keys: [], entries: [], settings: {} });
      continue;
    }
    const kind = body.fields.kind ?? body.cleared.find(({ text }) => text === 'kind');
    if (kind !== undefined) refuseKind(kind.at, reading);
    const keys = body.cleared.flatMap(({ text, at }) => (isNodeKey(text) ? [{ key: text, at }] : []));
    const { fields, entries } = partRemovals(body.fields);
    const settings = settingsOf(fields, names.length, reading);
    for (const [index, name] of names.entries()) {
      removals.push({ name, whole: false, keys, entries, settings: settings[index] ?? {} });
    }
  }
  return removals;
}
