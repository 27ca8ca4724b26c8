// The lines of text that stand in the boxes of a diagram, and which of them a step adds or takes away.

import { formatAddress, formatCidr } from '../../address.ts';
import { nodeKeys, nodeKindNamed, nodeKinds } from '../../kinds/kinds.ts';
import type { Interface, Node, Route } from '../../model/lab.ts';
import type { Change, Line } from './drawing.ts';
import type { DiagramWords } from './words.ts';

/** Routes of one box beyond which the rest is counted. */
const mostRoutes = 4;

/** Columns after which a line goes on in the next. */
const longest = 40;

/** A line before it is compared with the step before. */
type Said = Omit<Line, 'change'>;

/** What is said of something now, beside what was said of it before (undefined: there was no step before, or all of it is new). */
export function compareLines(now: readonly Said[], before: readonly Said[] | undefined): Line[] {
  if (before === undefined) return now.map((line) => ({ ...line, change: 'same' }));
  const known = new Set(before.map(({ text }) => text));
  const kept = new Set(now.map(({ text }) => text));
  return [
    ...now.map((line): Line => ({ ...line, change: known.has(line.text) ? 'same' : 'new' })),
    ...before.filter(({ text }) => !kept.has(text)).map((line): Line => ({ ...line, change: 'gone' })),
  ];
}

/** How a thing has changed, by what could be said of it: undefined where it is not there. */
export function changeOf(now: string | undefined, before: string | undefined): Change {
  if (now === before) return 'same';
  if (before === undefined) return 'new';
  return now === undefined ? 'gone' : 'changed';
}

/** A route in the words of `ip route`; `dev` where nothing else says where to. */
function routeText({ type, to, hops, metric, table }: Route): string {
  const words: string[] = type === 'unicast' ? [] : [type];
  words.push(to.length === 0 ? 'default' : formatCidr(to));
  const ways = hops.map(({ via, dev }) => (via === undefined ? `dev ${dev}` : `via ${formatAddress(via)}`));
  words.push(ways.join(', '));
  if (metric !== undefined) words.push(`metric ${metric}`);
  if (table !== undefined) words.push(`table ${table}`);
  return words.filter((word) => word !== '').join(' ');
}

/** A text in lines of at most `longest` characters, broken at blanks; a longer word has a line of its own. */
function broken(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function routeLines(routes: readonly Route[], words: DiagramWords): Said[] {
  const texts = routes.map(routeText);
  const shown = texts.length > mostRoutes ? texts.slice(0, mostRoutes - 1) : texts;
  const lines: Said[] = shown.map((text) => ({ is: 'route', text, code: true }));
  const rest = texts.length - shown.length;
  return rest === 0 ? lines : [...lines, { is: 'more', text: words.moreRoutes(rest), code: false }];
}

/** What a box says of its node besides the name: its kind, what it does with packets of others, its routes. */
export function nodeLines(node: Node, words: DiagramWords): Said[] {
  const kind = nodeKindNamed(node.kind);
  const named = kind !== undefined && kind !== nodeKinds[0] && nodeKinds.includes(kind);
  const badges = nodeKeys.flatMap((key) => key.badge?.(key.of(node)) ?? []);
  const forwards = node.forward && kind?.forwards !== true;
  return [
    ...(named ? [{ is: 'kind' as const, text: node.kind, code: false }] : []),
    ...(forwards ? [{ is: 'forwards' as const, text: words.forwards, code: false }] : []),
    ...node.translations
      .flatMap(({ text }) => broken(text))
      .map((text) => ({ is: 'translation' as const, text, code: true })),
    ...routeLines(node.routes, words),
    ...badges.map((text) => ({ is: 'option' as const, text, code: true })),
  ];
}

/** What stands beside the name of an interface: first what it is, where that is more than an end of a cable. `kind` is that of its link. */
export function interfaceLines(port: Interface, kind: string | undefined, words: DiagramWords): Said[] {
  const option = (text: string, code: boolean): Said => ({ is: 'option', text, code });
  return [
    ...[kind ?? (port.standsForNode ? undefined : port.device?.type) ?? []].flat().map((text) => option(text, false)),
    ...port.addresses.map(({ cidr }): Said => ({ is: 'address', text: formatCidr(cidr), code: true })),
    ...(port.mtu === undefined ? [] : [option(`mtu ${port.mtu}`, true)]),
    ...(port.mac === undefined ? [] : [option(port.mac, true)]),
    ...(port.up ? [] : [option(words.down, false)]),
  ];
}
