// What a block takes away: nodes with their cables, keys, list items, scalars whose value is the one that stands, cables.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { CableStatement, NodeRemoval, NodeSettings, Removals } from '../language/statements.ts';
import { findCable, reportNotThere } from './change.ts';
import type { Declaration, DeclaredCable, DeclaredNode } from './declaration.ts';
import {
  contentOf,
  identityOf,
  itemsOf,
  type ListKey,
  listKeys,
  placeOf,
  scalarAt,
  scalarKeys,
  scalarText,
} from './identity.ts';

function removeItems<K extends ListKey>(
  key: K,
  node: DeclaredNode,
  gone: NodeSettings,
  diagnostics: Diagnostic[],
): NodeSettings {
  if (gone[key] === undefined) return {};
  let left = itemsOf(node.settings, key);
  for (const item of itemsOf(gone, key)) {
    const same = left.find((candidate) => identityOf(key, candidate) === identityOf(key, item));
    if (same === undefined) {
      const label = `${node.name.text} has no such item`;
      reportNotThere(placeOf(key, item), label, 'repeat what an earlier step has written', diagnostics);
    } else if (contentOf(key, same) !== contentOf(key, item)) {
      const help = 'repeat it as it stands, word for word';
      reportNotThere(placeOf(key, item), 'another value stands here', help, diagnostics);
    }
    left = left.filter((candidate) => candidate !== same);
  }
  return { [key]: left };
}

function removeFromNode(node: DeclaredNode, gone: NodeRemoval, diagnostics: Diagnostic[]): DeclaredNode {
  const settings: Record<string, unknown> = { ...node.settings };
  for (const { key, at } of gone.keys) {
    if (node.settings[key] === undefined) {
      reportNotThere(at, `${key} of ${node.name.text} is not set`, `take "${key}" away from "remove:"`, diagnostics);
    }
    delete settings[key];
  }
  for (const key of scalarKeys) {
    const value = scalarText(key, gone.settings);
    const at = scalarAt(key, gone.settings);
    if (value === undefined || at === undefined) continue;
    const stands = scalarText(key, node.settings);
    if (stands !== value) {
      reportNotThere(
        at,
        stands === undefined ? 'nothing is set' : `it is ${stands}`,
        `write ${key}: ${stands ?? value}`,
        diagnostics,
      );
    }
    delete settings[key];
  }
  for (const key of listKeys) Object.assign(settings, removeItems(key, node, gone.settings, diagnostics));
  return { ...node, settings };
}

const optionKeys = ['subnet', 'mtu', 'state', 'perEnd'] as const;

/** True if the statement takes away options of the cable, and the cable stays. */
const takesOptions = (statement: CableStatement): boolean =>
  statement.own.length > 0 || optionKeys.some((key) => statement[key] !== undefined);

function withoutOptions(cable: DeclaredCable, gone: CableStatement): DeclaredCable {
  const left = Object.entries(cable.statement).filter(
    ([key]) => !optionKeys.some((option) => option === key && gone[option] !== undefined),
  );
  const own = cable.statement.own.filter(({ key }) => !gone.own.some((option) => option.key.text === key.text));
  return {
    ...cable,
    statement: { at: cable.statement.at, ends: cable.statement.ends, ...Object.fromEntries(left), own },
  };
}

function removeCables(
  cables: readonly DeclaredCable[],
  gone: readonly CableStatement[],
  diagnostics: Diagnostic[],
): DeclaredCable[] {
  let left = [...cables];
  for (const statement of gone) {
    const found = findCable(statement, left, diagnostics);
    left = takesOptions(statement)
      ? left.map((cable) => (cable === found ? withoutOptions(cable, statement) : cable))
      : left.filter((cable) => cable !== found);
  }
  return left;
}

/** The declaration without what the block removes. Addresses dealt to what is gone are free again. */
export function removeContent(declaration: Declaration, removals: Removals, diagnostics: Diagnostic[]): Declaration {
  const nodes = new Map(declaration.nodes);
  const whole = new Set<string>();
  for (const removal of removals.nodes) {
    const name = removal.name.text;
    const node = nodes.get(name);
    if (node === undefined)
      reportNotThere(removal.name.at, `no node ${name} yet`, 'name a node of an earlier step', diagnostics);
    else if (removal.whole) {
      nodes.delete(name);
      whole.add(name);
    } else nodes.set(name, removeFromNode(node, removal, diagnostics));
  }
  const cables = removeCables(declaration.cables, removals.cables, diagnostics).filter(
    ({ statement }) => !statement.ends.some(({ node }) => whole.has(node.text)),
  );
  const standing = new Set(
    cables.flatMap(({ statement, interfaces }) =>
      statement.ends.map(({ node }, side) => `${node.text}:${interfaces[side === 0 ? 0 : 1].name}`),
    ),
  );
  const dealt = new Map([...declaration.dealt].filter(([key]) => standing.has(key.slice(0, key.lastIndexOf(':')))));
  return { nodes, cables, dealt };
}
