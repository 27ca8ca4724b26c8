// What the blocks of a lab have declared so far: statements put together, names of interfaces settled, nothing looked up.

import type { Cidr } from '../../address.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { CableStatement, KeyPlaces, NodeSettings } from '../../language/statements.ts';

/** A lab as its blocks up to some step declare it. Never changed in place: each step makes the next one. */
export interface Declaration {
  readonly nodes: ReadonlyMap<string, DeclaredNode>;
  readonly cables: readonly DeclaredCable[];
  /** The names of groups. Their members stand in the statements already. */
  readonly groups: readonly string[];
  /** Addresses dealt in earlier steps, by `NODE:INTERFACE:FAMILY`. They never move. */
  readonly dealt: ReadonlyMap<string, Cidr>;
  /** Who was named as next hop of whom in earlier steps, and next to him: `NODE NEIGHBOUR`. */
  readonly neighbours: ReadonlySet<string>;
}

export interface DeclaredNode {
  readonly name: Text;
  readonly kind?: Text;
  readonly settings: NodeSettings;
  /** Where the key of each setting is written, at last. */
  readonly keys: KeyPlaces;
}

export interface DeclaredCable {
  readonly statement: CableStatement;
  /** The interfaces' names, in the order of the statement's ends. */
  readonly interfaces: readonly [EndName, EndName];
}

export interface EndName {
  readonly name: string;
  /** What a person reads where the name is made up. */
  readonly alias?: string;
}

/** A lab before its first block. */
export const nothingDeclared: Declaration = {
  nodes: new Map(),
  cables: [],
  groups: [],
  dealt: new Map(),
  neighbours: new Set(),
};
