// The key `rules`: `from guests table 102`, `in lan tcp/25 table 25 priority 900`.
import type { Span, Text } from '../../diagnostics/span.ts';
import { form } from '../../language/form.ts';
import { readInterfaceMeant } from '../../language/names.ts';
import { word, words } from '../../language/phrase.ts';
import { sentence } from '../../language/sentence.ts';
import { servicesOf, serviceWords } from '../../language/service-words.ts';
import { oneOrMany } from '../../language/shape.ts';
import type { Service, Written } from '../../language/statements.ts';
import { formatService, readNumber } from '../../language/values.ts';
import { nodeKey, wholeList } from '../node-key.ts';
import {
  mostTable,
  numbersOfTables,
  type PrefixOrName,
  readPrefixesOrNames,
  textOfPlace,
} from '../routes/sentences.ts';
import { type PolicyRule, ruleWords, tableText } from './policy-rule.ts';

export interface RuleStatement {
  readonly at: Span;
  /** The sentence, its words in one order. */
  readonly text: string;
  readonly from: readonly PrefixOrName[];
  readonly to: readonly PrefixOrName[];
  readonly in?: Text;
  readonly mark?: Written<number>;
  readonly services: readonly Written<Service>[];
  readonly priority?: Written<number>;
  readonly table: Written<number>;
}

const prefixes = words('prefixes or names', '10.0.1.0/24', readPrefixesOrNames);
const number = (example: string, least: number, most: number) =>
  word('number', example, (piece, reading) => readNumber(piece, least, most, reading));

/** The kernel's own rule for `main` has 32766 (fib_default_rules_init() of net/ipv4/fib_rules.c): what comes behind it is rarely asked. */
const mostPriority = 32_765;

function textOf(rule: Omit<RuleStatement, 'text' | 'at'>): string {
  const said = {
    from: rule.from.map(textOfPlace).join(', '),
    to: rule.to.map(textOfPlace).join(', '),
    in: rule.in?.text ?? '',
    mark: rule.mark?.value ?? '',
    '': rule.services.map(({ value }) => formatService(value)).join(', '),
    priority: rule.priority?.value ?? '',
    table: tableText(rule.table.value),
  };
  return Object.entries(said)
    .flatMap(([name, value]) => (value === '' ? [] : [name === '' ? value : `${name} ${value}`]))
    .join(' ');
}

/** The sentence of `rules`. */
export const ruleForm = form({
  summary:
    'What fits all that is said is looked up in a table: rules are asked by priority, and the first whose table has a route decides.',
  examples: [
    'from guests table 102',
    'to 10.0.0.0/16 table main',
    'in lan tcp/25 table 25 priority 900',
    'from 10.0.1.0/24 mark 7 table 107',
  ],
  verbs: ['table'],
  unsaid: 'verb',
  anyOrder: true,
  rest: (text) => !/\btable\s/.test(text),
  words: {
    from: {
      value: prefixes,
      summary: 'Packets from here: prefixes (one address as a /32 or /128), or switches, bridges and nodes by name.',
    },
    to: { value: prefixes, summary: 'Packets to there.' },
    in: {
      value: word('interface', 'eth0', readInterfaceMeant),
      summary: 'Packets that come in by this interface, or by the one that leads to this node, bridge or switch.',
    },
    mark: { value: number('7', 1, 4_294_967_295), summary: 'Packets with this mark, the `fwmark` of ip-rule(8).' },
    ...serviceWords('Packets to this service.'),
    priority: {
      value: number('900', 1, mostPriority),
      summary: 'The lowest is asked first. Without it: 1000, 1010 … in the order written.',
    },
    table: {
      value: word('number, main or local', '100', (piece, reading) => {
        const known = ['main', 'local'].includes(piece.text) ? numbersOfTables.get(piece.text) : undefined;
        return known === undefined ? readNumber(piece, 1, mostTable, reading) : { value: known, at: piece.at };
      }),
      summary: 'The table that is looked up.',
      required: true,
    },
  },
  build(values, { at }): RuleStatement | undefined {
    const { from = [], to = [], in: inlet, mark, priority, table } = values;
    if (table === undefined) return undefined;
    const rule = {
      ...{ from, to, services: servicesOf(values), table },
      ...(inlet && { in: inlet }),
      ...(mark && { mark }),
      ...(priority && { priority }),
    };
    return { at, text: textOf(rule), ...rule };
  },
});

export const rules = nodeKey<readonly RuleStatement[], PolicyRule>({
  name: 'rules',
  summary: 'Policy routing: which packets are looked up in which routing table.',
  example: 'rules: [from 10.0.1.0/24 table 100]',
  stands: ({ bridge, namespace }) => bridge === undefined && namespace !== undefined,
  shape: oneOrMany(sentence({ name: 'rule', forms: [ruleForm] })),
  merge: wholeList(({ text }) => text),
  effects: { treatsPackets: true },
  badge: (all) => [...new Set(all.map(({ text }) => text))],
  view: (all) => all.map((rule) => ruleWords(rule).join(' ')),
});
