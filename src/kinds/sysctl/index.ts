// Kernel settings of a node.
import { textSchema } from '../../2-model/language/phrase.ts';
import { scalar } from '../../2-model/language/shape.ts';
import { readFreeText } from '../../2-model/language/values.ts';
import { type NamedText, namedTexts } from '../named-texts.ts';
import { nodeKey } from '../node-key.ts';
import { readSysctlKey } from './setting-name.ts';
import { checkSettingNumbers } from './setting-numbers.ts';

export const sysctl = nodeKey<readonly NamedText[]>({
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
});
