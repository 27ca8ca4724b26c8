// A name that no node or interface has: misspelt, a range with one dash for two dots, or a member of a group that is not there.
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import { type DashedRange, dashedRange } from '../../language/meant.ts';
import type { Named } from '../../language/statements.ts';

const unknownNode = defineDiagnostic('unknown-node', 'name that no node has');
const unknownInterface = defineDiagnostic('unknown-interface', 'interface that the node does not have');

/** After so many problems no more names are compared: each takes as long as there are nodes. */
const mostGuesses = 100;

function guess(name: string, known: () => Iterable<string>, diagnostics: readonly Diagnostic[]): string | undefined {
  return diagnostics.length < mostGuesses ? nearest(name, known()) : undefined;
}

/** Every name that may stand for nodes. */
export interface KnownNames {
  readonly groups: readonly string[];
  /** Each with its place, for those that are written. */
  readonly nodes: ReadonlyMap<string, Span | undefined>;
}

const holds = ({ before, first, last }: DashedRange, name: string): boolean => {
  const number = name.startsWith(before) ? name.slice(before.length) : '';
  return /^\d{1,9}$/.test(number) && Number(number) >= first && Number(number) <= last;
};

/** The report where a dash stands for the dots of a range: in this name, or in that of a node which this one was to be of. */
function reportDash({ text, at }: Named, { nodes }: KnownNames): Diagnostic | undefined {
  const own = dashedRange(text);
  if (own !== undefined && nodes.has(own.before + own.first) && nodes.has(own.before + own.last)) {
    const help = `write ${own.range} for the nodes from ${own.before}${own.first} to ${own.before}${own.last}`;
    return unknownNode({ at, label: 'a range has two dots', help, expected: [own.range] });
  }
  for (const [name, place] of nodes) {
    const meant = dashedRange(name);
    if (meant === undefined || place === undefined || !holds(meant, text)) continue;
    const help = `write ${meant.range} for a node of each number`;
    const related = [{ at, label: 'no node of this name' }];
    return unknownNode({ at: place, label: 'one node; a range has two dots', related, help, expected: [meant.range] });
  }
  return undefined;
}

function reportName({ text, at, member }: Named, help: string, expected: readonly string[]): Diagnostic {
  if (member === undefined) return unknownNode({ at, label: 'no node of this name', help, expected });
  const related = [{ at: member, label: 'a member of the group' }];
  const either = `add ${text} to "nodes:", or take it out of the group`;
  return unknownNode({ at, label: `no node ${text}, which it stands for`, related, help: either });
}

/** Reports a name that no node has, with the nearest of those that are known. */
export function reportUnknownNode(name: Named, known: () => KnownNames, diagnostics: Diagnostic[]): void {
  const dash = diagnostics.length < mostGuesses ? reportDash(name, known()) : undefined;
  // A group is sooner meant than one node, which has many of its like.
  const names = () => {
    const { groups, nodes } = known();
    return [...groups, ...nodes.keys()];
  };
  const close = dash === undefined ? guess(name.text, names, diagnostics) : undefined;
  const help =
    close === undefined
      ? `add it to "nodes:", as in "nodes: { ${name.text}: }"`
      : `write ${close}, or add ${name.text} to "nodes:"`;
  diagnostics.push(dash ?? reportName(name, help, close === undefined ? [] : [close]));
}

/** Reports an interface that a node does not have. `uplink` is what to do about `host:uplink`, `before` what stands before the interface. */
export function reportUnknownInterface(
  name: Text,
  node: string,
  known: readonly string[],
  diagnostics: Diagnostic[],
  uplink = 'write host for host:uplink',
  before = `${node}:`,
): void {
  if (node === 'host' && name.text === 'uplink') {
    const label = 'stands for the interfaces that lead out';
    diagnostics.push(unknownInterface({ at: name.at, label, help: uplink }));
    return;
  }
  const close = guess(name.text, () => known, diagnostics);
  const others =
    known.length === 0
      ? `${node} has no interface yet: a cable gives it one`
      : `write one of ${node}: ${known.slice(0, mostGuesses).join(', ')}`;
  const help = close === undefined ? others : `write ${before}${close}`;
  const expected = close === undefined ? [] : [close];
  diagnostics.push(unknownInterface({ at: name.at, label: `${node} has no ${name.text}`, help, expected }));
}
