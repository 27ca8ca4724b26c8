// The commands of `console` fences: each gets the place where it runs.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span, Text } from '../../diagnostics/span.ts';
import type { Transcript } from '../../source/tutorial.ts';
import type { Party, ShownCommand, State } from '../lab.ts';
import { reportUnknownNode } from './unknown-names.ts';

const machine: Party = { is: 'node', name: 'host', netns: null };

function placeOf(state: State, name: Text | undefined, diagnostics: Diagnostic[]): Party | undefined {
  if (name === undefined || name.text === 'host') return machine;
  if (name.text === 'outside') return { is: 'outside' };
  const node = state.nodes.get(name.text);
  if (node !== undefined) return { is: 'node', name: node.name, netns: node.netns };
  const known = () => {
    const nodes = [...state.nodes].map(([one, { at }]) => [one, at] as const);
    return {
      groups: [],
      nodes: new Map<string, Span | undefined>([...nodes, ['host', undefined], ['outside', undefined]]),
    };
  };
  reportUnknownNode(name, known, diagnostics);
  return undefined;
}

/** The commands shown at a step. Reports prompts whose node is not there at this step. */
export function resolveCommands(
  state: State,
  transcripts: readonly Transcript[],
  diagnostics: Diagnostic[],
): ShownCommand[] {
  return transcripts
    .flatMap(({ commands }) => commands)
    .flatMap((command) => {
      const place = placeOf(state, command.node, diagnostics);
      return place === undefined ? [] : [{ ...command, in: place }];
    });
}
