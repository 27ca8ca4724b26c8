// What interfaces stand on: their parents, by their names or by what these lead to.

import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import type { DeclaredCable } from '../merge/declaration.ts';
import type { Draft, DraftInterface, DraftNode } from './draft.ts';
import { portMeant } from './ports.ts';

const notAParent = defineDiagnostic('not-a-parent', 'interface that nothing can stand on');

/** An interface that is to be put on another one. */
interface Waiting {
  readonly node: DraftNode;
  readonly name: string;
  readonly written: Text;
  /** Where the other one is. */
  readonly owner: DraftNode;
  readonly parent: string;
}

/** What is to be put where; what is on the machine has its interfaces together. */
function waitingIn(draft: Draft, cables: readonly DeclaredCable[], diagnostics: Diagnostic[]): Waiting[] {
  const onMachine = [...draft.nodes.values()].filter(({ netns }) => netns === null);
  return [...draft.nodes.values()].flatMap((node) =>
    node.says('devices').flatMap(({ name: { text: name }, parent: written }): Waiting[] => {
      if (written === undefined) return [];
      const beside = node.netns === null ? onMachine.filter((other) => other !== node) : [];
      const owner = beside.find(({ interfaces }) => interfaces.has(written.text)) ?? node;
      const parent =
        owner === node
          ? portMeant(cables, node, written, ['loopback'], diagnostics)
          : owner.interfaces.get(written.text);
      if (parent?.role === 'loopback') {
        const help = 'name the end of a cable, or another interface that leads on';
        diagnostics.push(notAParent({ at: written.at, label: 'the loopback interface', help }));
        return [];
      }
      return parent === undefined ? [] : [{ node, name, written, owner, parent: parent.name }];
    }),
  );
}

/** It comes after its parent, is down where that is, and has the MTU that is written there if none is written here. */
function settle({ node, name, owner, parent }: Waiting): void {
  const [own, below] = [node.interfaces.get(name), owner.interfaces.get(parent)];
  if (own === undefined || below === undefined) return;
  const mtu = own.mtu ?? (below.mtu && below.mtu - (own.device?.overhead ?? 0));
  const placed: DraftInterface = {
    ...own,
    role: 'end',
    up: own.up && below.up,
    ...(mtu === undefined ? {} : { mtu }),
    parent: { node: owner.name, interface: parent },
  };
  node.interfaces.delete(name);
  node.interfaces.set(name, placed);
}

/** Puts interfaces on their parents, those further down first. To be called when all interfaces are there, with their ports. */
export function placeOnParents(draft: Draft, cables: readonly DeclaredCable[], diagnostics: Diagnostic[]): void {
  let waiting = waitingIn(draft, cables, diagnostics);
  for (;;) {
    const above = new Set(waiting.map(({ node, name }) => `${node.name} ${name}`));
    const ready = (one: Waiting) => !above.has(`${one.owner.name} ${one.parent}`);
    const next = waiting.filter(ready);
    if (next.length === 0) break;
    for (const one of next) settle(one);
    waiting = waiting.filter((one) => !ready(one));
  }
  for (const { written, name } of waiting) {
    const help = `name an interface that does not stand on ${name}`;
    diagnostics.push(notAParent({ at: written.at, label: `${name} would stand on itself`, help }));
  }
}
