// From declared nodes and cables to interfaces and links: kinds looked up, names checked, ends placed.
import { type Cidr, parseAddress, parseCidr } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Text } from '../../diagnostics/span.ts';
import { cableOptions, hostKind, linkKindNamed, linkKinds, nodeKeys, nodeKinds, saysOf } from '../../kinds/kinds.ts';
import type { LinkKind } from '../../kinds/link-kind.ts';
import type { Saying } from '../../kinds/node-key.ts';
import type { NodeKind } from '../../kinds/node-kind.ts';
import { joinEndOptions } from '../../language/cable-options.ts';
import { badValue, missingKey, unknownKey } from '../../language/problems.ts';
import type { CableEnd, CableStatement, EndOptions, OwnOption, Written } from '../../language/statements.ts';
import { isUplink } from '../interfaces.ts';
import type { InterfaceAddress, InterfaceRef } from '../lab.ts';
import type { Declaration, DeclaredCable, DeclaredNode } from '../merge/declaration.ts';
import { isParentEnd, kindOf } from '../merge/name-ends.ts';
import { type Draft, type DraftInterface, type DraftNode, knownNames } from './draft.ts';
import { reportUnknownInterface, reportUnknownNode } from './unknown-names.ts';

const unknownKind = defineDiagnostic('unknown-kind', 'kind that netgen does not know');
const keyNotHere = defineDiagnostic('key-not-here', 'key that this kind does not take');

function reportUnknownKind(kind: Text, kinds: readonly { readonly name: string }[], diagnostics: Diagnostic[]): void {
  const names = kinds.map(({ name }) => name);
  const close = nearest(kind.text, names);
  const isAddress = (parseCidr(kind.text) ?? parseAddress(kind.text)) !== undefined;
  const help = isAddress
    ? `give the address to an end of a cable: "- NODE ${kind.text} -- OTHER"`
    : close === undefined
      ? `write one of: ${names.join(', ')}`
      : `write "kind: ${close}"`;
  diagnostics.push(unknownKind({ at: kind.at, label: 'no such kind', help, expected: [close] }));
}

function checkKeys(node: DeclaredNode, kind: NodeKind, diagnostics: Diagnostic[]): void {
  for (const key of nodeKeys) {
    if (key.said(node.settings) === undefined || key.stands(kind)) continue;
    const fitting = nodeKinds.find((other) => key.stands(other));
    // The machine itself is of no other kind.
    const other =
      fitting === undefined
        ? ''
        : kind === hostKind
          ? `, or give it to a node beside the machine: "r1: { kind: ${fitting.name}, ${key.name}: … }"`
          : `, or give ${node.name.text} a kind that takes it: "kind: ${fitting.name}"`;
    diagnostics.push(
      keyNotHere({
        at: node.keys.get(key.name) ?? node.name.at,
        label: `a ${kind.name} takes no "${key.name}"`,
        help: `take "${key.name}" away${other}`,
      }),
    );
  }
}

const writtenAddresses = (addresses: readonly Written<Cidr>[]): InterfaceAddress[] =>
  addresses.map(({ value: cidr, at }) => ({ cidr, at, from: 'author' }));

function ownBridge(name: string, node: DeclaredNode, kind: NodeKind, says: Saying): DraftInterface[] {
  if (kind.bridge === undefined) return [];
  const { name: nameOf, words, ...device } = kind.bridge;
  const options = Object.fromEntries(says('bridgeOptions').map((said) => [said.name, said]));
  const values = Object.fromEntries(says('bridgeOptions').map((said) => [said.name, said.value]));
  return [
    {
      node: name,
      name: nameOf(name),
      at: node.name.at,
      optionsAt: [],
      role: 'bridge',
      up: values['state'] !== 'down',
      device: { ...device, words: words(values) },
      options,
      standsForNode: true,
      addresses: writtenAddresses(says('addresses')),
    },
  ];
}

function loopback(name: string, node: DeclaredNode, kind: NodeKind, says: Saying): DraftInterface[] {
  const addresses = says('addresses');
  if (kind.bridge !== undefined || addresses.length === 0) return [];
  return [
    {
      node: name,
      name: 'lo',
      at: node.name.at,
      options: {},
      optionsAt: [],
      role: 'loopback',
      up: true,
      addresses: writtenAddresses(addresses),
    },
  ];
}

/** Interfaces that are no end of a cable. */
function devicesOf(node: string, says: Saying): DraftInterface[] {
  return says('devices').map(
    ({
      name: { text: name, at },
      type,
      words,
      reason,
      options,
      addresses,
      up,
      mtu,
      mac,
      ports,
      overhead,
      isMoved,
      remotes,
    }) => ({
      node,
      name,
      at,
      optionsAt: [mtu, mac].flatMap((option) => option?.at ?? []),
      valueAt: { ...(mtu && { mtu: mtu.at }), ...(mac && { mac: mac.at }) },
      role: ports?.as ?? (isMoved || remotes !== undefined ? 'end' : 'device'),
      up,
      ...(mtu === undefined ? {} : { mtu: mtu.value }),
      ...(mac === undefined ? {} : { mac: mac.text }),
      options,
      device: {
        ...{ type, words, reason, overhead, isMoved },
        ...(ports && { portReason: ports.reason }),
        // Nodes that say the same leave themselves out.
        ...(remotes && { remotes: remotes.filter(({ text }) => text !== node) }),
      },
      addresses: writtenAddresses(addresses),
    }),
  );
}

