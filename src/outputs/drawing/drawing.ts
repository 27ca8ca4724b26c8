// What a diagram shows, whatever it is printed as: boxes, the interfaces at them, the lines between them, and what of it is new.
import type { Check, State } from '../../model/lab.ts';

/** What a step has done to a thing: nothing, made it, changed it, or taken it away; then it is drawn a last time. */
export type Change = 'same' | 'new' | 'changed' | 'gone';

/** Beyond this many cables or boxes a drawing says less than the table. */
export const mostDrawn = 130;

export interface Line {
  readonly text: string;
  readonly change: Change;
  /** A name, an address, a command: to be set like code. Otherwise a word. */
  readonly code: boolean;
}

/** An interface at a box; for a bridge, one of its ports. */
export interface Port {
  /** Unique in the drawing, made up: no name of the author's. */
  readonly id: string;
  /** Empty where the name says nothing that the far end does not. */
  readonly name: string;
  readonly lines: readonly Line[];
  readonly change: Change;
  readonly up: boolean;
  /** Index into `Drawing.segments`. */
  readonly segment?: number;
}

export interface Box {
  readonly id: string;
  /** `stack`: what the machine itself does with packets, beside its bridges. */
  readonly shape: 'namespace' | 'bridge' | 'machine' | 'stack' | 'outside';
  readonly title: string;
  readonly lines: readonly Line[];
  readonly ports: readonly Port[];
  /** What lies in it: only the machine holds something. */
  readonly inner: readonly Box[];
  readonly change: Change;
  /** Of a bridge: its segment. */
  readonly segment?: number;
}

export interface Edge {
  readonly id: string;
  /** Ids of ports. */
  readonly from: string;
  readonly to: string;
  /** `carried`: its first end is an interface on top of the second. `inside`: within the machine. `uplink`: out of it. */
  readonly is: 'cable' | 'carried' | 'inside' | 'uplink';
  readonly change: Change;
  readonly up: boolean;
  readonly segment?: number;
}

/** A layer-2 domain that has subnets: one colour. */
export interface Segment {
  /** `172.19.0.0/24`, of each family those there are. */
  readonly subnets: readonly string[];
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly segments: readonly Segment[];
  /** The ids of ports by the interfaces that they are: `NODE:INTERFACE`. */
  readonly places: ReadonlyMap<string, string>;
  /** What of `Change` occurs, besides `same`. */
  readonly changes: ReadonlySet<Change>;
}

/** What a drawing is made from: a state, the one before (undefined at the first step), and what the step asks. */
export interface Subject {
  readonly state: State;
  readonly before: State | undefined;
  readonly checks: readonly Check[];
}

/** True if a drawing of it can be read. */
export const isDrawn = ({ links, nodes }: State): boolean => links.length <= mostDrawn && nodes.size <= mostDrawn;

/** Every box, also those within others. */
export function boxesOf(boxes: readonly Box[]): Box[] {
  return boxes.flatMap((box) => [box, ...boxesOf(box.inner)]);
}

/** False for what the step has taken away. */
export const isThere = ({ change }: { readonly change: Change }): boolean => change !== 'gone';

/** True if something stands beside an interface. */
export const isSaid = ({ name, lines }: Pick<Port, 'name' | 'lines'>): boolean => name !== '' || lines.length > 0;
