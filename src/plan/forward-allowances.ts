// What the firewall of the machine has to let the machine forward, to resources.

import type { Family } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Egress, State } from '../model/lab.ts';
import type { Localized } from '../source/tutorial.ts';
import { type Command, command } from './command.ts';
import { egressNeed, egressWord, ownDevices } from './egress.ts';
import { labNames } from './lab-names.ts';
import { type Resource, resourceOf } from './resource.ts';
import { noun } from './things.ts';

/** That packets may pass from one interface of the machine to another: for a firewall that drops what is forwarded. */
export interface ForwardAllowance {
  readonly in: Egress;
  readonly out: Egress;
  /** Only the answers to what went the other way, and what was translated to come in. */
  readonly answersOnly?: true;
  readonly families: readonly Family[];
  readonly reason: Localized;
  readonly at: Span;
}

const thing = noun('way through the firewall', 'ways through the firewall', '条防火墙放行规则');

const nameOf = (egress: Egress): string => (egress.is === 'uplink' ? 'uplink' : egress.name);

/** iptables-extensions(8), "conntrack" and "comment": who comes back, and what was translated to come in. */
const answers = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED,DNAT'];

function acceptCommand(verb: '-I' | '-D', allowance: ForwardAllowance, family: Family, lab: string): Command {
  return command(
    ...[family === 4 ? 'iptables' : 'ip6tables', verb, 'FORWARD'],
    ...['-i', egressWord(allowance.in), '-o', egressWord(allowance.out)],
    ...(allowance.answersOnly ? answers : []),
    ...['-m', 'comment', '--comment', labNames(lab).comment, '-j', 'ACCEPT'],
  );
}

/** An accept at the head of the machine's own FORWARD chain: a rule outlives the interface that it names, so it ends with nothing. */
function acceptResource(allowance: ForwardAllowance, lab: string, own: ReadonlySet<string>): Resource {
  const { in: from, out, answersOnly, families, reason, at } = allowance;
  const way = `${nameOf(from)} to ${nameOf(out)}${answersOnly ? ', answers' : ''}`;
  return resourceOf({
    key: `accept ${way} ${families.map((family) => `ipv${family}`).join(' ')}`,
    netns: null,
    make: families.map((family) => acceptCommand('-I', allowance, family, lab)),
    undo: families.map((family) => acceptCommand('-D', allowance, family, lab)),
    reason,
    at,
    needs: [...egressNeed(from, own), ...egressNeed(out, own)],
    thing,
  });
}

/** True of what only crosses a bridge, which br_netfilter sends through the firewall. */
export const staysOnBridge = (allowance: ForwardAllowance): boolean => nameOf(allowance.in) === nameOf(allowance.out);

/** The rules of these allowances, each once, the answers last. */
export function lowerAllowances(allowances: readonly ForwardAllowance[], lab: string, state: State): Resource[] {
  const own = ownDevices(state);
  const inOrder = [...allowances.filter((one) => !one.answersOnly), ...allowances.filter((one) => one.answersOnly)];
  const resources = inOrder.map((one) => acceptResource(one, lab, own));
  return [...new Map(resources.map((resource) => [resource.key, resource])).values()];
}
