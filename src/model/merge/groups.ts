// What a block says of the groups that stand, and whether that fits them.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Groups } from '../../language/reading.ts';
import type { GroupRemoval, Statements } from '../../language/statements.ts';
import type { DeclaredNode } from './declaration.ts';
import { reportNotThere } from './find.ts';

const groupTwice = defineDiagnostic('group-twice', 'name that a group or a node has already');

function checkRemoval({ name, members }: GroupRemoval, earlier: Groups, diagnostics: Diagnostic[]): void {
  const stands = earlier.get(name.text);
  if (stands === undefined) {
    reportNotThere(name.at, 'no such group', 'repeat what an earlier step has written', diagnostics);
    return;
  }
  const list = (names: Iterable<{ readonly text: string }>) =>
    Array.from(names, ({ text }) => text)
      .toSorted()
      .join(', ');
  if (members === undefined || list(members) === list(stands)) return;
  const help = `write only "${name.text}:" to take the group away; to take a member out, write under "change:" who is left`;
  reportNotThere(name.at, 'another value stands here', help, diagnostics);
}

/** Reports groups that are taken away or changed and are not there, and those that are added and are. */
export function checkGroups(earlier: Groups, statements: Statements, diagnostics: Diagnostic[]): void {
  const groups = new Set(earlier.keys());
  for (const removal of statements.remove.groups) {
    checkRemoval(removal, earlier, diagnostics);
    groups.delete(removal.name.text);
  }
  for (const { name } of statements.groupChanges) {
    if (!groups.has(name.text))
      reportNotThere(name.at, 'no such group', 'write it outside of "change:" to add it', diagnostics);
    groups.add(name.text);
  }
  for (const { name } of statements.groups) {
    if (!groups.has(name.text)) continue;
    const help = 'give it another name, or write it under "remove:" first';
    diagnostics.push(groupTwice({ at: name.at, label: `${name.text} is a group already`, help }));
  }
}

type Nodes = ReadonlyMap<string, DeclaredNode>;

/** Reports nodes and groups of one name, where the later of the two comes: with a group, or with a range that a node is one of. */
export function checkNamesakes(
  places: Map<string, Span>,
  { groups, groupsNow }: Statements,
  before: Nodes,
  after: Nodes,
  diagnostics: Diagnostic[],
): void {
  const fresh = new Set(groups.map(({ name }) => name.text));
  for (const { name } of groups) places.set(name.text, name.at);
  for (const name of groupsNow.keys()) {
    const node = after.get(name)?.name;
    const group = places.get(name);
    const known = before.has(name);
    if (node === undefined || group === undefined || (known && !fresh.has(name))) continue;
    const [at, other] = known ? [group, node.at] : [node.at, group];
    const label = known ? `${name} is a node already` : `${name} is a group already`;
    const related = [{ at: other, label: known ? 'the node' : 'the group' }];
    diagnostics.push(groupTwice({ at, label, related, help: 'give one of the two another name' }));
  }
}
