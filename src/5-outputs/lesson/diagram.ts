// The diagram of a lesson's step in Mermaid: a box per network namespace, a line per cable, dotted lines for what a node translates.
import { formatAddress, formatCidr } from '../../2-model/address.ts';
import type { Check, Interface, InterfaceRef, Node, Outlet, State, Translation } from '../../2-model/lab.ts';
import type { LessonWords } from './words.ts';

/** Beyond this many cables a drawing says less than the table. */
const mostCables = 60;

/** A text between the quotes of a Mermaid label: what could end it, start markup or an entity goes by its number. */
export function mermaidText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[^\p{L}\p{N} _.,:/()=+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

const keyOf = ({ node, interface: name }: InterfaceRef): string => `${node}:${name}`;

/** What a reader would call a change of an interface. */
function looks(port: Interface): string {
  const addresses = port.addresses.map(({ cidr }) => formatCidr(cidr));
  return [port.name, port.up, port.mtu, port.mac, port.bridge, ...addresses].join(' ');
}

function interfacesOf(state: State): Map<string, Interface> {
  const all = [...state.nodes.values()].flatMap((node) => node.interfaces);
  return new Map(all.map((port) => [keyOf({ node: port.node, interface: port.name }), port]));
}

const translationsOf = (state: State): Translation[] => [...state.nodes.values()].flatMap((node) => node.translations);

/** The ways out of the machine that the step speaks of. */
function outletsOf(state: State, checks: readonly Check[]): Outlet[] {
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
  const names = new Set<string>();
  return outlets.filter((outlet) => {
    const name = outletName(outlet);
    const first = !names.has(name);
    names.add(name);
    return first && !own.has(name);
  });
}

const outletName = (outlet: Outlet): string => (outlet.is === 'uplink' ? 'uplink' : outlet.name);

/** One drawing. Ids are made up, so that no name of the author's is ever syntax. */
class Drawing {
  readonly #state: State;
  readonly #before: State | undefined;
  readonly #words: LessonWords;
  readonly #interfaces: Map<string, Interface>;
  readonly #old: Map<string, string>;
  readonly #ids = new Map<string, string>();
  readonly #boxes: string[] = [];
  readonly #edges: string[] = [];
  readonly #newIds: string[] = [];
  readonly #newEdges: number[] = [];

  constructor(state: State, before: State | undefined, words: LessonWords) {
    this.#state = state;
    this.#before = before;
    this.#words = words;
    this.#interfaces = interfacesOf(state);
    this.#old = new Map(
      [...(before === undefined ? [] : interfacesOf(before))].map(([key, port]) => [key, looks(port)]),
    );
  }

  /** The lines of the flowchart, and whether something in it stands out as new. */
  draw(outlets: readonly Outlet[]): { readonly text: string; readonly marked: boolean } {
    const places = new Map<string | null, Node[]>();
    for (const node of this.#state.nodes.values()) {
      places.set(node.netns, [...(places.get(node.netns) ?? []), node]);
    }
    if (outlets.length > 0 && !places.has(null)) places.set(null, []);
    for (const [netns, nodes] of places) this.#box(netns, nodes, outlets);
    if (outlets.length > 0) this.#boxes.push(`  ${this.#id('outside')}(["${mermaidText(this.#words.outside)}"])`);
    this.#cables();
    for (const outlet of outlets) this.#line(this.#outlet(outlet), '---', this.#id('outside'), '', false);
    this.#forwarding(outlets);
    this.#translations(outlets);
    const marked = this.#newIds.length + this.#newEdges.length > 0;
    return { text: ['flowchart LR', ...this.#boxes, ...this.#edges, ...this.#marks()].join('\n'), marked };
  }

  #id(key: string): string {
    const id = this.#ids.get(key) ?? `n${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    return id;
  }

  #outlet = (outlet: Outlet): string => this.#id(`outlet ${outletName(outlet)}`);

  #box(netns: string | null, nodes: readonly Node[], outlets: readonly Outlet[]): void {
    const inner = nodes.flatMap((node) => node.interfaces.filter(({ role }) => role !== 'port'));
    const [only, ...others] = inner;
    if (netns !== null && only?.role === 'bridge' && others.length === 0) {
      this.#boxes.push(`  ${this.#interface(only, netns)}`);
      return;
    }
    const box = this.#id(`box ${netns ?? ''}`);
    const title = `"${mermaidText(netns ?? this.#words.host)}"`;
    const ways = netns === null ? outlets : [];
    const isNew = this.#before !== undefined && netns !== null && !this.#before.nodes.has(netns);
    if (isNew) this.#newIds.push(box);
    if (inner.length + ways.length === 0) {
      if (netns !== null) this.#boxes.push(`  ${box}[${title}]`);
      return;
    }
    this.#boxes.push(`  subgraph ${box}[${title}]`);
    for (const port of inner) this.#boxes.push(`    ${this.#interface(port)}`);
    for (const outlet of ways) this.#boxes.push(`    ${this.#outlet(outlet)}["${mermaidText(outletName(outlet))}"]`);
    this.#boxes.push('  end');
  }

  #interface(port: Interface, title = port.alias ?? port.name): string {
    const key = keyOf({ node: port.node, interface: port.name });
    const id = this.#id(key);
    if (this.#before !== undefined && this.#old.get(key) !== looks(port)) this.#newIds.push(id);
    const down = port.up ? [] : [this.#words.down];
    const lines = [title, ...port.addresses.map(({ cidr }) => formatCidr(cidr)), ...down];
    const label = `"${lines.map(mermaidText).join('<br/>')}"`;
    return port.role === 'bridge' ? `${id}[[${label}]]` : `${id}[${label}]`;
  }

  #line(from: string, line: string, to: string, label: string, isNew: boolean): void {
    if (isNew) this.#newEdges.push(this.#edges.length);
    this.#edges.push(`  ${from} ${line}${label === '' ? '' : `|"${mermaidText(label)}"|`} ${to}`);
  }

  /** Where a line to this interface ends: a port is drawn as its bridge, and named on the line unless its name is the far node's. */
  #end(ref: InterfaceRef, far: InterfaceRef): { readonly id: string; readonly label: string; readonly up: boolean } {
    const port = this.#interfaces.get(keyOf(ref));
    if (port?.role !== 'port') return { id: this.#id(keyOf(ref)), label: '', up: port?.up ?? true };
    const name = port.alias === undefined && port.name !== far.node ? port.name : '';
    return {
      id: this.#id(keyOf({ node: ref.node, interface: port.bridge ?? ref.node })),
      label: port.up ? name : `${name} ${this.#words.down}`.trim(),
      up: port.up,
    };
  }

  #cables(): void {
    for (const { ends } of this.#state.links) {
      const first = this.#end(ends[0], ends[1]);
      const second = this.#end(ends[1], ends[0]);
      const label = [first.label, second.label].filter((text) => text !== '').join(' - ');
      const isNew = this.#before !== undefined && !ends.every((end) => this.#old.has(keyOf(end)));
      this.#line(first.id, first.up && second.up ? '---' : '-.-', second.id, label, isNew);
    }
  }

  #forwarding(outlets: readonly Outlet[]): void {
    const host = this.#state.nodes.get('host');
    if (host?.forward !== true || host.translations.length > 0) return;
    const isNew = this.#before !== undefined && this.#before.nodes.get('host')?.forward !== true;
    for (const port of this.#interfaces.values()) {
      const onHost = this.#state.nodes.get(port.node)?.netns === null;
      if (!onHost || port.role !== 'bridge') continue;
      const id = this.#id(keyOf({ node: port.node, interface: port.name }));
      for (const outlet of outlets) this.#line(id, '-.-', this.#outlet(outlet), this.#words.forwards, isNew);
    }
  }

  #translations(outlets: readonly Outlet[]): void {
    const before = new Set(this.#before === undefined ? [] : translationsOf(this.#before).map(({ text }) => text));
    for (const node of this.#state.nodes.values()) {
      for (const item of node.translations) this.#translation(node, item, outlets, !before.has(item.text));
    }
  }

  #translation(node: Node, item: Translation, outlets: readonly Outlet[], fresh: boolean): void {
    const isNew = this.#before !== undefined && fresh;
    const inside = (name: string): string => this.#id(this.#device(node, name));
    if (item.is === 'masquerade') {
      // A word of the language, as it stands in the block: the same whatever the tutorial is written in.
      const label = item.as === undefined ? 'masquerade' : `masquerade as ${formatAddress(item.as)}`;
      for (const from of item.inside) {
        for (const outlet of item.out) this.#line(inside(from), '-.->', this.#way(node, outlet), label, isNew);
      }
      return;
    }
    const from = item.in.length > 0 ? item.in : node.netns === null ? outlets : [];
    for (const outlet of from) this.#line(this.#way(node, outlet), '-.->', inside(item.inside), item.text, isNew);
  }

  #way(node: Node, outlet: Outlet): string {
    const own = outlet.is === 'interface' && this.#interfaces.has(`${node.name}:${outlet.name}`);
    return own ? this.#id(`${node.name}:${outlet.name}`) : this.#outlet(outlet);
  }

  /** The key of a device of the node; on the machine that may be a bridge, which is a node of its own. */
  #device(node: Node, name: string): string {
    const own = `${node.name}:${name}`;
    return node.netns === null && !this.#interfaces.has(own) ? `${name}:${name}` : own;
  }

  #marks(): string[] {
    const ids = this.#newIds.join(',');
    return [
      ...(ids === '' ? [] : ['  classDef new stroke-width:3px,stroke:#2e7d32', `  class ${ids} new`]),
      ...(this.#newEdges.length === 0
        ? []
        : [`  linkStyle ${this.#newEdges.join(',')} stroke-width:3px,stroke:#2e7d32`]),
    ];
  }
}

/** The diagram of a lab after a step; undefined where it would be too large to read. `before` is undefined at the first step. */
export function diagram(
  state: State,
  before: State | undefined,
  checks: readonly Check[],
  words: LessonWords,
): { readonly text: string; readonly marked: boolean } | undefined {
  if (state.links.length > mostCables || state.nodes.size > mostCables) return undefined;
  return new Drawing(state, before, words).draw(outletsOf(state, checks));
}
