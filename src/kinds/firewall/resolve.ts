// The lines of firewalls: names to prefixes and interfaces, and which of a node's packets each is about.

import type { Cidr } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { notYet } from '../../language/problems.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { interfaceMeant, prefixesMeant } from '../../model/resolve/lookup.ts';
import { type Firewall, firewall, type Hook, type Line, type LineStatement } from './key.ts';

type Places = LineStatement['from'];

/** The prefixes that are meant; undefined where nobody is named. */
function prefixes(draft: Draft, places: Places, diagnostics: Diagnostic[]): readonly Cidr[] | undefined {
  if (places.length === 0) return undefined;
  return places.flatMap((place) => (place.is === 'cidr' ? place.cidr : prefixesMeant(draft, place.name, diagnostics)));
}

function resolveLine(draft: Draft, { name }: DraftNode, line: LineStatement, diagnostics: Diagnostic[]): Line[] {
  const { is, at, text, verdict, state, services, with: answer } = line;
  const isSelf = (place: Places[number]): boolean => place.is === 'name' && place.name.text === name;
  const [from, to] = [line.from, line.to].map((all) => all.filter((place) => !isSelf(place)));
  const isAlone = (all: Places, others: Places = []) => all.length > 0 && others.length === 0;
  const found: Hook[] = [
    ...(isAlone(line.from, from) || isAlone(line.to, to) ? [] : ['forward' as const]),
    ...(line.to.some(isSelf) ? ['input' as const] : []),
    ...(line.from.some(isSelf) ? ['output' as const] : []),
  ];
  const [entry, out] = [line.in, line.out].map((one) => one && interfaceMeant(draft, name, one, diagnostics));
  const [senders, receivers] = [from, to].map((all = []) => prefixes(draft, all, diagnostics));
  if (entry === undefined ? line.in : out === undefined && line.out) return [];
  if (senders?.length === 0 || receivers?.length === 0) return [];
  return found.map((hook) => ({
    ...{ is, at, text, hook, verdict, services },
    ...(state && { state }),
    ...(answer && { with: answer }),
    ...(entry && { in: entry.name }),
    ...(out && { out: out.name }),
    ...(senders && hook !== 'output' && { from: senders }),
    ...(receivers && hook !== 'input' && { to: receivers }),
  }));
}

/** The firewall of every node, in the order written. */
export function resolveFirewalls(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const said = firewall.said(node.declared.settings) ?? [];
    const [first] = said;
    if (first !== undefined && node.netns === null) {
      // What it let in and out would be the machine's own, and the way by which its author is there.
      const help = `give the firewall to a router between ${node.name} and the lab`;
      diagnostics.push(notYet({ at: first.at, label: 'a firewall of the machine itself comes later', help }));
      continue;
    }
    node.things[firewall.name] = said.flatMap((item): readonly Firewall[] =>
      item.is === 'policy' ? [item] : resolveLine(draft, node, item, diagnostics),
    );
  }
}
