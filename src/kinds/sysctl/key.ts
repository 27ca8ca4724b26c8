// Kernel settings of a node.

import type { Span } from '../../diagnostics/span.ts';
import { textSchema } from '../../language/phrase.ts';
import { scalar } from '../../language/shape.ts';
import { readFreeText } from '../../language/values.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';
import { readSysctlKey } from './setting-name.ts';
import { checkSettingNumbers } from './setting-numbers.ts';

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
