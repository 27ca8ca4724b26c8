// The lines of firewalls: names to prefixes and interfaces, and which of a node's packets each is about.

import type { Cidr } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import { badValue } from '../../language/problems.ts';
import { type Draft, type DraftNode, speakingInterface, speakingInterfaces } from '../../model/resolve/draft.ts';
import { interfaceMeant, prefixesMeant } from '../../model/resolve/lookup.ts';
import {
  type Firewall,
  firewall,
  type Hook,
  type Line,
  type LineStatement,
  type Mark,
  type MarkStatement,
} from './key.ts';

/** The uplinks of the machine, which only the machine knows. */
const isUplink = (node: string, { text }: Text): boolean => node === 'host' && text === 'uplink';

type Places = LineStatement['from'];

/** The prefixes that are meant; undefined where nobody is named. */
function prefixes(draft: Draft, places: Places, diagnostics: Diagnostic[]): readonly Cidr[] | undefined {
  if (places.length === 0) return undefined;
  return places.flatMap((place) => (place.is === 'cidr' ? place.cidr : prefixesMeant(draft, place.name, diagnostics)));
}

/** Which of the node's packets a line is about: the node itself, among its ends, stands for the hook. */
function resolveEnds(
  draft: Draft,
  { name }: DraftNode,
  line: Pick<LineStatement, 'from' | 'to' | 'in' | 'out'>,
  diagnostics: Diagnostic[],
):
  | { readonly at: (hook: Hook) => Pick<Line, 'from' | 'to' | 'in' | 'out'>; readonly hooks: readonly Hook[] }
  | undefined {
  const isSelf = (place: Places[number]): boolean => place.is === 'name' && place.name.text === name;
  const [from, to] = [line.from, line.to].map((all) => all.filter((place) => !isSelf(place)));
  const isAlone = (all: Places, others: Places = []) => all.length > 0 && others.length === 0;
  const hooks: Hook[] = [
    ...(isAlone(line.from, from) || isAlone(line.to, to) ? [] : ['forward' as const]),
    ...(line.to.some(isSelf) ? ['input' as const] : []),
    ...(line.from.some(isSelf) ? ['output' as const] : []),
  ];
  const device = (word: 'in' | 'out', one: Text | undefined = line[word]) => {
    if (one === undefined || isUplink(name, one)) return one && { name: one.text };
    const [own] = speakingInterfaces(draft, name);
    if (one.text !== 'uplink' || own === undefined || speakingInterface(draft, name, one.text) !== undefined)
      return interfaceMeant(draft, name, one, diagnostics);
    const help = `name the interface that leads there: \`${word} ${own.name}\``;
    diagnostics.push(badValue({ at: one.at, label: 'only the machine has uplinks, and an outside', help }));
    return undefined;
  };
  const [entry, out] = [device('in'), device('out')];
  const [senders, receivers] = [from, to].map((all = []) => prefixes(draft, all, diagnostics));
  if (entry === undefined ? line.in : out === undefined && line.out) return undefined;
  if (senders?.length === 0 || receivers?.length === 0) return undefined;
  return {
    hooks,
    at: (hook) => ({
      ...(entry && { in: entry.name }),
      ...(out && { out: out.name }),
      ...(senders && hook !== 'output' && { from: senders }),
      ...(receivers && hook !== 'input' && { to: receivers }),
    }),
  };
}

function resolveLine(draft: Draft, node: DraftNode, line: LineStatement, diagnostics: Diagnostic[]): Line[] {
  const { is, at, text, verdict, state, services, with: answer } = line;
  const ends = resolveEnds(draft, node, line, diagnostics);
  return (ends?.hooks ?? []).map((hook) => ({
    ...{ is, at, text, hook, verdict, services },
    ...(state && { state }),
    ...(answer && { with: answer }),
    ...ends?.at(hook),
  }));
}

/** What comes in is marked before anybody knows whether it is for the node itself. */
function resolveMark(draft: Draft, node: DraftNode, said: MarkStatement, diagnostics: Diagnostic[]): Mark[] {
  const { is, at, text, mark, services } = said;
  const ends = resolveEnds(draft, node, said, diagnostics);
  return (ends?.hooks ?? []).map((hook) => {
    const { out: _, ...own } = ends?.at(hook) ?? {};
    return { is, at, text, mark, services, hook: hook === 'output' ? hook : 'prerouting', ...own };
  });
}

/** The firewall of every node, in the order written. */
export function resolveFirewalls(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const said = firewall.said(node.declared.settings);
    if (said === undefined) continue;
    node.things[firewall.name] = said.flatMap((item): readonly Firewall[] => {
      if (item.is === 'no lines') return [];
      if (item.is === 'policy') return [item];
      return item.is === 'mark'
        ? resolveMark(draft, node, item, diagnostics)
        : resolveLine(draft, node, item, diagnostics);
    });
  }
}
