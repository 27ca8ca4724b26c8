// What the machine's own firewall has to let through, to resources.

import type { Family } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Interface, Node, Outlet, State } from '../../model/lab.ts';
import type { Localized } from '../../source/tutorial.ts';
import { type Command, command } from '../command.ts';
import { labNames } from '../lab-names.ts';
import { outletNeed, outletWord, ownDevices } from '../outlet.ts';
import { reasons } from '../reasons.ts';
import type { Resource } from '../resource.ts';
import { things } from '../things.ts';
import { familiesOn, machineInterfaces } from './spoken.ts';

interface Passage {
  readonly in: Outlet;
  readonly out: Outlet;
  readonly answersOnly: boolean;
  readonly families: readonly Family[];
  readonly reason: Localized;
  readonly at: Span;
}

const outletName = (outlet: Outlet): string => (outlet.is === 'uplink' ? 'uplink' : outlet.name);

/** iptables-extensions(8), "conntrack" and "comment": who comes back, and what was translated to come in. */
const answers = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED,DNAT'];

function acceptCommand(verb: '-I' | '-D', passage: Passage, family: Family, lab: string): Command {
  return command(
    ...[
      family === 4 ? 'iptables' : 'ip6tables',
      verb,
      'FORWARD',
      '-i',
      outletWord(passage.in),
      '-o',
      outletWord(passage.out),
    ],
    ...(passage.answersOnly ? answers : []),
    ...['-m', 'comment', '--comment', labNames(lab).comment, '-j', 'ACCEPT'],
  );
}

/** An accept at the head of the machine's own FORWARD chain: a rule outlives the interface that it names, so it ends with nothing. */
function acceptResource(passage: Passage, lab: string, own: ReadonlySet<string>): Resource {
  const { in: from, out, answersOnly, families, reason, at } = passage;
  const find = `${outletName(from)} to ${outletName(out)}${answersOnly ? ', answers' : ''}`;
  return {
    key: `accept ${find} ${families.map((family) => `ipv${family}`).join(' ')}`,
    netns: null,
    within: [],
    after: [],
    make: families.map((family) => acceptCommand('-I', passage, family, lab)),
    undo: families.map((family) => acceptCommand('-D', passage, family, lab)),
    reason,
    at,
    claims: [],
    needs: [...outletNeed(from, own), ...outletNeed(out, own)],
    thing: things.accept,
  };
}

const asOutlet = ({ name }: Interface): Outlet => ({ is: 'interface', name });

/** Everything that the author's own `forward: true` on the machine opens: between the lab's interfaces, and out and in. */
function openPassages(state: State, host: Node): Passage[] {
  const devices = machineInterfaces(state);
  const pairs = devices.flatMap((from) =>
    devices.filter((to) => to !== from).map((to): [Interface, Interface] => [from, to]),
  );
  const base = { answersOnly: false, reason: reasons.acceptAll, at: host.forwardAt } as const;
  const uplink: Outlet = { is: 'uplink' };
  return [
    ...pairs.map(
      ([from, to]): Passage => ({
        ...base,
        in: asOutlet(from),
        out: asOutlet(to),
        families: familiesOn(state, [from]),
      }),
    ),
    ...devices.flatMap((device): Passage[] => {
      const families = familiesOn(state, [device]);
      return [
        { ...base, in: asOutlet(device), out: uplink, families },
        { ...base, in: uplink, out: asOutlet(device), families },
      ];
    }),
  ];
}

/** What the translations of the machine need: out what is masqueraded, in the answers and what is published. */
function translatedPassages(state: State, host: Node): Passage[] {
  const devices = machineInterfaces(state);
  const familiesOf = (name: string) =>
    familiesOn(
      state,
      devices.filter((device) => device.name === name),
    );
  return host.translations.flatMap((translation): Passage[] => {
    const inside = typeof translation.inside === 'string' ? [translation.inside] : translation.inside;
    const uplink: Outlet = { is: 'uplink' };
    const outlets =
      translation.is === 'masquerade' ? translation.out : translation.in.length === 0 ? [uplink] : translation.in;
    return inside.flatMap((name) =>
      outlets.flatMap((outlet): Passage[] => {
        const device: Outlet = { is: 'interface', name };
        const base = { families: familiesOf(name), at: translation.at } as const;
        const out: Passage = { ...base, in: device, out: outlet, answersOnly: false, reason: reasons.acceptOut };
        const back: Passage = { ...base, in: outlet, out: device, answersOnly: true, reason: reasons.acceptAnswers };
        // The answers of a published service leave by the way of everything that goes out.
        return [out, back];
      }),
    );
  });
}

/** Frames between the ports of a bridge on the machine, which br_netfilter sends through the firewall. */
function bridgedPassages(state: State): Passage[] {
  return machineInterfaces(state)
    .filter(({ role }) => role === 'bridge')
    .map((device) => {
      const outlet = asOutlet(device);
      return {
        in: outlet,
        out: outlet,
        answersOnly: false,
        families: familiesOn(state, [device]),
        reason: reasons.acceptBridged,
        at: device.at,
      };
    });
}

function unique(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map((resource) => [resource.key, resource])).values()];
}

/** What goes through the firewall of the machine only inside its bridges. */
export function lowerBridged(state: State, lab: string): Resource[] {
  const own = ownDevices(state);
  return bridgedPassages(state).map((passage) => acceptResource(passage, lab, own));
}

/** What the machine forwards, and its firewall has to let through. */
export function lowerPassages(state: State, lab: string): Resource[] {
  const own = ownDevices(state);
  const host = state.nodes.get('host');
  if (host === undefined || !host.forward) return [];
  const open = host.forwardsAll ? openPassages(state, host) : [];
  const opened = new Set(open.map((passage) => `${outletName(passage.in)} ${outletName(passage.out)}`));
  const narrow = translatedPassages(state, host).filter(
    (passage) => !opened.has(`${outletName(passage.in)} ${outletName(passage.out)}`),
  );
  const [out, back] = [
    narrow.filter((passage) => !passage.answersOnly),
    narrow.filter((passage) => passage.answersOnly),
  ];
  return unique([...open, ...out, ...back].map((passage) => acceptResource(passage, lab, own)));
}
