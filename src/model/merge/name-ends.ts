// Gives every end of a cable its interface's name: the author's, or one made from what it leads to.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { hostKind, linkKindNamed, linkKinds, nodeKinds, saysOf } from '../../kinds/kinds.ts';
import type { NodeKind } from '../../kinds/node-kind.ts';
import type { CableEnd, CableStatement } from '../../language/statements.ts';
import { fingerprint } from '../fingerprint.ts';
import { ipWord } from '../ip-words.ts';
import type { DeclaredCable, DeclaredNode, EndName } from './declaration.ts';

const parentMissing = defineDiagnostic('parent-missing', 'link without the interface that carries it');
const duplicateInterface = defineDiagnostic('duplicate-interface', 'interface name used twice in one namespace');

/** The kernel's limit: IFNAMSIZ of linux/if.h less the closing NUL. */
const longestName = 15;

/** The kind of a node as declared; the default where none is written, undefined where it is unknown. */
export function kindOf(name: string, node: DeclaredNode | undefined): NodeKind | undefined {
  if (name === 'host') return hostKind;
  const wanted = node?.kind?.text;
  return wanted === undefined ? nodeKinds[0] : nodeKinds.find((kind) => kind.name === wanted);
}

/** True if the end on this side is an interface that exists already and carries the link. */
export function isParentEnd({ kind }: CableStatement, side: 0 | 1): boolean {
  const known = kind === undefined ? linkKinds[0] : linkKindNamed(kind.text);
  return side === 1 && known?.secondEnd === 'parent';
}

/** True if the end may be an interface that exists already: nobody knows what a link of an unknown kind makes. */
function mayBeParentEnd(statement: CableStatement, side: 0 | 1): boolean {
  const { kind } = statement;
  return isParentEnd(statement, side) || (side === 1 && kind !== undefined && linkKindNamed(kind.text) === undefined);
}

/** The namespace in which an end of this node lies, as a key: nodes on the machine share one. */
function namespaceKey(node: string, kind: NodeKind | undefined): string {
  return kind !== undefined && kind.namespace === undefined ? '' : node;
}

interface Naming {
  readonly lab: string;
  readonly nodes: ReadonlyMap<string, DeclaredNode>;
  /** Plugs by namespace and name, to find a name that is taken. */
  readonly taken: Map<string, CableEnd>;
  /** The next number to try: of `ethN` by namespace, of other names by what they are made of. */
  readonly next: Map<string, number>;
}

/** The first of the names, made with 1, 2 …, that is not taken. What was tried for the same thing before is not tried again. */
function firstFree({ taken, next }: Naming, key: string, made: string, nameOf: (number: number) => string): string {
  for (let number = next.get(made) ?? 1; ; number++) {
    const name = nameOf(number);
    if (taken.has(`${key} ${name}`)) continue;
    next.set(made, number + 1);
    return name;
  }
}

function nameOnMachine(naming: Naming, far: CableEnd, farName: string | undefined): EndName {
  const alias = farName === undefined ? far.node.text : `${far.node.text}:${farName}`;
  const nameOf = (number: number) => `ng${fingerprint(`${naming.lab} ${alias} ${number}`).slice(0, 10)}`;
  return { name: firstFree(naming, '', ` ${alias}`, nameOf), alias };
}

/** The far node's name, and with a number where it is taken already, or where ip takes it for a word of its own. */
function nameOnSwitch(naming: Naming, key: string, far: CableEnd): EndName {
  const { text } = far.node;
  const plain = ipWord(text) === undefined;
  const name = firstFree(naming, key, `${key} ${text}`, (number) =>
    plain && number === 1 ? text : `${text}-${number}`,
  );
  return name.length > longestName ? nameOnMachine(naming, far, undefined) : { name };
}

const nameInNamespace = (naming: Naming, key: string): EndName => ({
  name: firstFree(naming, key, key, (number) => `eth${number - 1}`),
});

function nameEnd(naming: Naming, plug: CableEnd, far: CableEnd): EndName {
  if (plug.interface !== undefined) return { name: plug.interface.text };
  const kind = kindOf(plug.node.text, naming.nodes.get(plug.node.text));
  const key = namespaceKey(plug.node.text, kind);
  const end =
    key === ''
      ? nameOnMachine(naming, far, far.interface?.text)
      : kind?.bridge === undefined
        ? nameInNamespace(naming, key)
        : nameOnSwitch(naming, key, far);
  naming.taken.set(`${key} ${end.name}`, plug);
  return end;
}

function take(naming: Naming, plug: CableEnd, name: string, diagnostics: Diagnostic[]): void {
  const key = `${namespaceKey(plug.node.text, kindOf(plug.node.text, naming.nodes.get(plug.node.text)))} ${name}`;
  const before = naming.taken.get(key);
  if (before === undefined) naming.taken.set(key, plug);
  else if (before !== plug) {
    diagnostics.push(
      duplicateInterface({
        at: plug.interface?.at ?? plug.at,
        label: `${name} again`,
        related: [{ at: before.interface?.at ?? before.at, label: `${name} first used here` }],
        help: `give one of the two ends of ${plug.node.text} another interface`,
      }),
    );
  }
}

function takeWritten(naming: Naming, statement: CableStatement, diagnostics: Diagnostic[]): void {
  for (const side of [0, 1] as const) {
    const plug = statement.ends[side];
    if (!mayBeParentEnd(statement, side)) {
      if (plug.interface !== undefined) take(naming, plug, plug.interface.text, diagnostics);
    } else if (plug.interface === undefined && isParentEnd(statement, side)) {
      const help = `name the interface of ${plug.node.text} that carries it: ${plug.node.text}:eth0`;
      diagnostics.push(parentMissing({ at: plug.at, label: 'which interface?', help }));
    }
  }
}

function takeBridges(naming: Naming): void {
  for (const [name, node] of naming.nodes) {
    const kind = kindOf(name, node);
    if (kind?.bridge === undefined) continue;
    const at = node.name.at;
    naming.taken.set(`${namespaceKey(name, kind)} ${kind.bridge.name(name)}`, { at, node: node.name, places: [] });
  }
}

function takeDevices(naming: Naming, diagnostics: Diagnostic[]): void {
  for (const { name: node, settings } of naming.nodes.values()) {
    for (const { name } of saysOf(settings)('devices'))
      take(naming, { at: name.at, node, interface: name, places: [] }, name.text, diagnostics);
  }
}

/**
 * All cables, the fresh ones with names: `eth0`, `eth1` … in a namespace, skipping names in use; on a switch the far
 * node's name; on the machine `ng` and ten hex digits, with the reading name as alias. Reports names used twice.
 */
export function nameEnds(
  lab: string,
  nodes: ReadonlyMap<string, DeclaredNode>,
  cables: readonly DeclaredCable[],
  fresh: readonly CableStatement[],
  diagnostics: Diagnostic[],
): DeclaredCable[] {
  const naming: Naming = { lab, nodes, taken: new Map(), next: new Map() };
  takeBridges(naming);
  for (const { statement, interfaces } of cables) {
    for (const side of [0, 1] as const) {
      if (!mayBeParentEnd(statement, side)) take(naming, statement.ends[side], interfaces[side].name, []);
    }
  }
  takeDevices(naming, diagnostics);
  for (const statement of fresh) takeWritten(naming, statement, diagnostics);
  const named = fresh.map((statement): DeclaredCable => {
    const [a, b] = statement.ends;
    return { statement, interfaces: [nameEnd(naming, a, b), nameEnd(naming, b, a)] };
  });
  return [...cables, ...named];
}
