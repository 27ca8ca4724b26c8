// What a block says of the groups that stand, and whether that fits them.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Groups } from '../language/reading.ts';
import type { GroupRemoval, Statements } from '../language/statements.ts';
import { reportNotThere } from './find.ts';

const groupTwice = defineDiagnostic('group-twice', 'group that is defined twice');

function checkRemoval({ name, members }: GroupRemoval, earlier: Groups, diagnostics: Diagnostic[]): void {
  const stands = earlier.get(name.text);
  if (stands === undefined) {
    reportNotThere(name.at, 'no such group', 'repeat what an earlier step has written', diagnostics);
    return;
  }
  const list = (names: Iterable<{ readonly text: string }>) => Array.from(names, ({ text }) => text).join(', ');
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
