// What a plan asks of the frame of its scripts: the names that the frame has to know, and the parts that it needs.

import { onceFor } from '../once-for.ts';
import { type Command, command, type Word } from '../plan/command.ts';
import { labNames } from '../plan/lab-names.ts';
import { claimsOf, needsOf, questionsOf } from '../plan/needs.ts';
import type { Change, Plan, PlanStep } from '../plan/plan.ts';
import { type Claim, linkKey, type Need } from '../plan/resource.ts';

/** A route of the machine that ends packets: `blackhole 10.0.0.0/8`. */
export interface BareRoute {
  readonly prefix: string;
  /** Words of `ip`. */
  readonly question: string;
  readonly undo: Command;
}

/** What the frame has to know of a lab. All lists are without doubles. */
export interface Facts {
  readonly lab: string;
  readonly group: number;
  readonly comment: string;
  readonly namespaces: readonly string[];
  /** Interfaces of the lab on the machine. */
  readonly links: readonly string[];
  /** Those of them that bear ports in every step, that addresses or routes stand on, and that iptables is to let through. */
  readonly masters: readonly string[];
  readonly routed: readonly string[];
  readonly gateways: readonly string[];
  readonly subnets: readonly string[];
  /** `tcp/8080`, `udp/5000-5010`. */
  readonly ports: readonly string[];
  readonly settings: readonly string[];
  readonly tables: readonly string[];
  readonly files: readonly string[];
  readonly processes: readonly string[];
  /** `iptables`, `ip6tables`. */
  readonly gates: readonly string[];
  /** Programs that the machine must have, but for those of the frame. */
  readonly programs: readonly string[];
  readonly linkTypes: readonly string[];
  /** What `modprobe` is told before a link of such a type is tried. */
  readonly modules: readonly string[];
  /** Kinds of queues that the kernel may lack. */
  readonly qdiscs: readonly string[];
  /** Interfaces of others that links of the lab stand on. */
  readonly parents: readonly string[];
  /** Interfaces of the machine that move into namespaces. */
  readonly cards: readonly string[];
  /** The first step that needs an interface that leads out; 0: none does. */
  readonly firstWithUplink: number;
  /** Routes of the machine by no interface, which go with none: what shows one, and what takes it away. */
  readonly bareRoutes: readonly BareRoute[];
  readonly questions: readonly Command[];
  /** The commands of all steps. */
  readonly commands: readonly Command[];
  readonly hasUndos: boolean;
  readonly takesBack: boolean;
  readonly hasHostCommands: boolean;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** The claims or needs of one sort. */
function ofKind<T extends Claim | Need, K extends T['is']>(all: readonly T[], is: K): Extract<T, { is: K }>[] {
  return all.filter((each): each is Extract<T, { is: K }> => each.is === is);
}

/** True of a command of `ip` on the machine itself. */
const isOnMachine = ({ argv }: Command): boolean => argv[0] === 'ip' && argv[1] !== '-n' && argv[1] !== 'netns';

/** The words that stand right after one of these words. */
function after(argv: readonly Word[], ...words: readonly string[]): string[] {
  const found: string[] = [];
  argv.forEach((word, index) => {
    const before = argv[index - 1];
    if (typeof word === 'string' && typeof before === 'string' && words.includes(before)) found.push(word);
  });
  return found;
}

function bareRoutesOf(changes: readonly Change[]): BareRoute[] {
  const routes = changes.flatMap(({ does, commands: [first], resource: { undo } }) => {
    const [program, object, verb, type, prefix] = first?.argv ?? [];
    const [back] = undo;
    const isBare = program === 'ip' && object === 'route' && verb === 'add' && first?.argv.includes('dev') === false;
    if (does !== 'make' || !isBare || typeof type !== 'string' || typeof prefix !== 'string' || back === undefined)
      return [];
    return [{ prefix, question: `route show table all type ${type} exact ${prefix}`, undo: back }];
  });
  return [...new Map(routes.map((route) => [route.question, route])).values()];
}

function portText({ protocol, first, last }: Extract<Claim, { is: 'port' }>): string {
  return `${protocol}/${first}${first === last ? '' : `-${last}`}`;
}

/** True if a step takes a namespace away. */
export const deletesNamespaces = ({ commands }: Facts): boolean =>
  commands.some(({ argv }) => argv[1] === 'netns' && argv[2] === 'delete');

const leadsOut = ({ resources }: PlanStep): boolean =>
  resources.some(({ needs }) => needs.some(({ is }) => is === 'uplink'));

/** What the frame has to know of this plan. */
export const factsOf = onceFor((plan: Plan): Facts => {
  const [claims, needs, changes] = [claimsOf(plan), needsOf(plan), plan.steps.flatMap((step) => step.changes)];
  const commands = changes.flatMap((change) => change.commands);
  const names = (is: 'namespace' | 'link' | 'table') => ofKind(claims, is).map(({ name }) => name);
  const needed = (is: Exclude<Need['is'], 'uplink'>) => ofKind(needs, is).map(({ name }) => name);
  const links = names('link');
  const ours = new Set(links);
  const own = (words: readonly string[]) => unique(words).filter((word) => ours.has(word));
  const machine = commands.filter(isOnMachine).map(({ argv }) => argv);
  const masters = own(machine.flatMap((argv) => after(argv, 'master')));
  const stays = (name: string) =>
    plan.steps.every(({ resources }) => resources.some(({ key }) => key === linkKey(null, name)));
  // ip reads no further in a batch that asks for the ports of something that is not there.
  const passing = masters.filter((name) => !stays(name)).map((name) => command('ip', 'link', 'show', 'master', name));
  const gates = commands.filter(({ argv: [first] }) => first === 'iptables' || first === 'ip6tables');
  const noted = changes.filter(({ resource }) => resource.undoIsNoted);
  const { group, comment } = labNames(plan.lab);
  return {
    ...{ lab: plan.lab, group, comment, links, commands },
    namespaces: names('namespace'),
    masters: masters.filter(stays),
    routed: own(machine.flatMap((argv) => after(argv, 'dev'))),
    gateways: own(gates.flatMap(({ argv }) => after(argv, '-i', '-o'))),
    subnets: ofKind(claims, 'subnet').map(({ prefix }) => prefix),
    ports: ofKind(claims, 'port').map(portText),
    settings: ofKind(claims, 'setting').map(({ key }) => key),
    tables: names('table'),
    files: ofKind(claims, 'file').map(({ path }) => path),
    processes: unique(commands.flatMap(({ process }) => process ?? [])),
    gates: unique(gates.flatMap(({ argv: [first] }) => (typeof first === 'string' ? [first] : []))),
    ...{ programs: needed('command'), qdiscs: needed('qdisc'), linkTypes: needed('link type') },
    ...{ modules: needed('module'), parents: needed('interface'), cards: needed('card') },
    firstWithUplink: plan.steps.find(leadsOut)?.number ?? 0,
    bareRoutes: bareRoutesOf(changes),
    questions: [...questionsOf(plan), ...passing],
    hasUndos: noted.length > 0,
    takesBack: noted.some(({ does }) => does === 'undo'),
    hasHostCommands: changes.some(
      ({ resource, commands: own }) =>
        resource.netns === null && (resource.undoIsNoted || own.some((command) => command.process !== undefined)),
    ),
  };
});
