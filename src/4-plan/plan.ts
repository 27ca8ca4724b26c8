// What phase 4 gives: the ordered operations that make a lab, each with its undo, its probe and its reason. Data only.
import type { Localized } from '../1-source/tutorial.ts';
import type { Family } from '../2-model/address.ts';
import type { Check, LabTutorial, Netns, Outlet, ShownCommand, State } from '../2-model/lab.ts';
import type { Span } from '../diagnostics/span.ts';

/** Everything that the outputs of one lab are rendered from. */
export interface Plan {
  readonly lab: string;
  readonly tutorial: LabTutorial;
  readonly mark: Mark;
  readonly needs: Needs;
  readonly steps: readonly PlanStep[];
}

/** How an object says which lab it belongs to. Each is derived from the lab's name alone. */
export interface Mark {
  /** Link group of every link of the lab in the machine's own namespace (31 bits). */
  readonly group: number;
  /** Alias of `lo` in each of the lab's namespaces: `netgen:LAB`. */
  readonly alias: string;
  /** Comment of rules in other people's firewall chains: `netgen-LAB`. */
  readonly comment: string;
  /** The lab's own nftables table of family inet, in whatever namespace: `netgen_LAB`. */
  readonly table: string;
}

/** What the machine must have. */
export interface Needs {
  /** Commands: `ip`, `nft`, `sysctl` … in alphabetical order. */
  readonly commands: readonly string[];
  /** Types that `ip link add type` must know, in alphabetical order. */
  readonly linkTypes: readonly string[];
  /** True if some operation speaks of the machine's uplink. */
  readonly uplink: boolean;
  /** Everything on the machine itself, outside the lab's namespaces, that some step changes: for the header of a script. */
  readonly host: {
    readonly links: readonly string[];
    readonly sysctls: readonly string[];
    readonly forwarding: boolean;
  };
  /** Namespaces of every step, in order of appearance. */
  readonly namespaces: readonly string[];
}

export interface PlanStep {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  readonly at: Span;
  /** Removals first, then changes and additions, each in the order of the script. */
  readonly operations: readonly Operation[];
  /** What leads back to the lab of the step before, in the order to run it; missing at the first step, which goes with the lab. */
  readonly back?: readonly Operation[];
  readonly checks: readonly Check[];
  /** The commands that the lesson shows at this step, with what they print. */
  readonly commands: readonly ShownCommand[];
  /** The lab after this step: for diagrams and address tables. */
  readonly state: State;
}

export interface Operation {
  /** Unique in the plan and stable from build to build: the object it is about, and for a change what it is changed to. */
  readonly id: string;
  readonly action: Action;
  /** What takes it back; `with` names the object whose end takes it along. */
  readonly undo: Action | { readonly with: string };
  readonly probe: Probe;
  /** One sentence for the reader. Operations in a row that share it are shown under it together. */
  readonly reason: Localized;
  readonly at: Span;
}

/** Where to look, and the words by which the object is found there. */
export interface Probe {
  readonly list:
    | 'namespaces'
    | 'links'
    | 'addresses'
    | 'routes'
    | 'sysctls'
    | 'rules'
    | 'forward chains'
    | 'files'
    | 'processes'
    | 'command';
  readonly netns: Netns;
  readonly find: string;
}

export type Action =
  | NetnsAdd
  | NetnsDelete
  | LinkAdd
  | LinkDelete
  | LinkSet
  | AddressAction
  | RouteAction
  | SysctlSet
  | SysctlRestore
  | TableLoad
  | TableDelete
  | ForwardAccept
  | ForwardForget
  | FileWrite
  | FileDelete
  | ProcessStart
  | ProcessEnd
  | Run;

export interface NetnsAdd {
  readonly do: 'netns-add';
  readonly netns: string;
}

export interface NetnsDelete {
  readonly do: 'netns-delete';
  readonly netns: string;
}

/** `ip link add`. With `peer`, both ends are made in place, each in its own namespace, under its last name. */
export interface LinkAdd {
  readonly do: 'link-add';
  readonly netns: Netns;
  readonly dev: string;
  /** What follows `type`: `veth`, `bridge` … */
  readonly type: string;
  /** The words after the type, ready for the command line: `['mode', 'bridge']`. */
  readonly words: readonly string[];
  /** The lower device: `ip link add link PARENT`; it may live in another namespace. */
  readonly parent?: { readonly netns: Netns; readonly dev: Outlet };
  /** The bridge it becomes a port of. */
  readonly master?: string;
  readonly mtu?: number;
  readonly mac?: string;
  /** Set up in the creating command. */
  readonly up: boolean;
  readonly alias?: string;
  readonly peer?: { readonly netns: Netns; readonly dev: string; readonly mtu?: number; readonly mac?: string };
}

