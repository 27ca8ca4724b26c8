// A check as the lines that ask it.
import { possessionNamed } from '../kinds/kinds.ts';
import type { Check, CommandCheck, SeesCheck, State } from '../model/lab.ts';
import { commandWords } from '../plan/authored.ts';
import {
  addressWord,
  at,
  beyond,
  type CheckLine,
  ends,
  listen,
  netnsOutside,
  placeOf,
  prints,
  printsLines,
  within,
} from './check-line.ts';
import { outputPattern } from './ere.ts';
import { cannotReachLines, reachLines } from './reach.ts';

/** A port that nobody uses, for somebody to say there whom he sees. */
const port = 40_404;

function seesLines({ viewer, from, dial, seen, within: time }: SeesCheck): CheckLine[] {
  const known = [seen, dial].find((each) => each.is === 'address');
  const family = known?.address.family ?? 4;
  const address = addressWord(seen, family);
  const told = viewer.is === 'outside' || from.is === 'outside' ? [netnsOutside] : [];
  const named = dial.is === 'outside-address' ? [{ is: 'outside-address', family } as const] : [];
  const dialled = ['cat </dev/tcp/', addressWord(dial, family), `/${port}`];
  const main: CheckLine = {
    clauses: [...within(time), prints(['^', address, '$'])],
    argv: at(placeOf(from), 'timeout', '2', 'bash', '-c', dialled),
    main: true,
  };
  return [...beyond(...told, ...named), listen(placeOf(viewer), { protocol: 'tcp', port }, family), main];
}

/** What an author's command may take, in seconds: it may wait for what never comes. */
const patience = '20';

function commandLines({ in: party, run, prints: expected, exit, within: time }: CommandCheck): CheckLine[] {
  const told = party.is === 'outside' ? beyond(netnsOutside) : [];
  const pattern = expected === undefined ? undefined : outputPattern(expected);
  const judged = pattern === undefined ? [] : [pattern.lines ? printsLines(pattern.text) : prints(pattern.text)];
  const main: CheckLine = {
    clauses: [...within(time), ...judged, ...(exit === 0 ? [] : [ends(exit)])],
    argv: ['timeout', '-v', patience, ...at(placeOf(party), ...commandWords(run))],
    main: true,
  };
  return [...told, main];
}

/** The lines that ask a check. `state` is the lab at its step. */
export function linesOf(check: Check, state: State): CheckLine[] {
  switch (check.is) {
    case 'reach':
      return check.expect ? reachLines(check, state) : cannotReachLines(check, state);
    case 'sees':
      return seesLines(check);
    case 'has':
      return [...(possessionNamed(check.what.is)?.lines(check.what, check) ?? [])];
    case 'command':
      return commandLines(check);
  }
}
