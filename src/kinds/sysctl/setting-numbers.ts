// Numbers of kernel settings, which have to stand as the kernel prints them: that is what a run compares them with.

import type { Text } from '../../diagnostics/span.ts';
import { numberNotPlain } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';

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

/** True if the numbers of a setting stand as the kernel prints them, or it has none. Reports those that do not. */
export function checkSettingNumbers(key: string, { text, at }: Text, reading: Reading): boolean {
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
