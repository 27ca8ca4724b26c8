// `h1:eth0 is up`, `sw:h1 is in br0`: whether an interface can send, and what it is a port of.
import type { Text } from '../diagnostics/span.ts';
import { form, type Sentence } from '../language/form.ts';
import { readInterfaceMeant } from '../language/names.ts';
import { word } from '../language/phrase.ts';
import { incompleteSentence } from '../language/problems.ts';
import type { Reading } from '../language/reading.ts';
import type { CheckStatement, End } from '../language/statements.ts';
import { formatEnd } from '../language/targets.ts';
import { readOneOf } from '../language/values.ts';
import { isMaster } from '../model/interfaces.ts';
import type { Check, Netns } from '../model/lab.ts';
import { findInterface, isNode } from '../model/resolve/lookup.ts';
import { notAPort } from '../model/resolve/ports.ts';
import { networkFor } from '../prediction/stack.ts';
import { saidOf } from '../prediction/way.ts';
import { ipAt, shown } from './check-line.ts';
import { foretoldIf } from './foretold.ts';
import { isConnected } from './picture.ts';
import { type CheckSentence, type Checks, common, ends, said, tailOf, within } from './sentence.ts';

interface IsStatement extends CheckStatement {
  readonly is: 'is';
  readonly of: End;
  readonly expect: boolean;
  /** What it is a port of; without it, the sentence is about whether it is up. */
  readonly in?: Text;
}

interface IsCheck extends Check {
  readonly is: 'is';
  readonly netns: Netns;
  readonly interface: string;
  readonly expect: boolean;
  readonly in?: string;
}

const from = {
  value: { ...ends, words: 'interfaces', example: 'h1:eth0' },
  summary: 'Interfaces, each as `NODE:INTERFACE`.',
  required: true,
};
const master = {
  value: word('interface', 'br0', readInterfaceMeant),
  summary: 'What has ports at the same node: a bridge, a bond or a VRF.',
};

function build(
  of: readonly End[],
  said: Pick<IsStatement, 'expect' | 'in' | 'at' | 'note' | 'within'>,
  what: string,
  reading: Reading,
): Checks<IsStatement> | undefined {
  if (!reading.affordThings(of.length, said.at)) return undefined;
  const bare = of.find((end) => end.interface === undefined);
  if (bare !== undefined) {
    const help = `write \`${bare.node.text}:eth0\``;
    return reading.report(incompleteSentence({ at: bare.at, label: 'an interface is wanted', help }));
  }
  return of.map((end) => ({ ...said, is: 'is', of: end, text: `${formatEnd(end)} is ${what}` }));
}

const state = form({
  summary: 'An interface can send, or cannot.',
  examples: ['h1:eth0 is up', 'srv:eth0..1 are down within 2s'],
  verbs: ['is', 'are'],
  onlyBefore: ['up', 'down'],
  subject: 'from',
  words: {
    from,
    is: {
      value: word('up or down', 'up', (piece, reading) => readOneOf(piece, ['up', 'down'], reading)),
      summary: '`up`: switched on, and so is the other end of its cable. `down`: one of them is not.',
    },
    within,
  },
  build({ from: of = [], is, within: time }, sentence, reading) {
    if (is === undefined) return undefined;
    const what = `${is.value}${tailOf(sentence, ['is'], [])}`;
    return build(of, { ...said(sentence, time), expect: is.value === 'up' }, what, reading);
  },
});

function buildPort(
  values: { readonly from?: readonly End[]; readonly in?: Text; readonly within?: number },
  expect: boolean,
  sentence: Sentence,
  reading: Reading,
): Checks<IsStatement> | undefined {
  const { from: of = [], in: name, within: time } = values;
  if (name === undefined) return undefined;
  const what = `${expect ? '' : 'not '}in ${name.text}${tailOf(sentence, ['is in', 'is not in'], [])}`;
  return build(of, { ...said(sentence, time), expect, in: name }, what, reading);
}

const isIn = form({
  summary: 'An interface is a port of a bridge, a bond or a VRF.',
  examples: ['sw:h1 is in br0', 'srv:eth0..1 are in bond0'],
  verbs: ['is in', 'are in'],
  subject: 'from',
  words: { from, 'is in': master, within },
  build: ({ 'is in': name, ...rest }, sentence, reading) =>
    buildPort({ ...rest, ...(name && { in: name }) }, true, sentence, reading),
});

const isNotIn = form({
  summary: 'An interface is no port of it.',
  examples: ['sw:h1 is not in br0'],
  verbs: ['is not in', 'are not in'],
  subject: 'from',
  words: { from, 'is not in': master, within },
  build: ({ 'is not in': name, ...rest }, sentence, reading) =>
    buildPort({ ...rest, ...(name && { in: name }) }, false, sentence, reading),
});

export const is: CheckSentence<IsStatement, IsCheck> = {
  is: 'is',
  forms: [state, isIn, isNotIn],
  resolve(draft, statement, diagnostics) {
    const { of, expect, in: port } = statement;
    const node = isNode(draft, of.node, diagnostics) ? draft.nodes.get(of.node.text) : undefined;
    const device = node && of.interface && findInterface(draft, node.name, of.interface, diagnostics);
    if (node === undefined || device === undefined) return [];
    const named = port && findInterface(draft, node.name, port, diagnostics, '');
    if (port !== undefined && named === undefined) return [];
    if (port !== undefined && named !== undefined && !isMaster(named)) {
      const help = `name a bridge, a bond or a VRF of ${node.name}`;
      diagnostics.push(notAPort({ at: port.at, label: `${port.text} has no ports`, help }));
      return [];
    }
    const { name, netns } = node;
    const parties = [{ is: 'node', name, netns }] as const;
    const asked = { parties, netns, interface: device.name, expect, ...(port && { in: port.text }) };
    return [{ ...common(statement, port === undefined || expect), is: 'is', ...asked }];
  },
  settle({ netns, interface: name, in: port, expect }, state) {
    const stack = networkFor(state).stack(netns);
    if (stack.unknown !== undefined) return { is: 'unknown', why: saidOf(stack.name, stack.unknown).en };
    const own = stack.interfaces.get(name);
    if (own === undefined) return { is: 'unknown', why: 'the kernel makes it' };
    if (port === undefined) {
      const isUp = isConnected(state, own);
      return foretoldIf(isUp === expect, isUp ? 'it is up' : 'it, or its far end, is down', 'say what is so');
    }
    const isPort = own.master === port || own.vrf === port;
    return foretoldIf(isPort === expect, isPort ? 'it is a port of it' : 'it is no port of it', 'say what is so');
  },
  lines(check) {
    const { netns, interface: name, in: port } = check;
    // What is switched on and has no carrier lacks LOWER_UP.
    const pattern = port === undefined ? 'UP,LOWER_UP' : ` master ${port.replaceAll('.', '\\.')} `;
    return [shown(check, ipAt(netns, 'link', 'show', 'dev', name), pattern)];
  },
};
