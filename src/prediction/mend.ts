// The edits that mend what dies for want of a route, of forwarding, of an address or of a link that is up, or of what a kind knows; each tried by predicting again with it.
import { type Cidr, contains, type Family, formatCidr, networkOf, parseAddress, parseCidr } from '../address.ts';
import { isSamePlace } from '../diagnostics/span.ts';
import { kinds } from '../kinds/list.ts';
import type { Saying } from '../language/say-of-node.ts';
import { freeAddress } from '../model/free.ts';
import { interfacesBySegment, interfacesOf, readableName } from '../model/interfaces.ts';
import type { Hop, Interface, Node, Route } from '../model/lab.ts';
import type { Mending } from './mending.ts';
import { outside } from './outside.ts';
import { predict } from './predict.ts';
import type { Fault, Question } from './question.ts';
import type { Network } from './stack.ts';
import type { Prediction } from './way.ts';

/** An edit, and the network with it. */
interface Edit extends Mending {
  readonly network: Network;
}

type Death = NonNullable<Prediction['death']>;

/** So many edits together, and so many tries. */
const [mostEdits, mostTries] = [4, 24];

/** Of links that are down, so many are tried. */
const mostDown = 4;

const everything: Readonly<Record<Family, Cidr | undefined>> = { 4: parseCidr('0.0.0.0/0'), 6: parseCidr('::/0') };

/** Neighbours of a node that pass packets on, with the hop that leads there. */
function routersBeside(network: Network, node: Node, family: Family): { readonly name: string; readonly hop: Hop }[] {
  const { state, wires } = network;
  return node.interfaces.flatMap((own) => {
    const subnets = own.addresses.filter(({ cidr }) => cidr.family === family);
    const domain = subnets.length === 0 || own.vrf !== undefined ? undefined : wires.domainOf(own);
    const others = [...(domain?.speakers.values() ?? [])].flat().filter((each) => each.node !== node.name);
    return others.flatMap((each: Interface) => {
      const near = each.addresses.find(({ cidr }) =>
        subnets.some((subnet) => contains(subnet.cidr, { family, value: cidr.value })),
      );
      const isRouter = network.stackOf(each).forwards(family, each) === true && state.nodes.has(each.node);
      if (near === undefined || near.cidr.family !== family || !isRouter) return [];
      return [{ name: each.node, hop: { via: { family, value: near.cidr.value }, dev: own.name } }];
    });
  });
}

function withRoute(network: Network, node: Node, to: Cidr, hop: Hop): Network {
  const route: Route = { at: node.at, family: to.family, type: 'unicast', to, hops: [hop] };
  return network.with({ ...node, routes: [...node.routes, route] });
}

function forwardingEdit(network: Network, node: Node): Edit {
  const isMachine = node.netns === null;
  const [key, value] = isMachine ? ['forward', 'true'] : ['kind', 'router'];
  const text = isMachine
    ? `let ${node.name} forward: \`forward: true\``
    : `make ${node.name} a router: \`${node.name}: { kind: router }\``;
  return { text, write: { node: node.name, key, value }, network: network.with({ ...node, forward: true }) };
}

/** A gateway for a node that passes nothing on, else a route to the subnet. */
function routeEdits(network: Network, node: Node, to: string): Edit[] {
  const target = parseAddress(to);
  if (target === undefined) return [];
  const { family } = target;
  const [all, owner] = [everything[family], network.ownersOf(target)[0]];
  const own = owner?.addresses.find(({ cidr }) => cidr.family === family && cidr.value === target.value)?.cidr;
  const isHost = !node.forward && !node.routes.some((route) => route.family === family && route.to.length === 0);
  const prefix = isHost ? all : own && networkOf(own);
  if (prefix === undefined) return [];
  return routersBeside(network, node, family).map(({ name: router, hop }): Edit => {
    const route = `${formatCidr(prefix)} via ${router}`;
    const write: Saying = isHost
      ? { node: node.name, key: 'gateway', value: router }
      : { node: node.name, key: 'routes', items: [route] };
    const text = isHost ? `add \`gateway: ${router}\` to ${node.name}` : `add \`routes: [${route}]\` to ${node.name}`;
    return { text, write, network: withRoute(network, node, prefix, hop) };
  });
}

/** The network with other interfaces: who hears whom is worked out anew. */
function changed(network: Network, change: (each: Interface) => Interface): Network {
  const nodes = [...network.state.nodes].map(
    ([name, node]) => [name, { ...node, interfaces: node.interfaces.map(change) }] as const,
  );
  return network.rewired(new Map(nodes));
}

