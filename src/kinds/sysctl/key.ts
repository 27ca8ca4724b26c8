// Kernel settings of a node.

import type { Span, Text } from '../../diagnostics/span.ts';
import { textSchema } from '../../language/phrase.ts';
import type { Piece } from '../../language/piece.ts';
import { badPath, numberNotPlain } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';
import { scalar } from '../../language/shape.ts';
import { readFreeText } from '../../language/values.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';

/** The switch of IPv4 forwarding has two names, and one of them counts here (devinet_sysctl_forward() of net/ipv4/devinet.c). */
const otherNames: ReadonlyMap<string, string> = new Map([['net.ipv4.conf.all.forwarding', 'net.ipv4.ip_forward']]);

/** Dots and slashes change places: a key that begins with a slash after its first word has slashes between its parts (sysctl(8)). */
const swapped = (key: string): string => key.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'));

/** Keys of one interface have five parts; a dot in its name is written as a slash. */
const dottedInterface = /^(net\.ipv[46]\.(?:conf|neigh)\.)([^.]+(?:\.[^.]+)+)(\.[^.]+)$/;

/** A sysctl in the dotted form, by the first of its names. Only `net` is the namespace's own: the others belong to the whole machine (namespaces(7)). */
function readSysctlKey(piece: Piece, reading: Reading): Text | undefined {
  const { at } = piece;
  const text = /^net\/[^./]/.test(piece.text) ? swapped(piece.text) : piece.text;
  const named = dottedInterface.exec(text);
  if (/^net(\.[A-Za-z0-9_/-]{1,63}){2,7}$/.test(text) && named === null)
    return { text: otherNames.get(text) ?? text, at };
  const mended =
    named === null
      ? text.replaceAll('/', '.').replace(/^\.?(proc\.sys\.)?/, '')
      : `${named[1]}${named[2]?.replaceAll('.', '/')}${named[3]}`;
  const good = /^net(\.[A-Za-z0-9_/-]+){2,7}$/.test(mended) ? mended : 'net.ipv4.ip_forward';
  const label =
    named !== null
      ? 'no setting of one interface'
      : /^[a-z]+\./.test(text) && !text.startsWith('net.')
        ? 'only net.* is of a namespace'
        : 'a dotted key of net';
  return reading.report(badPath({ at, label, help: `write a key like ${good}`, expected: [good] }));
}

/** Sets of processors: hexadecimal without a sign of it, with zeros in front (`%*pb` of net/core/sysctl_net_core.c). */
const processorSets: ReadonlySet<string> = new Set(['net.core.flow_limit_cpu_bitmap', 'net.core.rps_default_mask']);

/** Longer ones are no numbers to the kernel (TMPBUFLEN of kernel/sysctl.c). */
const numberPattern = /^-?(?:0[xX][0-9a-fA-F]{1,16}|\d{1,20})$/;
const octalPattern = /^-?0[0-7]+$/;

const inDecimal = (word: string): string => word.replace(/^(-?)0+(?=\d)/, '$1');

/** The number that the kernel takes a word for, as it prints it: 0x begins a hexadecimal one, 0 an octal one (proc_get_long() of kernel/sysctl.c). */
function inKernel(word: string): string {
  const digits = word.replace(/^-/, '');
  const value = BigInt(octalPattern.test(word) ? `0o${digits}` : digits);
  return value !== 0n && word.startsWith('-') ? `-${value}` : String(value);
}

const numberOfWord: Readonly<Record<string, string>> = { on: '1', yes: '1', true: '1', off: '0', no: '0', false: '0' };

/** True if the numbers of a setting stand as the kernel prints them, or it has none. Reports those that do not. */
function checkSettingNumbers(key: string, { text, at }: Text, reading: Reading): boolean {
  const meant = numberOfWord[text.toLowerCase()];
  if (meant !== undefined) {
    const label = 'the kernel takes a number';
    reading.report(numberNotPlain({ at, label, help: `write ${meant}`, expected: [meant] }));
    return false;
  }
  const words = text.split(/\s+/);
  if (processorSets.has(key) || !words.every((word) => numberPattern.test(word))) return true;
  const plain = words.map(inKernel).join(' ');
  if (plain === words.join(' ')) return true;
  const other = words.map((word) => (octalPattern.test(word) ? inDecimal(word) : inKernel(word))).join(' ');
  const help =
    other === plain ? `write ${plain}` : `write ${plain}, which a 0 in front makes of it, or ${other} if that is meant`;
  reading.report(numberNotPlain({ at, label: 'the kernel prints it otherwise', help, expected: [plain] }));
  return false;
}

/** A sysctl in the dotted form. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly at: Span;
}

export const sysctl = nodeKey<readonly NamedText[], Setting>({
  name: 'sysctl',
  summary: 'Kernel settings. `net.ipv4.conf.all.forwarding` is `net.ipv4.ip_forward` by another name, and becomes it.',
  example: 'sysctl: { net.ipv4.ip_forward: 1 }',
  stands: () => true,
  ...namedTexts(
    'mapping of sysctls',
    '{ net.ipv4.ip_forward: 1 }',
    { pattern: '^net\\.', read: readSysctlKey },
    scalar('value', '1', textSchema, (piece, reading) => readFreeText(piece, 'one line', reading)),
    ({ name, text }, reading) => checkSettingNumbers(name.text, text, reading),
  ),
  resolve: (said) => said.map(({ name, text }) => ({ key: name.text, value: text.text, at: name.at })),
  effects: { treatsPackets: true },
  view: (settings) => Object.fromEntries(settings.map(({ key, value }) => [key, value])),
});
