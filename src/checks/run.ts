// `{ in: h1, run: ip route, prints: default via ... }`: a command, what it prints and how it ends.
import type { Text } from '../diagnostics/span.ts';
import { startFolder } from '../kinds/kinds.ts';
import { form } from '../language/form.ts';
import { wholeText, word } from '../language/phrase.ts';
import type { CheckStatement } from '../language/statements.ts';
import { readExpectedOutput, readFreeText, readNumber } from '../language/values.ts';
import type { Check, Party } from '../model/lab.ts';
import { commandWords } from '../plan/authored.ts';
import {
  at,
  beyond,
  type CheckLine,
  ends,
  netnsOutside,
  partyPlace,
  prints,
  printsLines,
  within as withinClause,
} from './check-line.ts';
import { outputPattern } from './output-pattern.ts';
import { partyOf } from './parties.ts';
import { type CheckSentence, type Checks, common, names, said, within } from './sentence.ts';

interface Run {
  readonly run: string;
  /** Text that its standard output holds, `...` standing for anything within a line; a line `...` for any lines. */
  readonly prints?: string;
  readonly exit: number;
}

interface RunStatement extends CheckStatement, Run {
  readonly is: 'run';
  readonly in: Text;
}

interface RunCheck extends Check, Run {
  readonly is: 'run';
  readonly lab: string;
  readonly parties: readonly [Party];
}

const words = form({
  summary: 'A command, what it prints and how it ends.',
  examples: ['{ in: h1, run: ip route, prints: default via ... }'],
  verbs: ['run'],
  subject: 'in',
  unsaid: 'sentence',
  words: {
    in: { value: names, summary: 'Nodes to run it in.', required: true },
    run: {
      value: wholeText('command', 'ip route', (piece, reading) => readFreeText(piece, 'one line', reading)),
      summary: 'The command, one line.',
    },
    prints: {
      value: wholeText('text', '"...default..."', readExpectedOutput),
      summary:
        'Lines that it prints in a row: `...` or `[..]` is anything within a line, `[/…/]` an expression, `...` alone any lines.',
    },
    exit: {
      value: word('number', '0', (piece, reading) => readNumber(piece, 0, 255, reading)),
      summary: 'Its exit status; 0 if not said.',
    },
    within,
  },
  build(
    { in: nodes = [], run, prints: output, exit, within: time },
    sentence,
    reading,
  ): Checks<RunStatement> | undefined {
    if (run === undefined || !reading.affordThings(nodes.length, sentence.at)) return undefined;
    return nodes.map((node) => ({
      ...said(sentence, time),
      is: 'run',
      text: `${node.text} runs ${run.text}`,
      details: JSON.stringify([output?.text, exit?.value ?? 0]),
      in: node,
      run: run.text,
      exit: exit?.value ?? 0,
      ...(output === undefined ? {} : { prints: output.text }),
    }));
  },
});

/** What an author's command may take, in seconds: it may wait for what never comes. */
const patienceSeconds = '20';

export const run: CheckSentence<RunStatement, RunCheck> = {
  is: 'run',
  forms: [words],
  saysItsCommand: true,
  resolve(draft, statement, diagnostics) {
    const { run: command, prints: output, exit } = statement;
    const party = partyOf(draft, statement.in, diagnostics);
    if (party === undefined) return [];
    const more = output === undefined ? {} : { prints: output };
    return [{ ...common(statement), is: 'run', lab: draft.lab, parties: [party], run: command, exit, ...more }];
  },
  lines({ lab, parties: [party], run: command, prints: output, exit, within: time }, { nodes }) {
    const node = party.is === 'node' ? nodes.get(party.name) : undefined;
    const folder = node && startFolder(lab, node);
    const pattern = output === undefined ? undefined : outputPattern(output);
    const judged = pattern === undefined ? [] : [pattern.lines ? printsLines(pattern.text) : prints(pattern.text)];
    const main: CheckLine = {
      clauses: [...withinClause(time), ...judged, ...(exit === 0 ? [] : [ends(exit)])],
      argv: ['timeout', '-v', patienceSeconds, ...at(partyPlace(party), ...commandWords(command, folder))],
      main: true,
    };
    return [...(party.is === 'outside' ? beyond(netnsOutside) : []), main];
  },
};
