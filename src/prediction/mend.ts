// The edits that mend what dies for want of a route or of forwarding, each tried by predicting again with it.
import { type Cidr, contains, type Family, formatCidr, networkOf, parseAddress, parseCidr } from '../address.ts';
import type { Hop, Interface, Node, Route } from '../model/lab.ts';
import { predict } from './predict.ts';
import type { Question } from './question.ts';
import type { Network } from './stack.ts';
import type { Prediction } from './way.ts';

/** An edit, in words, and the network with it. */
interface Edit {
  readonly text: string;
  readonly network: Network;
}

/** So many edits together, and so many tries. */
const [mostEdits, mostTries] = [4, 24];

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

/** What may mend one death, the likeliest first: a gateway for a node that passes nothing on, else a route to the subnet. */
function editsFor(network: Network, { node: name, reason, to }: NonNullable<Prediction['death']>): Edit[] {
  const node = network.state.nodes.get(name);
  if (node === undefined) return [];
  if (reason === 'does not forward') {
    const text = `make ${name} a router: \`${name}: { kind: router }\``;
    return [{ text, network: network.with({ ...node, forward: true }) }];
  }
  const target = reason === 'no route' ? parseAddress(to ?? '') : undefined;
  if (target === undefined) return [];
  const { family } = target;
  const routers = routersBeside(network, node, family);
  const [all, owner] = [everything[family], network.ownersOf(target)[0]];
  const own = owner?.addresses.find(({ cidr }) => cidr.family === family && cidr.value === target.value)?.cidr;
  const isHost = !node.forward && !node.routes.some((route) => route.family === family && route.to.length === 0);
  const [prefix, word] = isHost ? [all, 'gateway'] : [own && networkOf(own), 'route'];
  if (prefix === undefined) return [];
  return routers.map(({ name: router, hop }) => ({
    text:
      word === 'gateway'
        ? `add \`gateway: ${router}\` to ${name}`
        : `add \`routes: [${formatCidr(prefix)} via ${router}]\` to ${name}`,
    network: withRoute(network, node, prefix, hop),
  }));
}

/** The edits after which the question is answered; undefined where none of those that are tried do it. */
export function mend(network: Network, question: Question, prediction: Prediction): readonly string[] | undefined {
  let tries = 0;
  const search = (now: Network, found: Prediction, done: readonly string[]): readonly string[] | undefined => {
    if (found.verdict === 'arrives') return done;
    if (found.death === undefined || done.length >= mostEdits) return undefined;
    for (const edit of editsFor(now, found.death)) {
      tries += 1;
      if (tries > mostTries) return undefined;
      const next = predict(edit.network, question);
      // An edit that leaves it to die where it died is none.
      if (next.death?.text === found.death.text) continue;
      const all = search(edit.network, next, [...done, edit.text]);
      if (all !== undefined) return all;
    }
    return undefined;
  };
  return search(network, prediction, []);
}