function draftNode(name: string, node: DeclaredNode, diagnostics: Diagnostic[]): DraftNode {
  const known = kindOf(name, node);
  if (known === undefined && node.kind !== undefined) reportUnknownKind(node.kind, nodeKinds, diagnostics);
  const kind = known ?? nodeKinds[0] ?? hostKind;
  if (known !== undefined) checkKeys(node, kind, diagnostics);
  const says = saysOf(node.settings);
  const interfaces = [
    ...loopback(name, node, kind, says),
    ...ownBridge(name, node, kind, says),
    ...devicesOf(name, says),
  ];
  return {
    name,
    declared: node,
    says,
    kind,
    netns: kind.namespace === undefined ? null : name,
    interfaces: new Map(interfaces.map((device) => [device.name, device])),
    routes: [],
    things: {},
  };
}

/** What is said of one end: what names its interface counts before what names only its node. */
function endOptions({ perEnd = [] }: CableStatement, node: string, name: string): Partial<EndOptions> {
  const ofNode = perEnd.filter((options) => options.node.text === node);
  const wide = ofNode.find((options) => options.interface === undefined);
  const narrow = ofNode.find((options) => options.interface?.text === name);
  return wide && narrow ? joinEndOptions(wide, narrow) : (wide ?? narrow ?? {});
}

const optionsIn = (own: readonly OwnOption[]): DraftInterface['options'] =>
  Object.fromEntries(own.map(({ key, value: { text, at } }) => [key.text, { value: text, at }]));

function end(node: DraftNode, cable: DeclaredCable, side: 0 | 1): DraftInterface {
  const { statement, interfaces } = cable;
  const plug: CableEnd = statement.ends[side];
  const { name, alias } = interfaces[side];
  const options = endOptions(statement, node.name, name);
  const mtu = options.mtu ?? statement.mtu;
  const state = options.state ?? statement.state;
  const written = [options.mac, options.mtu, options.state, statement.mtu, statement.state];
  const bridge = node.kind.bridge?.name(node.name);
  return {
    node: node.name,
    name,
    at: plug.interface?.at ?? plug.at,
    optionsAt: written.flatMap((option) => option?.at ?? []),
    valueAt: {
      ...(mtu && { mtu: mtu.at }),
      ...(options.mac && { mac: options.mac.at }),
      ...(state && { state: state.at }),
    },
    role: 'end',
    up: state?.value !== 'down',
    ...(mtu === undefined ? {} : { mtu: mtu.value }),
    ...(options.mac === undefined ? {} : { mac: options.mac.text.toLowerCase() }),
    ...(bridge === undefined ? {} : { master: bridge }),
    ...(alias === undefined ? {} : { alias }),
    options: {
      ...optionsIn([...statement.own, ...(options.own ?? [])]),
      ...(statement.kind && { kind: { value: statement.kind.text, at: statement.kind.at } }),
    },
    plug,
    asks: plug.places.flatMap((place) => (place.is === 'asked' ? [place] : [])),
    addresses: [],
  };
}

function linkKindOf(cable: DeclaredCable, diagnostics: Diagnostic[]): LinkKind | undefined {
  const wanted = cable.statement.kind;
  if (wanted === undefined) return linkKinds[0];
  const kind = linkKindNamed(wanted.text);
  if (kind === undefined) reportUnknownKind(wanted, linkKinds, diagnostics);
  return kind;
}

/** The end of a cable on this side: a new interface, or for a link with a parent the one that carries it. */
function placeEnd(
  draft: Draft,
  cable: DeclaredCable,
  side: 0 | 1,
  diagnostics: Diagnostic[],
): InterfaceRef | undefined {
  const { node, interface: wanted } = cable.statement.ends[side];
  const owner = draft.nodes.get(node.text);
  if (owner === undefined) {
    reportUnknownNode(node, () => knownNames(draft), diagnostics);
    return undefined;
  }
  if (isParentEnd(cable.statement, side)) {
    if (wanted === undefined) return undefined; // parent-missing is reported where ends get their names
    const parent = { node: node.text, interface: wanted.text };
    if (owner.interfaces.has(wanted.text) || isUplink(parent)) return parent;
    reportUnknownInterface(wanted, node.text, [...owner.interfaces.keys()], diagnostics);
    return undefined;
  }
  const made = end(owner, cable, side);
  if (!owner.interfaces.has(made.name)) owner.interfaces.set(made.name, made);
  return { node: made.node, interface: made.name };
}

/** The kind's own options. */
export const optionsOf = ({ own }: CableStatement): Readonly<Record<string, string>> =>
  Object.fromEntries(own.map(({ key, value }) => [key.text, value.text]));

const keyOf = ({ node, interface: name }: InterfaceRef): string => `${node} ${name}`;

