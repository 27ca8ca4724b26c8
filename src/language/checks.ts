// Checks: the sentences `reaches`, `cannot reach`, `sees`, `has`, and commands with what they print.
import { type Checks, names, noteOf, oneName, tailOf, within } from './check-words.ts';
import { type Form, form } from './form.ts';
import { has, hasNo } from './has-checks.ts';
import { wholeText, word } from './phrase.ts';
import { cannotReach, reaches } from './reach-checks.ts';
import { alwaysInChecks, formatEnd, formatTarget, readOneEnd, readOneTarget } from './targets.ts';
import { readExpectedOutput, readFreeText, readNumber } from './values.ts';

const sees = form({
  summary: 'A packet from one node arrives at another with this source address.',
  examples: ['web sees h1 as gw:wan', 'outside sees h1 as host'],
  verbs: ['sees'],
  subject: 'from',
  words: {
    from: {
      value: word('node or interface', 'web', (piece, reading) => readOneEnd(piece, alwaysInChecks, reading)),
      summary: 'Where the packet arrives: a node, or `NODE:INTERFACE` whose address is dialled.',
      required: true,
    },
    sees: { value: oneName, summary: 'Who sends it.' },
    as: {
      value: word('end or address', 'gw:wan', (piece, reading) => readOneTarget(piece, alwaysInChecks, reading)),
      summary: 'Whose address it has then.',
      required: true,
    },
    within,
  },
  build(values, sentence): Checks | undefined {
    const { from: viewer, sees: sender, as } = values;
    if (viewer === undefined || sender === undefined || as === undefined) return undefined;
    const text = `${formatEnd(viewer)} sees ${sender.text} as ${formatTarget(as)}${tailOf(sentence, ['sees', 'as'], [])}`;
    const time = values.within === undefined ? {} : { within: values.within };
    return [{ is: 'sees', at: sentence.at, text, viewer, from: sender, as, ...time, ...noteOf(sentence) }];
  },
});

const resolves = form({
  summary: 'A name of the DNS is resolved.',
  examples: ['pc1 resolves web.lab to web'],
  verbs: ['resolves'],
  subject: 'from',
  words: {},
  later: { resolves: 'run the query: `{ in: pc1, run: getent hosts web.lab, prints: 10.0.0.10 }`' },
  build: (): Checks | undefined => undefined,
});

const command = form({
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
  build(values, sentence, reading): Checks | undefined {
    const { in: nodes = [], run, prints, exit } = values;
    if (run === undefined || !reading.affordThings(nodes.length, sentence.at)) return undefined;
    return nodes.map((node) => ({
      is: 'command',
      at: sentence.at,
      text: `${node.text} runs ${run.text}`,
      in: node,
      run: run.text,
      exit: exit?.value ?? 0,
      ...(prints === undefined ? {} : { prints: prints.text }),
      ...(values.within === undefined ? {} : { within: values.within }),
      ...noteOf(sentence),
    }));
  },
});

/** The sentences of `checks`, in the order of the reference. */
export const checkForms: readonly Form<Checks>[] = [reaches, cannotReach, sees, has, hasNo, resolves, command];
