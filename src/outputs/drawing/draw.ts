// From the state of a lab to what a diagram of it shows.
import { formatAddress, formatCidr } from '../../address.ts';
import { nodeKeys, nodeKindNamed, nodeKinds } from '../../kinds/kinds.ts';
import { kinds } from '../../kinds/list.ts';
import { isUplink, ownBridgeOf } from '../../model/interfaces.ts';
import {
  type Check,
  type Egress,
  type Interface,
  type InterfaceRef,
  interfaceNamed,
  type Link,
  type Node,
  type Route,
  type State,
} from '../../model/lab.ts';
import { onceFor } from '../../once-for.ts';
import { destinationText, tableWords } from '../../plan/route-words.ts';
import type { DiagramTexts } from './diagram-texts.ts';
import {
  type Box,
  boxesOf,
  type Change,
  type Drawing,
  type Edge,
  type Line,
  type Port,
  type Segment,
  type Subject,
} from './drawing.ts';

/** Routes of one box beyond which the rest is counted. */
const mostRoutes = 4;

/** Columns after which a line goes on in the next. */
const longest = 40;

type Said = Omit<Line, 'change'>;

/** What is said of something now, beside what was said of it before (undefined: there was no step before, or all of it is new). */
function compareLines(now: readonly Said[], before: readonly Said[] | undefined): Line[] {
  if (before === undefined) return now.map((line) => ({ ...line, change: 'same' }));
  const known = new Set(before.map(({ text }) => text));
  const kept = new Set(now.map(({ text }) => text));
  return [
    ...now.map((line): Line => ({ ...line, change: known.has(line.text) ? 'same' : 'new' })),
    ...before.filter(({ text }) => !kept.has(text)).map((line): Line => ({ ...line, change: 'gone' })),
  ];
}

/** How a thing has changed, by what could be said of it: undefined where it is not there. */
function changeOf(now: string | undefined, before: string | undefined): Change {
  if (now === before) return 'same';
  if (before === undefined) return 'new';
  return now === undefined ? 'gone' : 'changed';
}