/** A carried link that says no MTU takes that of its carrier when it is made; a macvlan on a macvlan is on what carries that. */
function followCarrier(draft: Draft, child: InterfaceRef, parent: InterfaceRef): void {
  const carrier = draft.carriers.get(keyOf(parent)) ?? parent;
  draft.carriers.set(keyOf(child), carrier);
  const interfaces = draft.nodes.get(child.node)?.interfaces;
  const own = interfaces?.get(child.interface);
  const mtu = draft.nodes.get(carrier.node)?.interfaces.get(carrier.interface)?.mtu;
  if (own !== undefined && own.mtu === undefined && mtu !== undefined) interfaces?.set(own.name, { ...own, mtu });
}

const ofParentHere = defineDiagnostic(
  'parent-stands-already',
  'address or option for an interface that stands already',
);

/** Reports what a link says of the interface that carries it. */
function checkParent({ ends }: CableStatement, said: EndOptions | undefined, diagnostics: Diagnostic[]): void {
  const help = 'say it where this interface is made, at its own cable';
  for (const { at } of [...ends[1].places, ...[said?.mtu, said?.state, said?.mac].flatMap((each) => each ?? [])])
    diagnostics.push(ofParentHere({ at, label: 'of the interface that carries', help }));
}

/** Reports options of another kind of link. Only a cable that is put together has its kind: a `change:` need not repeat it. */
function checkOptions({ statement }: DeclaredCable, kind: LinkKind, diagnostics: Diagnostic[]): void {
  for (const [name, { required, example }] of Object.entries(kind.options)) {
    if (!required || statement.own.some(({ key }) => key.text === name)) continue;
    const at = statement.kind?.at ?? statement.at;
    diagnostics.push(missingKey({ at, label: `\`${name}\` is missing`, help: `add ${name}: ${example}` }));
  }
  const [{ node: child }, { node: parent }] = statement.ends;
  const isCarried = kind.secondEnd === 'parent';
  const ofParent = isCarried ? statement.perEnd?.find(({ node }) => node.text === parent.text) : undefined;
  if (isCarried) checkParent(statement, ofParent, diagnostics);
  for (const { key, value } of [...(ofParent?.own ?? []), ...statement.own]) {
    if (isCarried && cableOptions[key.text]?.perEnd === 'from') {
      const help = `write \`from ${child.text}: { ${key.text}: ${value.text} }\`; what its parent sends is said at the cable of that`;
      diagnostics.push(unknownKey({ at: key.at, label: 'of the parent, too', help }));
    }
    if (Object.hasOwn(cableOptions, key.text)) continue;
    const option = Object.hasOwn(kind.options, key.text) ? kind.options[key.text] : undefined;
    const items = option?.isList ? value.text.split(',') : [value.text];
    if (option && items.every((item) => option.pattern.test(item))) continue;
    if (option !== undefined) {
      const help = `write ${option.example}`;
      diagnostics.push(badValue({ at: value.at, label: `not what the option takes of ${kind.name}`, help }));
      continue;
    }
    const owner = linkKinds.find(({ options }) => Object.hasOwn(options, key.text));
    const help = `add \`kind: ${owner?.name}\`, or take it out`;
    diagnostics.push(unknownKey({ at: key.at, label: `no option of ${kind.name}`, help }));
  }
}

function layCable(draft: Draft, cable: DeclaredCable, diagnostics: Diagnostic[]): void {
  const kind = linkKindOf(cable, diagnostics);
  if (kind !== undefined) checkOptions(cable, kind, diagnostics);
  const first = placeEnd(draft, cable, 0, diagnostics);
  const second = placeEnd(draft, cable, 1, diagnostics);
  if (kind !== undefined && first !== undefined && second !== undefined) {
    const isApart = kind.isApart?.(optionsOf(cable.statement)) && ({ isApart: true } as const);
    draft.links.push({ cable, kind, ends: [first, second], ...isApart });
    if (kind.secondEnd === 'parent') followCarrier(draft, first, second);
  }
}

/** A draft with every node, interface and link of the declaration; `host` is always there. */
export function draftInterfaces(lab: string, declaration: Declaration, at: Text, diagnostics: Diagnostic[]): Draft {
  const draft: Draft = {
    lab,
    block: at.at,
    nodes: new Map(),
    groups: declaration.groups,
    links: [],
    carriers: new Map(),
    segments: [],
    dealtBefore: declaration.dealt,
    dealt: new Map(),
    neighbours: new Set(declaration.neighbours),
  };
  for (const [name, node] of declaration.nodes) draft.nodes.set(name, draftNode(name, node, diagnostics));
  if (!draft.nodes.has('host')) {
    draft.nodes.set(
      'host',
      draftNode('host', { name: { text: 'host', at: at.at }, settings: {}, keys: new Map() }, diagnostics),
    );
  }
  // What a link is carried by has to be there first.
  const carried = ({ statement }: DeclaredCable) => isParentEnd(statement, 1);
  for (const cable of declaration.cables.filter((candidate) => !carried(candidate)))
    layCable(draft, cable, diagnostics);
  for (const cable of declaration.cables.filter(carried)) layCable(draft, cable, diagnostics);
  return draft;
}
