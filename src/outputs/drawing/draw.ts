// From the state of a lab to what a diagram of it shows.

import { formatCidr } from '../../address.ts';
import { linkKinds } from '../../kinds/kinds.ts';
import { ownBridgeOf } from '../../model/interfaces.ts';
import {
  type Check,
  type Interface,
  type InterfaceRef,
  interfaceNamed,
  type Link,
  type Node,
  type Outlet,
  type State,
} from '../../model/lab.ts';
import type { Box, Change, Drawing, Edge, Port, Segment, Subject } from './drawing.ts';
import { boxesOf } from './drawing.ts';
import { changeOf, compareLines, interfaceLines, nodeLines } from './lines.ts';
import type { DiagramWords } from './words.ts';

const keyOf = ({ node, interface: name }: InterfaceRef): string => `${node}:${name}`;
const refOf = (port: Interface): InterfaceRef => ({ node: port.node, interface: port.name });
const linkKey = ({ kind, ends }: Link): string => [kind, ...ends.map(keyOf)].join(' ');

/** The ways out of the machine that the step speaks of, but for those that are interfaces of the lab. */
function outletsOf(state: State, checks: readonly Check[]): string[] {
  const host = state.nodes.get('host');
  const named = (host?.translations ?? []).flatMap((item) => (item.is === 'masquerade' ? item.out : item.in));
  const outside = checks.some((check) =>
    (check.is === 'reach' ? [check.from, check.to] : check.is === 'sees' ? [check.viewer, check.from] : []).some(
      (party) => party?.is === 'outside',
    ),
  );
  const speaks = outside || host?.forward === true || (host?.translations.length ?? 0) > 0;
  const outlets: Outlet[] = named.length === 0 && speaks ? [{ is: 'uplink' }] : named;
  const own = new Set(host?.interfaces.map(({ name }) => name));
  const names = outlets.map((outlet) => (outlet.is === 'uplink' ? 'uplink' : outlet.name));
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

/** One drawing in the making. */
class Draft {
  readonly #subject: Subject;
  readonly #words: DiagramWords;
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

  constructor(subject: Subject, words: DiagramWords) {
    this.#subject = subject;
    this.#words = words;
    this.#before = subject.before ?? nothing;
    for (const [index, { subnets }] of subject.state.segments.entries()) {
      if (subnets.length === 0) continue;
      this.#segmentOf.set(index, this.#segments.length);
      this.#segments.push({ subnets: subnets.map(({ prefix }) => formatCidr(prefix)) });
    }
    for (const { ends, kind } of [...this.#before.links, ...subject.state.links]) {
      if (kind !== linkKinds[0]?.name) this.#onTop.set(keyOf(ends[0]), kind);
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
    const all = boxesOf(boxes);
    const items = [...all, ...all.flatMap(({ ports }) => ports), ...this.#edges];
    const lines = [...all, ...all.flatMap(({ ports }) => ports)].flatMap((item) => item.lines);
    const changes = new Set([...items, ...lines].map(({ change }) => change));
    changes.delete('same');
    return { boxes, edges: this.#edges, segments: this.#segments, changes };
  }

  #id(letter: string): string {
    this.#count += 1;
    return `${letter}${this.#count}`;
  }

  /** The change of something, nothing where there is no step before. */
  #change(now: string | undefined, before: string | undefined): Change {
    return this.#subject.before === undefined ? 'same' : changeOf(now, before);
  }

  /** What was said before, if the lines are to be compared with it. */
  #earlier<T>(lines: T | undefined): T | undefined {
    return this.#subject.before === undefined ? undefined : lines;
  }

  #segment(index: number | undefined): { readonly segment?: number } {
    const segment = index === undefined ? undefined : this.#segmentOf.get(index);
    return segment === undefined ? {} : { segment };
  }

  #find(state: State, { node, interface: name }: InterfaceRef): Interface | undefined {
    return interfaceNamed(state.nodes.get(node)?.interfaces ?? [], name);
  }

  /** Gives a bridge that carries something a place where it hangs. */
  #plug({ ends: [, { node, interface: name }] }: Link): void {
    const key = keyOf({ node, interface: name });
    const carrier =
      this.#find(this.#subject.state, { node, interface: name }) ?? this.#find(this.#before, { node, interface: name });
    if (carrier?.standsForNode && !this.#portIds.has(key)) this.#extraPort(node, key);
  }

  #extraPort(owner: string, key: string): string {
    const id = this.#id('p');
    this.#portIds.set(key, id);
    const port: Port = { ...bare, id };
    this.#extraPorts.set(owner, [...(this.#extraPorts.get(owner) ?? []), port]);
    return id;
  }

  #port(port: Interface): Port {
    const id = this.#id('p');
    const key = keyOf(refOf(port));
    this.#portIds.set(key, id);
    const now = this.#find(this.#subject.state, refOf(port));
    const before = this.#find(this.#before, refOf(port));
    const kind = this.#onTop.get(key);
    const said = (it: Interface | undefined) => it && interfaceLines(it, kind, this.#words);
    const place = (it: Interface | undefined) => it && (it.bridge ?? '');
    const silent = this.#isSwitchPort(port) && (port.alias !== undefined || port.name === this.#farNodes.get(key));
    return {
      id,
      name: silent ? '' : (port.alias ?? port.name),
      lines: compareLines(said(now) ?? said(before) ?? [], now && this.#earlier(said(before))),
      change: this.#change(place(now), place(before)),
      up: port.up,
      ...this.#segment(now?.segment),
    };
  }

  #isSwitchPort({ node, bridge }: Interface): boolean {
    const owner = this.#subject.state.nodes.get(node) ?? this.#before.nodes.get(node);
    return bridge !== undefined && owner !== undefined && ownBridgeOf(owner)?.name === bridge;
  }

  #box(node: Node): Box {
    const now = this.#subject.state.nodes.get(node.name);
    const before = this.#before.nodes.get(node.name);
    const interfaces = union(now?.interfaces ?? [], before?.interfaces ?? [], ({ name }) => name);
    const bridge = interfaces.find(({ standsForNode }) => standsForNode);
    const said = (it: Node | undefined) => {
      const own = it && ownBridgeOf(it);
      return (
        it && [...nodeLines(it, this.#words), ...(own === undefined ? [] : interfaceLines(own, undefined, this.#words))]
      );
    };
    const earlier = said(before) ?? (node.name === 'host' ? [] : undefined);
    return {
      id: this.#id('b'),
      shape: bridge === undefined ? 'namespace' : 'bridge',
      title: node.netns ?? node.name,
      lines: compareLines(said(now) ?? said(before) ?? [], now && this.#earlier(earlier)),
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
    const outlets = outletsOf(this.#subject.state, this.#subject.checks);
    const host = nodes.find(({ name }) => name === 'host');
    const bridges = nodes.filter(({ name }) => name !== 'host');
    const members = bridges.map((node) => ({ node, key: this.#insideKey(node, host, outlets) }));
    const own = host === undefined ? undefined : this.#box(host);
    const boxes = members.map(({ node }) => this.#box(node));
    const stack = this.#stack(
      own,
      outlets,
      members.flatMap(({ key }) => key ?? []),
    );
    const beyond = this.#outside(outlets);
    const title = this.#words.host;
    if (boxes.length === 0) return stack === undefined ? [] : [{ ...stack, shape: 'machine', title }, ...beyond];
    const inner = stack === undefined ? boxes : [...boxes, stack];
    return [{ ...plain, id: this.#id('b'), shape: 'machine', title, inner }, ...beyond];
  }

  /** The machine is a member of the segment of a bridge that has an address: where the line to it begins. */
  #insideKey(bridge: Node, host: Node | undefined, outlets: readonly string[]): string | undefined {
    const member = (ownBridgeOf(bridge)?.addresses.length ?? 0) > 0;
    const speaks =
      outlets.length > 0 ||
      (host !== undefined && (host.interfaces.length > 0 || nodeLines(host, this.#words).length > 0));
    if (!member || !speaks) return undefined;
    const key = `inside ${bridge.name}`;
    this.#extraPort(bridge.name, key);
    return key;
  }

  #stack(own: Box | undefined, outlets: readonly string[], inside: readonly string[]): Box | undefined {
    const ways = outlets.map((name): Port => {
      const id = this.#id('p');
      this.#portIds.set(`outlet ${name}`, id);
      return { ...bare, id, name };
    });
    const joins = inside.map((key): Port => {
      const id = this.#id('p');
      this.#edge(this.#portIds.get(key), id, 'inside');
      return { ...bare, id };
    });
    const ports = [...joins, ...(own?.ports ?? []), ...ways];
    if (ports.length + (own?.lines.length ?? 0) === 0) return undefined;
    const [id, lines] = [own?.id ?? this.#id('b'), own?.lines ?? []];
    return { ...plain, id, shape: 'stack', title: this.#words.stack, lines, ports };
  }

  #outside(outlets: readonly string[]): Box[] {
    if (outlets.length === 0) return [];
    const ports = outlets.map((name): Port => {
      const id = this.#id('p');
      this.#edge(this.#portIds.get(`outlet ${name}`), id, 'uplink');
      return { ...bare, id };
    });
    return [{ ...plain, id: this.#id('b'), shape: 'outside', title: this.#words.outside, ports }];
  }

  #edge(from: string | undefined, to: string | undefined, is: Edge['is'], more: Partial<Edge> = {}): void {
    if (from === undefined || to === undefined) throw new Error('a line of a diagram ends at no interface');
    this.#edges.push({ id: this.#id('e'), from, to, is, change: 'same', up: true, ...more });
  }

  #cable(link: Link): void {
    const [first, second] = link.ends;
    const { state } = this.#subject;
    const has = (where: State) => (where.links.some((other) => linkKey(other) === linkKey(link)) ? 'there' : undefined);
    const ports = [first, second].map((end) => this.#find(state, end) ?? this.#find(this.#before, end));
    this.#edge(
      this.#portIds.get(keyOf(first)),
      this.#portIds.get(keyOf(second)),
      link.isCarried ? 'carried' : 'cable',
      {
        change: this.#change(has(state), has(this.#before)),
        up: ports.every((port) => port?.up === true),
        ...this.#segment(this.#find(state, first)?.segment),
      },
    );
  }
}

/** What a diagram of this step shows, in the words of its language. */
export function draw(subject: Subject, words: DiagramWords): Drawing {
  return new Draft(subject, words).draw();
}