/** A route in the words of `ip route`; `dev` where nothing else says where to. */
function routeText(route: Route): string {
  const { type, hops, metric } = route;
  const parts: string[] = type === 'unicast' ? [] : [type];
  parts.push(destinationText(route));
  parts.push(hops.map(({ via, dev }) => (via === undefined ? `dev ${dev}` : `via ${formatAddress(via)}`)).join(', '));
  if (metric !== undefined) parts.push(`metric ${metric}`);
  return [...parts, ...tableWords(route)].filter((word) => word !== '').join(' ');
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

function routeLines(routes: readonly Route[], texts: DiagramTexts): Said[] {
  const shown = routes.length > mostRoutes ? routes.slice(0, mostRoutes - 1) : routes;
  const lines: Said[] = shown.map((route) => ({ text: routeText(route), code: true }));
  const rest = routes.length - shown.length;
  return rest === 0 ? lines : [...lines, { text: texts.moreRoutes(rest), code: false }];
}

/** What a box says of its node besides the name: its kind, what it does with packets of others, its routes. */
function nodeLines(node: Node, texts: DiagramTexts): Said[] {
  const kind = nodeKindNamed(node.kind);
  const named = kind !== undefined && kind !== nodeKinds[0] && nodeKinds.includes(kind);
  const badges = nodeKeys.flatMap((key) => key.badge?.(key.of(node)) ?? []);
  const forwards = node.forward && kind?.forwards !== true;
  return [
    ...(named ? [{ text: node.kind, code: false }] : []),
    ...(forwards ? [{ text: texts.forwards, code: false }] : []),
    ...badges.flatMap(broken).map((text) => ({ text, code: true })),
    ...routeLines(node.routes, texts),
  ];
}

/** What stands beside the name of an interface: first what it is, where it is more than an end of a cable of `kind`. */
function interfaceLines(port: Interface, kind: string | undefined, texts: DiagramTexts, namesBridge = false): Said[] {
  const option = (text: string, code: boolean): Said => ({ text, code });
  return [
    ...[kind ?? (port.standsForNode ? undefined : port.device?.type) ?? []].flat().map((text) => option(text, false)),
    ...port.addresses.map(({ cidr }) => option(formatCidr(cidr), true)),
    ...kinds.flatMap((each) => each.badge?.(port) ?? []).map((text) => option(text, true)),
    ...(port.mtu === undefined ? [] : [option(`mtu ${port.mtu}`, true)]),
    ...(port.mac === undefined ? [] : [option(port.mac, true)]),
    ...(namesBridge && port.master !== undefined ? [option(texts.portOf(port.master), false)] : []),
    ...(port.up ? [] : [option(texts.down, false)]),
  ];
}

const keyOf = (end: InterfaceRef): string => (isUplink(end) ? 'outlet uplink' : `${end.node}:${end.interface}`);
const linkKey = ({ kind, ends }: Link): string => [kind, ...ends.map(keyOf)].join(' ');
const linkKeys = onceFor(({ links }: State): ReadonlySet<string> => new Set(links.map(linkKey)));

/** The ways out of the machine that the step speaks of, or that something stands or stood on, but for those that are interfaces of the lab. */
function outletsOf(state: State, checks: readonly Check[], before: State): string[] {
  const host = state.nodes.get('host');
  const named = host?.egresses ?? [];
  const outside = checks.some((check) => check.parties.some(({ is }) => is === 'outside'));
  const speaks = outside || host?.forward === true;
  const outlets: readonly Egress[] = named.length === 0 && speaks ? [{ is: 'uplink' }] : named;
  const own = new Set(host?.interfaces.map(({ name }) => name));
  const names = outlets.map((outlet) => (outlet.is === 'uplink' ? 'uplink' : outlet.name));
  if ([...state.links, ...before.links].some(({ ends }) => isUplink(ends[1]))) names.push('uplink');
  return [...new Set(names)].filter((name) => !own.has(name));
}

/** Those of now, and after them those that only were there before. */
function union<T>(now: Iterable<T>, before: Iterable<T>, key: (item: T) => string): T[] {
  const all = [...now];
  const keys = new Set(all.map(key));
  return [...all, ...[...before].filter((item) => !keys.has(key(item)))];
}

/** A box of which nothing is said. */
const plain = { lines: [], ports: [], inner: [], change: 'same' } as const;

/** A place where a line ends, of which nothing is said. */
const bare = { name: '', lines: [], change: 'same', up: true } as const;

const nothing: State = { nodes: new Map(), links: [], segments: [] };

class Draft {
  readonly #subject: Subject;
  readonly #texts: DiagramTexts;
  readonly #before: State;
  readonly #portIds = new Map<string, string>();
  readonly #extraPorts = new Map<string, Port[]>();
  readonly #edges: Edge[] = [];
  readonly #segments: Segment[] = [];
  readonly #segmentOf = new Map<number, number>();
  readonly #farNodes = new Map<string, string>();
  /** The kind of an interface that is more than the end of a plain cable. */
  readonly #onTop = new Map<string, string>();
  #count = 0;

  constructor(subject: Subject, texts: DiagramTexts) {
    this.#subject = subject;
    this.#texts = texts;
    this.#before = subject.before ?? nothing;
    for (const [index, { subnets }] of subject.state.segments.entries()) {
      if (subnets.length === 0) continue;
      this.#segmentOf.set(index, this.#segments.length);
      this.#segments.push({ subnets: subnets.map(({ prefix }) => formatCidr(prefix)) });
    }
    for (const { ends, kind, secondEnd } of [...this.#before.links, ...subject.state.links]) {
      if (secondEnd === 'parent') this.#onTop.set(keyOf(ends[0]), kind);
      this.#farNodes.set(keyOf(ends[0]), ends[1].node);
      if (!this.#farNodes.has(keyOf(ends[1]))) this.#farNodes.set(keyOf(ends[1]), ends[0].node);
    }
  }

  draw(): Drawing {
    const { state } = this.#subject;
    const nodes = union(state.nodes.values(), this.#before.nodes.values(), ({ name }) => name);
    for (const link of union(state.links, this.#before.links, linkKey)) this.#plug(link);
    const machine = this.#machine(nodes.filter(({ netns }) => netns === null));
    const others = nodes.filter(({ netns }) => netns !== null).map((node) => this.#box(node));
    for (const link of union(state.links, this.#before.links, linkKey)) this.#cable(link);
    const boxes = [...others, ...machine];
    const items = boxesOf(boxes).flatMap((box) => [box, ...box.ports]);
    const all = [...items, ...items.flatMap(({ lines }) => lines), ...this.#edges];
    const changes = new Set(all.map(({ change }) => change));
    changes.delete('same');
    return { boxes, edges: this.#edges, segments: this.#segments, places: this.#portIds, changes };
  }

  #id(letter: string): string {
    this.#count += 1;
    return `${letter}${this.#count}`;
  }

  #change(now: string | undefined, before: string | undefined): Change {
    return this.#subject.before === undefined ? 'same' : changeOf(now, before);
  }

  /** The lines of something, compared with those of before where it was there before and still is. */
  #lines(now: readonly Said[] | undefined, before: readonly Said[] | undefined): Line[] {
    return compareLines(now ?? before ?? [], now && this.#subject.before && before);
  }

  #segment(index: number | undefined): { readonly segment?: number } {
    const segment = index === undefined ? undefined : this.#segmentOf.get(index);
    return segment === undefined ? {} : { segment };
  }

  #find(state: State, { node, interface: name }: InterfaceRef): Interface | undefined {
    return interfaceNamed(state.nodes.get(node)?.interfaces ?? [], name);
  }

  #place(key: string, name = ''): Port {
    const id = this.#id('p');
    this.#portIds.set(key, id);
    return { ...bare, id, name };
  }

  /** Gives a bridge that carries something a place where it hangs. */
  #plug({ ends: [, end] }: Link): void {
    const carrier = this.#find(this.#subject.state, end) ?? this.#find(this.#before, end);
    if (carrier?.standsForNode && !this.#portIds.has(keyOf(end))) this.#extraPort(end.node, keyOf(end));
  }

  #extraPort(owner: string, key: string): void {
    this.#extraPorts.set(owner, [...(this.#extraPorts.get(owner) ?? []), this.#place(key)]);
  }

  #port(port: Interface): Port {
    const ref = { node: port.node, interface: port.name };
    const key = keyOf(ref);
    const [now, before] = [this.#find(this.#subject.state, ref), this.#find(this.#before, ref)];
    const onSwitch = this.#isSwitchPort(port);
    const said = (it: Interface | undefined) => it && interfaceLines(it, this.#onTop.get(key), this.#texts, !onSwitch);
    const master = (it: Interface | undefined) => it && (it.master ?? it.vrf ?? '');
    const silent = onSwitch && (port.alias !== undefined || port.name === this.#farNodes.get(key));
    return {
      ...this.#place(key, silent ? '' : (port.alias ?? port.name)),
      lines: this.#lines(said(now), said(before)),
      change: this.#change(master(now), master(before)),
      up: port.up,
      ...this.#segment(now?.segment),
    };
  }

  #isSwitchPort({ node, master }: Interface): boolean {
    const owner = this.#subject.state.nodes.get(node) ?? this.#before.nodes.get(node);
    return master !== undefined && owner !== undefined && ownBridgeOf(owner)?.name === master;
  }

  #box(node: Node): Box {
    const now = this.#subject.state.nodes.get(node.name);
    const before = this.#before.nodes.get(node.name);
    const interfaces = union(now?.interfaces ?? [], before?.interfaces ?? [], ({ name }) => name);
    const bridge = interfaces.find(({ standsForNode }) => standsForNode);
    const said = (it: Node | undefined) => {
      const own = it && ownBridgeOf(it);
      return it && [...nodeLines(it, this.#texts), ...(own ? interfaceLines(own, undefined, this.#texts) : [])];
    };
    return {
      id: this.#id('b'),
      shape: bridge === undefined ? 'namespace' : 'bridge',
      title: node.netns ?? node.name,
      // The machine was there before.
      lines: this.#lines(said(now), said(before) ?? (node.name === 'host' ? [] : undefined)),
      ports: [
        ...interfaces.filter((each) => each !== bridge).map((port) => this.#port(port)),
        ...(this.#extraPorts.get(node.name) ?? []),
      ],
      inner: [],
      change: this.#change(now?.kind, before?.kind),
      ...this.#segment(bridge?.segment),
    };
  }

  /** The machine itself, with what lies outside of it; nothing if the lab leaves it alone. */
  #machine(nodes: readonly Node[]): Box[] {
    const outlets = outletsOf(this.#subject.state, this.#subject.checks, this.#before);
    const host = nodes.find(({ name }) => name === 'host');
    const bridges = nodes.filter(({ name }) => name !== 'host');
    const members = bridges.map((node) => ({ node, key: this.#insideKey(node, host, outlets) }));
    const own = host === undefined ? undefined : this.#box(host);
    const boxes = members.map(({ node }) => this.#box(node));
    const inside = members.flatMap(({ key }) => key ?? []);
    const stack = this.#stack(own, outlets, inside);
    const beyond = this.#outside(outlets);
    const title = this.#texts.host;
    if (boxes.length === 0) return stack === undefined ? [] : [{ ...stack, shape: 'machine', title }, ...beyond];
    const inner = [...boxes, ...(stack ? [stack] : [])];
    return [{ ...plain, id: this.#id('b'), shape: 'machine', title, inner }, ...beyond];
  }

  /** The machine is a member of the segment of a bridge that has an address: where the line to it begins. */
  #insideKey(bridge: Node, host: Node | undefined, outlets: readonly string[]): string | undefined {
    const member = (ownBridgeOf(bridge)?.addresses.length ?? 0) > 0;
    const speaks =
      outlets.length > 0 ||
      (host !== undefined && (host.interfaces.length > 0 || nodeLines(host, this.#texts).length > 0));
    if (!member || !speaks) return undefined;
    const key = `inside ${bridge.name}`;
    this.#extraPort(bridge.name, key);
    return key;
  }

  #stack(own: Box | undefined, outlets: readonly string[], inside: readonly string[]): Box | undefined {
    const ways = outlets.map((name) => this.#place(`outlet ${name}`, name));
    const joins = inside.map((key) => this.#end(key, 'inside'));
    const ports = [...joins, ...(own?.ports ?? []), ...ways];
    if (ports.length + (own?.lines.length ?? 0) === 0) return undefined;
    const [id, lines] = [own?.id ?? this.#id('b'), own?.lines ?? []];
    return { ...plain, id, shape: 'stack', title: this.#texts.stack, lines, ports };
  }

  #outside(outlets: readonly string[]): Box[] {
    if (outlets.length === 0) return [];
    const ports = outlets.map((name) => this.#end(`outlet ${name}`, 'uplink'));
    return [{ ...plain, id: this.#id('b'), shape: 'outside', title: this.#texts.outside, ports }];
  }

  /** A bare place at the end of a new line from the place of this key. */
  #end(from: string, is: Edge['is']): Port {
    const port = this.#place(`${is} ${from}`);
    this.#edge(from, `${is} ${from}`, is);
    return port;
  }

  #edge(fromKey: string, toKey: string, is: Edge['is'], more: Partial<Edge> = {}): void {
    const [from, to] = [this.#portIds.get(fromKey), this.#portIds.get(toKey)];
    if (from === undefined || to === undefined) throw new Error('a line of a diagram ends at no interface');
    this.#edges.push({ id: this.#id('e'), from, to, is, change: 'same', up: true, ...more });
  }

  #cable(link: Link): void {
    const [first, second] = link.ends;
    const { state } = this.#subject;
    const has = (where: State) => (linkKeys(where).has(linkKey(link)) ? 'there' : undefined);
    const own = link.ends.filter((end) => !isUplink(end));
    const ports = own.map((end) => this.#find(state, end) ?? this.#find(this.#before, end));
    this.#edge(keyOf(first), keyOf(second), link.secondEnd === 'parent' ? 'carried' : 'cable', {
      change: this.#change(has(state), has(this.#before)),
      up: ports.every((port) => port?.up === true),
      ...this.#segment(this.#find(state, first)?.segment),
    });
  }
}

/** What a diagram of this step shows, in the words of its language. */
export function draw(subject: Subject, texts: DiagramTexts): Drawing {
  return new Draft(subject, texts).draw();
}
