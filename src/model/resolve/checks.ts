// Checks: who asks whom, at which address, in each family that both have.

import { families } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { possessionNamed } from '../../kinds/kinds.ts';
import type { CheckStatement, HasStatement, SeesStatement } from '../../language/statements.ts';
import type { Check } from '../lab.ts';
import type { Draft } from './draft.ts';
import { findInterface, isNode, reportNoAddress } from './lookup.ts';
import { dialOf, findTarget, partyFamilies, partyOf } from './parties.ts';
import { deadline, resolveReach } from './reach.ts';

/** What every check has of its sentence; `expect`: that something is there. */
const commonOf = ({ at, text, note, within }: CheckStatement, expect: boolean) => ({
  at,
  text,
  ...(note === undefined ? {} : { note }),
  within: deadline(within, expect),
});

function resolveSees(draft: Draft, statement: SeesStatement, diagnostics: Diagnostic[]): Check[] {
  const { viewer, from, as } = statement;
  const [seer, asker] = [partyOf(draft, viewer.node, diagnostics), partyOf(draft, from, diagnostics)];
  if (seer === undefined || asker === undefined) return [];
  const { node, interface: dialled } = viewer;
  if (dialled !== undefined && findInterface(draft, node.text, dialled, diagnostics) === undefined) return [];
  const fromEnd = { at: from.at, node: from };
  const common = families.filter(
    (family) => partyFamilies(draft, viewer).has(family) && partyFamilies(draft, fromEnd).has(family),
  );
  const family = as.is === 'address' ? as.address.family : common[0];
  if (family === undefined) {
    reportNoAddress(fromEnd, [], diagnostics);
    return [];
  }
  const dial = dialOf(draft, fromEnd, viewer, family, diagnostics);
  const seen = findTarget(draft, viewer, as, family, diagnostics);
  if (dial === undefined || seen === undefined) return [];
  return [{ is: 'sees', ...commonOf(statement, true), viewer: seer, from: asker, dial, seen: seen.dial }];
}

function resolveHas(draft: Draft, statement: HasStatement, diagnostics: Diagnostic[]): Check[] {
  const { expect, what } = statement;
  const node = isNode(draft, statement.node, diagnostics) ? draft.nodes.get(statement.node.text) : undefined;
  const wanted = node && possessionNamed(what.is)?.resolve(what.said, node, draft, diagnostics);
  const { name, netns } = node ?? { name: '', netns: null };
  const common = { is: 'has', ...commonOf(statement, expect), expect, node: name, netns } as const;
  return (wanted ?? []).map((one) => ({ ...common, what: { is: what.is, ...one } }));
}

/** The checks that a sentence means, one for each family and service. Reports what it cannot name. */
export function resolveCheck(draft: Draft, statement: CheckStatement, diagnostics: Diagnostic[]): Check[] {
  switch (statement.is) {
    case 'reach':
      return resolveReach(draft, statement, diagnostics);
    case 'sees':
      return resolveSees(draft, statement, diagnostics);
    case 'has':
      return resolveHas(draft, statement, diagnostics);
    case 'command': {
      const { at, text, note, run, prints, exit } = statement;
      const party = partyOf(draft, statement.in, diagnostics);
      const words = { ...(note === undefined ? {} : { note }), ...(prints === undefined ? {} : { prints }) };
      const within = deadline(statement.within, true);
      return party === undefined ? [] : [{ is: 'command', at, text, within, in: party, run, exit, ...words }];
    }
  }
}
