// What a service or a range in another notation was meant to be: `port 80`, `web:80`, `5000-5010/udp`, `h1-2`.
import { parseAddress } from '../address.ts';
import type { Piece } from './piece.ts';

/** Longer texts are no slips of the pen. */
const longestLook = 200;

/** A service in the words of the language, what is written for it, and what is odd about that. */
interface MeantService {
  readonly piece: Piece;
  readonly service: string;
  readonly label: string;
}

const ports = '(\\d{1,5})(?:(?:-|\\.\\.|:)(\\d{1,5}))?';
const turned = new RegExp(`^${ports}/(tcp|udp)(?=[\\s,]|$)`, 'i');
const spoken = new RegExp(`^(?:on\\s+)?(?:(tcp|udp)(?:\\s+|:))?(?:ports?\\s+)?${ports}(?=[\\s,]|$)`, 'i');

const written = (protocol: string | undefined, first = '80', last?: string): string =>
  `${protocol?.toLowerCase() ?? 'tcp'}/${first}${last === undefined ? '' : `..${last}`}`;

/** The service that begins with this piece in another notation, if one does. */
export function serviceAt(piece: Piece): MeantService | undefined {
  const rest = piece.source.text.slice(piece.from, piece.from + longestLook);
  const back = turned.exec(rest);
  if (back !== null) {
    const [whole, first, last, protocol] = back;
    return {
      piece: piece.slice(0, whole.length),
      service: written(protocol, first, last),
      label: 'the protocol comes first',
    };
  }
  const said = spoken.exec(rest);
  // A number alone may be anything.
  if (said === null || /^\d/.test(said[0])) return undefined;
  const [whole, protocol, first, last] = said;
  return { piece: piece.slice(0, whole.length), service: written(protocol, first, last), label: 'not a service' };
}

/** A service in place of a text that is none. */
export function meantService(text: string): string {
  const short = text.slice(0, longestLook);
  const [, first, last] = new RegExp(ports).exec(short) ?? [];
  return written(/udp/i.test(short) ? 'udp' : 'tcp', first, last);
}

/** True if a range begins and ends with a whole address: `10.0.0.1..10.0.0.4/24`. */
export function isTwoAddresses(text: string): boolean {
  const [first = '', last = '', more] = text.split('..');
  if (more !== undefined || parseAddress(first) === undefined) return false;
  return parseAddress(last.split('/')[0] ?? '') !== undefined;
}

/** `web:80`, `web:tcp/80` and `10.0.0.1:80/udp` in the words of the language. */
export function endWithPort({ text, source }: Piece): { readonly end: string; readonly service: string } | undefined {
  const match = new RegExp(`^([A-Za-z][\\w.()-]*|\\d[\\d.()]*):(?:(tcp|udp)/)?${ports}(?:/(tcp|udp))?$`, 'i').exec(
    text,
  );
  if (match === null) return undefined;
  const [, end = '', before, first, last, after] = match;
  const protocol = before ?? after ?? /\b(tcp|udp)\b/.exec(source.text.slice(0, longestLook))?.[0];
  return { end, service: written(protocol, first, last) };
}

/** `h1-2` as the range that it may be meant to be. */
export interface DashedRange {
  readonly range: string;
  readonly before: string;
  readonly first: number;
  readonly last: number;
}

/** The range that a name with a dash between two numbers may be meant to be: `h1-2`. */
export function dashedRange(name: string): DashedRange | undefined {
  const [, before = '', first = '', last = ''] = /^([A-Za-z][\w-]*?)(\d{1,9})-(\d{1,9})$/.exec(name) ?? [];
  if (before === '' || Number(first) >= Number(last)) return undefined;
  return { range: `${before}${first}..${last}`, before, first: Number(first), last: Number(last) };
}