export interface LinkDelete {
  readonly do: 'link-delete';
  readonly netns: Netns;
  readonly dev: string;
}

/** `ip link set`: only what is given. */
export interface LinkSet {
  readonly do: 'link-set';
  readonly netns: Netns;
  readonly dev: string;
  readonly up?: boolean;
  readonly mtu?: number;
  readonly mac?: string;
  readonly master?: string;
  readonly alias?: string;
}

export interface AddressAction {
  readonly do: 'address-add' | 'address-delete';
  readonly netns: Netns;
  readonly dev: string;
  /** `172.20.0.2/24` in the normal form. IPv6 is added with `nodad`. */
  readonly address: string;
  readonly family: Family;
}

export interface RouteAction {
  readonly do: 'route-add' | 'route-delete';
  readonly netns: Netns;
  readonly family: Family;
  readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  /** `default`, or a prefix in the normal form. */
  readonly to: string;
  readonly hops: readonly { readonly via?: string; readonly dev: string; readonly weight?: number }[];
  readonly src?: string;
  readonly metric?: number;
  readonly table?: number;
}

export interface SysctlSet {
  readonly do: 'sysctl-set';
  readonly netns: Netns;
  readonly key: string;
  readonly value: string;
}

/** Gives a sysctl of the machine back the value it had, when the last lab that needs it goes. */
export interface SysctlRestore {
  readonly do: 'sysctl-restore';
  readonly netns: Netns;
  readonly key: string;
}

/** The lab's own table, replaced whole in one transaction. */
export interface TableLoad {
  readonly do: 'table-load';
  readonly netns: Netns;
  readonly table: string;
  readonly chains: readonly Chain[];
  /** What stood there until now, for programs that have to name it. */
  readonly before?: readonly Chain[];
}

export interface TableDelete {
  readonly do: 'table-delete';
  readonly netns: Netns;
  readonly table: string;
  /** What stood there, for programs that have to name it. */
  readonly chains?: readonly Chain[];
}

/** A base chain of family inet. */
export interface Chain {
  readonly name: string;
  readonly type: 'nat' | 'filter';
  readonly hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
  /** By the standard name: `srcnat`, `dstnat`, `filter` (nft(8), "Standard priority names"). */
  readonly priority: 'srcnat' | 'dstnat' | 'filter' | -100;
  readonly rules: readonly Rule[];
}

/** Matches, all of which must hold, and what then happens. */
export interface Rule {
  readonly text: string;
  readonly family?: Family;
  readonly from?: readonly string[];
  readonly in?: readonly Outlet[];
  readonly notIn?: readonly Outlet[];
  readonly out?: readonly Outlet[];
  /** Dialled at an address of this namespace: `fib daddr type local`. */
  readonly toLocal?: boolean;
  readonly service?: { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly lastPort: number };
  readonly verdict:
    | { readonly do: 'masquerade' }
    | { readonly do: 'snat'; readonly to: string }
    | { readonly do: 'dnat'; readonly to: string; readonly port: number; readonly lastPort: number };
}

/** Where another firewall of the machine filters what is forwarded, a tagged accept of ours at the head of its chain, in IPv4 and, if `families` says so, IPv6. */
export interface ForwardAccept {
  readonly do: 'forward-accept';
  readonly netns: null;
  readonly families: readonly Family[];
  readonly in: Outlet;
  readonly out: Outlet;
  /** Only answers, and what was translated: RELATED, ESTABLISHED, DNAT. */
  readonly answersOnly: boolean;
}

export interface ForwardForget {
  readonly do: 'forward-forget';
  readonly netns: null;
  readonly families: readonly Family[];
  readonly in: Outlet;
  readonly out: Outlet;
  readonly answersOnly: boolean;
}

/** `/etc/netns/NETNS/FILE`. */
export interface FileWrite {
  readonly do: 'file-write';
  readonly netns: string;
  readonly file: string;
  readonly text: string;
}

export interface FileDelete {
  readonly do: 'file-delete';
  readonly netns: string;
  readonly file: string;
}

/** A foreground process in the namespace, by recorded pid. `id` is unique in the lab, a word of letters, digits and `-`. */
export interface ProcessStart {
  readonly do: 'process-start';
  readonly netns: Netns;
  readonly id: string;
  readonly command: string;
}

export interface ProcessEnd {
  readonly do: 'process-end';
  readonly netns: Netns;
  readonly id: string;
}

/** A command of the author's own; run unless `unless` succeeds, or it is on record as done. */
export interface Run {
  readonly do: 'run';
  readonly netns: Netns;
  readonly id: string;
  readonly command: string;
  readonly undo?: string;
  readonly unless?: string;
}
