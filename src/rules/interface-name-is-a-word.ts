// An interface or a bridge whose name ip takes for a word of its own: `ip link add br type bridge` asks for a broadcast address.

import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { interfacesOf } from '../model/interfaces.ts';
import { ipWord } from '../model/ip-words.ts';
import { type Interface, type State, stackOf } from '../model/lab.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('interface-name-is-a-word', 'interface name that ip takes for a word of its own');

/** The name with a number that no node has, and no interface where this one is. */
function freeName(state: State, { node: owner, name }: Interface): string {
  const node = state.nodes.get(owner);
  const taken = new Set(node === undefined ? [] : stackOf(state, node).map((each) => each.name));
  let number = 0;
  while (taken.has(`${name}${number}`) || state.nodes.has(`${name}${number}`)) number += 1;
  return `${name}${number}`;
}

/** Reports every interface of the lab with such a name: ends of links, ports, and bridges on the machine. */
export const interfaceNameIsAWord: Rule = ({ state }) =>
  interfacesOf(state).flatMap((device) => {
    const { at, node, name, standsForNode } = device;
    const word = ipWord(name);
    if (word === undefined) return [];
    const free = freeName(state, device);
    const label = `ip takes ${name} for its word ${word}`;
    // The name of a bridge is that of its node, which stands elsewhere as well.
    if (standsForNode) return report({ at, label, help: `give the bridge another name, for example ${free}` });
    const help = `give the end another name, for example ${node}:${free}`;
    return report({ at, label, help, expected: [free] });
  });
