// Names of kernel settings, in the dotted form.

import type { Text } from '../../diagnostics/span.ts';
import type { Piece } from '../../language/piece.ts';
import { badPath } from '../../language/problems.ts';
import type { Reading } from '../../language/reading.ts';

/** The switch of IPv4 forwarding has two names, and one of them counts here (devinet_sysctl_forward() of net/ipv4/devinet.c). */
const otherNames: ReadonlyMap<string, string> = new Map([['net.ipv4.conf.all.forwarding', 'net.ipv4.ip_forward']]);

/** Dots and slashes change places: a key that begins with a slash after its first word has slashes between its parts (sysctl(8)). */
const swapped = (key: string): string => key.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'));

/** Keys of one interface have five parts; a dot in its name is written as a slash. */
const dottedInterface = /^(net\.ipv[46]\.(?:conf|neigh)\.)([^.]+(?:\.[^.]+)+)(\.[^.]+)$/;

/** A sysctl in the dotted form, by the first of its names. Only `net` is the namespace's own: the others belong to the whole machine (namespaces(7)). */
export function readSysctlKey(piece: Piece, reading: Reading): Text | undefined {
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
