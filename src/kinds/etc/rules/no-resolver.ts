// A check that a node resolves a name, where nothing says whom the node asks.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { etc } from '../key.ts';

const report = defineDiagnostic('no-resolver', 'node that resolves names and has no resolver');

/** Reports each such check: without a file of its own, the node reads that of the machine. */
export const noResolver: Rule = ({ state, checks }) =>
  checks.flatMap(({ is, at, parties: [asker] }) => {
    if (is !== 'resolves' || asker?.is !== 'node') return [];
    const node = state.nodes.get(asker.name);
    if (node !== undefined && etc.of(node).some(({ name }) => name.text === 'resolv.conf')) return [];
    const label = `${asker.name} asks those whom the machine asks`;
    const help =
      asker.netns === null
        ? 'let another node ask'
        : `say whom it asks: \`etc: { resolv.conf: nameserver 10.0.0.1 }\` under ${asker.name}`;
    return report({ at, label, help });
  });
