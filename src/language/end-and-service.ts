// `web tcp/80`: who is meant, and what he answers there.
import { serviceAt } from './meant.ts';
import { refuseWord } from './phrase.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import type { Service, Written } from './statements.ts';
import { looksLikeService, readService, refusePort } from './values.ts';

/** `web tcp/80`: one end, and the service it answers there. */
export function readEndAndService(
  piece: Piece,
  reading: Reading,
): { readonly end: Piece; readonly service?: Written<Service> } | undefined {
  const [end, port, more] = piece.words();
  if (end === undefined || refusePort(end, reading)) return undefined;
  if (looksLikeService(end.text)) {
    const help = `write the node before it, as in \`host ${end.text.replace(/,$/, '')}\``;
    return reading.report(incompleteSentence({ at: end.at, label: 'a node is missing before it', help }));
  }
  if (port !== undefined && more !== undefined && serviceAt(port) !== undefined) return refuseWord(port, [], reading);
  if (more !== undefined) {
    const help = `take \`${more.text}\` away`;
    return reading.report(unknownWord({ at: more.at, label: 'nothing may follow here', help }));
  }
  if (port === undefined) return { end };
  const service = readService(port, reading);
  return service === undefined ? undefined : { end, service };
}
