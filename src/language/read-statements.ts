// Reads a block: the YAML tree in, statements out, with every sentence parsed and every range expanded.

import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import { nodeKinds } from '../kinds/kinds.ts';
import type { Block, YamlMap } from '../source/tutorial.ts';
import { type BlockFields, block as blockShape } from './block.ts';
import { type Definitions, expandGroups, groupsAfter, readRemoval } from './groups.ts';
import { expandNodes, expandRemovals } from './node-statements.ts';
import { checkTwice } from './problems.ts';
import { type Budget, type Groups, Reading } from './reading.ts';
import type { CheckStatement, Content, GroupRemoval, GroupStatement, Statements } from './statements.ts';

export interface StatementsRead {
  /** Missing if there are errors: half a block would lead to errors about what is not there. */
  readonly statements?: Statements;
  /** What could be understood: where there are errors, with holes. Missing if nothing could. */
  readonly understood?: Statements;
  readonly diagnostics: readonly Diagnostic[];
}

/** The groups of a block, read before anything else, since every name may be one. */
interface BlockGroups {
  readonly removed: readonly GroupRemoval[];
  readonly changed: readonly GroupStatement[];
  readonly added: readonly GroupStatement[];
}

/** Only the parts of a block that say something of groups. */
function aboutGroups(content: YamlMap): YamlMap {
  const entries = content.entries.flatMap(({ key, value }) => {
    if (key.text === 'groups') return [{ key, value }];
    const section = key.text === 'change' || key.text === 'remove';
    return section && value.is === 'map' ? [{ key, value: aboutGroups(value) }] : [];
  });
  return { ...content, entries };
}

function readGroups(content: YamlMap, earlier: Groups, reading: Reading): BlockGroups {
  // What is wrong with the shape of the sections is reported when the whole block is read.
  const fields = blockShape.read(aboutGroups(content), new Reading(earlier))?.fields;
  const removed = (fields?.remove?.fields.groups ?? []).map(({ name, members }) => readRemoval(name, members, reading));
  const expand = (definitions: Definitions = []) => expandGroups(definitions, reading);
  const changed = expand(fields?.change?.fields.groups);
  reading.groups = groupsAfter(earlier, removed, changed, reading);
  const added = expand(fields?.groups);
  reading.groups = groupsAfter(reading.groups, [], added, reading);
  return { removed, changed, added };
}

function readContent(fields: BlockFields, reading: Reading): Content {
  const nodes = expandNodes(fields.nodes ?? [], reading);
  return { nodes, cables: fields.links ?? [], groups: [...reading.groups.keys()] };
}

/** The bridges and switches among the nodes of a block. What is wrong with them is reported when the whole block is read. */
function bridgesIn(content: YamlMap, groups: Groups): readonly string[] {
  const reading = new Reading(groups);
  const nodes = { ...content, entries: content.entries.filter(({ key }) => key.text === 'nodes') };
  const found = expandNodes(blockShape.read(nodes, reading)?.fields.nodes ?? [], reading);
  const isBridge = (kind: string | undefined) => nodeKinds.find(({ name }) => name === kind)?.bridge !== undefined;
  return found.flatMap(({ name, kind }) => (isBridge(kind?.text) ? [name.text] : []));
}

/** What two checks share that ask the same. */
function questionOf(check: CheckStatement): string {
  return `${check.text} ${check.details ?? ''}`;
}

/** Leaves out what is asked a second time, and tells of it. */
function askedOnce(checks: readonly CheckStatement[], reading: Reading): readonly CheckStatement[] {
  const first = new Map<string, CheckStatement>();
  const again = new Map<Span, CheckStatement>();
  for (const check of checks) {
    const question = questionOf(check);
    const before = first.get(question);
    if (before === undefined) first.set(question, check);
    else if (!again.has(check.at)) again.set(check.at, before);
  }
  for (const [at, before] of again) {
    const related = before.at === at ? [] : [{ at: before.at, label: 'asked here already' }];
    const label = before.text.split(' ').length > 7 ? 'asks something again' : `\`${before.text}\` again`;
    reading.report(checkTwice({ at, label, help: 'take one of the two out, or say what is different', related }));
  }
  return [...first.values()];
}

/** Reads one block. `groups` and `bridges` are those of the lab before it; `budget` what the tutorial may still make. */
export function readStatements(
  block: Block,
  groups: Groups,
  bridges: () => readonly string[] = () => [],
  budget?: Budget,
): StatementsRead {
  const reading: Reading = new Reading(
    groups,
    () => new Set([...bridges(), ...bridgesIn(block.content, reading.groups)]),
    budget,
  );
  const blockGroups = readGroups(block.content, groups, reading);
  const fields = blockShape.read(block.content, reading)?.fields;
  if (fields === undefined) return { diagnostics: reading.diagnostics };
  const add = readContent(fields, reading);
  const change = readContent(fields.change?.fields ?? {}, reading);
  const removed = fields.remove?.fields;
  const nodes = reading.withEarlierGroups(() => expandRemovals(removed?.nodes ?? [], reading));
  const checks = askedOnce(fields.checks ?? [], reading);
  const { diagnostics } = reading;
  const { lab, step } = fields;
  const understood: Statements = {
    at: block.at,
    ...(lab === undefined ? {} : { lab }),
    ...(step === undefined ? {} : { step }),
    groups: blockGroups.added,
    groupChanges: blockGroups.changed,
    groupsNow: reading.groups,
    remove: { groups: blockGroups.removed, nodes, cables: removed?.links ?? [] },
    change,
    add,
    checks,
  };
  return hasErrors(diagnostics) ? { understood, diagnostics } : { statements: understood, understood, diagnostics };
}
