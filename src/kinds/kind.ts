// A kind: all that netgen knows of one concept, in one folder. The phases go through the list of kinds; no other code names one.
// In their order they ask: the language for the words (`nodes`, `links`, `keys`, `cableOptions`, `possessions`); the model for what these come to
// (`joins`, then `resolve`); the rules (`rules`); the plan for resources (`linkTypes`, `allowances`, `settings`, `lowerOnInterfaces`, `lowerOnNetwork`, `lowerLast`);
// diagrams and tables for what they show (`badge`); the prediction for what becomes of packets (`carry`) and frames (`wire`),
// and what would mend it (`mends`).
import type { Address, Family } from '../address.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Interface, Netns, Node, State } from '../model/lab.ts';
import type { Draft } from '../model/resolve/draft.ts';
import type { Join, Wired } from '../model/resolve/layer2.ts';
import type { ForwardAllowance } from '../plan/forward-allowances.ts';
import type { Resource } from '../plan/resource.ts';
import type { Carry, Wire } from '../prediction/carry.ts';
import type { NodeMended } from '../prediction/mending.ts';
import type { Question } from '../prediction/question.ts';
import type { Prediction } from '../prediction/way.ts';
import type { Rule } from '../rules/rule.ts';
import type { Localized } from '../source/tutorial.ts';
import type { LinkKind, LinkOption } from './link-kind.ts';
import type { LinkType } from './link-type.ts';
import type { AnyNodeKey } from './node-key.ts';
import type { NodeKind } from './node-kind.ts';
import type { Possession } from './possession.ts';

/** What is known where a state of a lab becomes resources. */
export interface Lowering {
  readonly lab: string;
  readonly state: State;
  /** The namespaces that forward in some state of the lab. */
  readonly forwarders: ReadonlySet<Netns>;
}

/** A kernel setting that some kind asks for. */
export interface KernelSetting {
  readonly key: string;
  readonly value: string;
  readonly reason: Localized;
  readonly at: Span;
  readonly places?: readonly Span[];
  /** The interface that it is a setting of: it goes with it. */
  readonly dev?: string;
  /** What every lab of the sort gets without being asked: the lesson is not about it. */
  readonly isCare?: true;
  /** The author names it: that counts for more than what follows from the rest. */
  readonly isWritten?: true;
}

/** What a folder of src/kinds gives to the phases, each of which asks for its own part. */
export interface Kind {
  /** What an author may write after `kind:` of a node. */
  readonly nodes?: readonly NodeKind[];
  /** What an author may write after `kind:` of a cable. */
  readonly links?: readonly LinkKind[];
  readonly linkTypes?: readonly LinkType[];
  readonly keys?: readonly AnyNodeKey[];
  /** What may stand at the end of a cable in the place of an address of this family, which comes while the lab runs. */
  readonly place?: { readonly name: string; readonly family: Family; readonly summary: string };
  /** The options that it adds to cables, by their names. */
  readonly cableOptions?: Readonly<Record<string, LinkOption>>;
  /** What checks may say that a node has. */
  readonly possessions?: readonly Possession[];
  /** Whom ports of bridges are joined with on layer 2, where that is not all of their bridge. */
  joins?(lab: Wired): readonly Join[];
  /** What it comes to in the draft of a state, once all interfaces and segments are there. Reports what is said and cannot be. */
  resolve?(draft: Draft, diagnostics: Diagnostic[]): void;
  /** The address by which one node knows another, where that is not the one it has. */
  knownAs?(draft: Draft, from: string, to: string, address: Address): Address | undefined;
  readonly rules?: readonly Rule[];
  /** Kernel settings of a node, which are made together with those of other kinds. */
  settings?(node: Node, lowering: Lowering): readonly KernelSetting[];
  /** What stands beside an interface in a diagram and in the table of addresses. */
  badge?(of: Interface): readonly string[];
  /** The folder that commands of the author's start in at a node. */
  startsIn?(lab: string, node: Pick<Node, 'netns' | 'name' | 'things'>): string | undefined;
  /** What the firewall of the machine has to let through. */
  allowances?(lowering: Lowering): readonly ForwardAllowance[];
  /** Resources on interfaces, which come before these are set up. */
  lowerOnInterfaces?(lowering: Lowering): readonly Resource[];
  /** Resources that come once interfaces have their addresses and are up. */
  lowerOnNetwork?(lowering: Lowering): readonly Resource[];
  /** Resources that come once the whole network is there. */
  lowerLast?(lowering: Lowering): readonly Resource[];
  /** What it comes to for packets at a node. Where a key has effects on packets or on the network and this is missing, nobody can tell. */
  carry?(node: Node, state: State): Carry;
  readonly wire?: Wire;
  /** Edits of its words that may mend what a packet dies of; those that do are offered. */
  mends?(state: State, question: Question, death: NonNullable<Prediction['death']>): readonly NodeMended[];
}