/** An address for an interface that has none, on the segment of whoever is sought. */
function addressEdits(network: Network, node: Node, to: string): Edit[] {
  const target = parseAddress(to);
  const owner = target && network.ownersOf(target)[0];
  const cidr = owner?.addresses.find((each) => each.cidr.family === target?.family)?.cidr;
  if (owner?.segment === undefined || cidr === undefined) return [];
  const near = interfacesBySegment(network.state)[owner.segment] ?? [];
  const used = near.flatMap(({ addresses }) => addresses.map((each) => each.cidr));
  const free = freeAddress(cidr, used);
  const given = free === undefined ? undefined : parseCidr(free);
  const bare = near.find(
    (each) =>
      each.node === node.name && each.role === 'end' && each.master === undefined && each.addresses.length === 0,
  );
  if (bare === undefined || given === undefined) return [];
  const { at } = bare;
  const address = { cidr: given, at, from: 'author' } as const;
  return [
    {
      text: `give ${readableName(bare)} the address ${free}`,
      write: { at: { ...at, start: at.end }, text: ` ${free}` },
      network: changed(network, (each) => (each === bare ? { ...each, addresses: [address] } : each)),
    },
  ];
}

/** Interfaces that the author has put down, those of the node first. */
function downAt({ state }: Network, node: string): Interface[] {
  const all = interfacesOf(state).filter(({ up, valueAt }) => !up && valueAt?.state !== undefined);
  return all.toSorted((a, b) => Number(b.node === node) - Number(a.node === node)).slice(0, mostDown);
}

/** Up, with all others that the same word has put down. */
function upEdits(network: Network, own: Interface): Edit[] {
  const at = own.valueAt?.state;
  if (at === undefined) return [];
  const isOfIt = ({ valueAt }: Interface) => valueAt?.state !== undefined && isSamePlace(valueAt.state, at);
  const up = changed(network, (each) => (isOfIt(each) ? { ...each, up: true } : each));
  return [{ text: `write \`state: up\` for ${readableName(own)}`, write: { at, text: 'up' }, network: up }];
}

/** What the kinds know. */
const editsOfKinds = (network: Network, question: Question, death: Death): Edit[] =>
  kinds.flatMap(({ mends }) =>
    (mends?.(network.state, question, death) ?? []).map(({ node, ...mending }) => ({
      ...mending,
      network: network.with(node),
    })),
  );

/** What may mend one death, the likeliest first. */
function editsFor(network: Network, question: Question, death: Death): Edit[] {
  const { node: name, reason, to = '' } = death;
  const node = network.state.nodes.get(name);
  // Nobody can write anything of who is beyond the machine.
  if (node === undefined || name === outside) return [];
  const ups = () => downAt(network, name).flatMap((own) => upEdits(network, own));
  if (reason === 'does not forward') return [forwardingEdit(network, node)];
  if (reason === 'no route') return [...routeEdits(network, node, to), ...addressEdits(network, node, to), ...ups()];
  if (reason === 'nobody answers' || reason === 'lost on the wire') return ups();
  return editsOfKinds(network, question, death);
}

/** The edits after which the question is answered; undefined where none of those that are tried do it. */
export function mend(network: Network, question: Question, prediction: Prediction): readonly Mending[] | undefined {
  let tries = 0;
  const search = (now: Network, found: Prediction, done: readonly Mending[]): readonly Mending[] | undefined => {
    if (found.verdict === 'arrives' || (question.isOutside && found.death === undefined)) return done;
    if (found.death === undefined || done.length >= mostEdits) return undefined;
    for (const { text, write, network: edited } of editsFor(now, question, found.death)) {
      tries += 1;
      if (tries > mostTries) return undefined;
      const next = predict(edited, question);
      // An edit that leaves it to die where it died is none.
      if (next.death?.text.en === found.death.text.en && next.death.of === found.death.of) continue;
      const all = search(edited, next, [...done, { text, write }]);
      if (all !== undefined) return all;
    }
    return undefined;
  };
  return search(network, prediction, []);
}

/** What alone keeps a packet from being answered: an asker without an address, or an interface that is down, and where that is written. */
export function onlyFault(network: Network, question: Question, { death }: Prediction): Fault | undefined {
  if (death === undefined) return undefined;
  const { interfaces, name } = network.stack(question.from);
  const { family } = question.to;
  const isMute = ![...interfaces.values()].some(({ addresses }) =>
    addresses.some(({ cidr }) => cidr.family === family),
  );
  if (isMute && death.reason === 'no route') return { text: `${name} has no address of IPv${family}` };
  const down = downAt(network, death.node).find((own) =>
    upEdits(network, own).some((up) => predict(up.network, question).verdict === 'arrives'),
  );
  return down && { text: `${readableName(down)} is down`, ...(down.valueAt?.state && { at: down.valueAt.state }) };
}
