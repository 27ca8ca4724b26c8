// What a block adds to the lab: new nodes and cables, new keys of known nodes. To alter a thing is not to add it.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { ListKey } from '../../kinds/node-key.ts';
import type { CableStatement, Content, NodeSettings } from '../../language/statements.ts';
import { alreadyThere, byIdentity, reportAlreadyThere } from './already-there.ts';
import { combineNodes, placesOf } from './combine.ts';
import type { Declaration, DeclaredNode } from './declaration.ts';
import { Cables } from './find.ts';
import { areUnique, itemsOf, listKeys, scalarIn, scalarKeys } from './identity.ts';
import { nameEnds } from './name-ends.ts';

const alreadySet = defineDiagnostic('already-set', 'value that an earlier step has set');

function reportSet(name: string, key: string, stands: Text, now: Text, diagnostics: Diagnostic[]): void {
  if (stands.text === now.text) return;
  const edit = `change: { nodes: { ${name}: { ${key}: ${now.text} } } }`;
  const related = [{ at: stands.at, label: 'set here' }];
  const help = `to alter it, write it under "change:", as in "${edit}"`;
  diagnostics.push(alreadySet({ at: now.at, label: `${key} of ${name} is set already`, related, help }));
}

function addScalars(node: DeclaredNode, more: DeclaredNode, diagnostics: Diagnostic[]): NodeSettings {
  const added: Record<string, unknown> = {};
  for (const key of scalarKeys) {
    const now = scalarIn(key, more.settings);
    if (now === undefined) continue;
    const old = scalarIn(key, node.settings);
    if (old !== undefined) reportSet(node.name.text, key.name, old, now, diagnostics);
    added[key.name] = key.said(more.settings);
  }
  return added;
}

function addList(key: ListKey, old: NodeSettings, more: NodeSettings, diagnostics: Diagnostic[]): NodeSettings {
  const { name, merge } = key;
  const before = itemsOf(key, old);
  // What a range of nodes says alike is one list for all of them.
  if (before.length === 0 && areUnique(key, more)) return { [name]: key.said(more) };
  const known = byIdentity(merge, before);
  const fresh = new Set<unknown>();
  for (const item of itemsOf(key, more)) {
    const alike = known.get(merge.identity(item)) ?? [];
    // There are two families, so a third one is one too many.
    const same = alike.find((one, index) => index > 0 || merge.beside?.mayStand(one, item) !== true);
    if (same === undefined) {
      known.set(merge.identity(item), [...alike, item]);
      fresh.add(item);
    } else diagnostics.push(reportAlreadyThere(merge, same, item, fresh.has(same)));
  }
  return { [name]: [...before, ...fresh] };
}

function addToNode(node: DeclaredNode, more: DeclaredNode, diagnostics: Diagnostic[]): DeclaredNode {
  const { kind } = more;
  if (kind !== undefined && node.kind !== undefined) reportSet(node.name.text, 'kind', node.kind, kind, diagnostics);
  const said = listKeys.filter((key) => key.said(more.settings) !== undefined);
  const settings: NodeSettings = Object.assign(
    {},
    node.settings,
    addScalars(node, more, diagnostics),
    ...said.map((key) => addList(key, node.settings, more.settings, diagnostics)),
  );
  const known = node.kind ?? kind;
  const keys = placesOf(node.keys, more.keys);
  return { name: node.name, ...(known === undefined ? {} : { kind: known }), settings, keys };
}

/** True of a cable that may stand already: it names both of its interfaces. */
const isNamed = ({ ends }: CableStatement): boolean => ends.every((end) => end.interface !== undefined);

/** The declaration with what the block adds. */
export function addContent(
  lab: string,
  declaration: Declaration,
  content: Content,
  diagnostics: Diagnostic[],
): Declaration {
  const nodes = new Map(declaration.nodes);
  for (const [name, more] of combineNodes(content.nodes, diagnostics)) {
    const node = nodes.get(name) ?? { name: more.name, settings: {}, keys: new Map() };
    nodes.set(name, addToNode(node, more, diagnostics));
  }
  const fresh: CableStatement[] = [];
  const standing = new Cables(content.cables.some(isNamed) ? declaration.cables : []);
  for (const statement of content.cables) {
    const [, same] = (isNamed(statement) ? standing.fitting(statement)[0] : undefined) ?? [];
    if (same === undefined) {
      fresh.push(statement);
      continue;
    }
    const related = [{ at: same.statement.at, label: 'said here' }];
    const help = 'to alter its options, write it under "change:"; else take one of the two away';
    diagnostics.push(alreadyThere({ at: statement.at, label: 'this cable is there already', related, help }));
  }
  const cables = nameEnds(lab, nodes, declaration.cables, fresh, diagnostics);
  return { ...declaration, nodes, cables, groups: content.groups };
}
