// What a service in another notation was meant to be: `port 80`, `80/tcp`, `5000-5010/udp`.
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
