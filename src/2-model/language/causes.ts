// Why something cannot be reached: the closed list of reasons that a check can prove.
import { nearest } from '../../diagnostics/did-you-mean.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { readOneName } from './routes.ts';
import { refuseLater } from './shape.ts';
import type { CauseStatement } from './statements.ts';
import { alwaysInChecks } from './targets.ts';

const reasons: readonly CauseStatement['reason'][] = ['has no route', 'does not forward', 'refuses', 'does not answer'];
const laterReasons = ['drops it', 'rejects it'];

/** `r2 has no route to h1`, `fw does not forward`. */
export function readCause(piece: Piece, reading: Reading): CauseStatement | undefined {
  const [who, ...rest] = piece.words();
  if (who === undefined) return undefined;
  const said = rest.map(({ text }) => text).join(' ');
  const [first] = rest;
  if (first === undefined) {
    const help = `write the reason, for example \`${who.text} has no route\``;
    return reading.report(incompleteSentence({ at: who.at, label: 'a reason is missing after it', help }));
  }
  if (laterReasons.includes(said)) {
    return refuseLater(
      said,
      first.upTo(rest.at(-1) ?? first).at,
      'say it in a note: `h1 cannot reach h2: fw drops it`',
      reading,
    );
  }
  const reason = reasons.find((one) => said === one || said.startsWith(`${one} `));
  if (reason === undefined) {
    const meant = nearest(said, reasons);
    const label = 'not a reason that can be tested';
    const help =
      meant === undefined ? `write one of: ${reasons.join(', ')}; or a note after a colon` : `write \`${meant}\``;
    return reading.report(unknownWord({ at: first.upTo(rest.at(-1) ?? first).at, label, help, expected: reasons }));
  }
  const node = readOneName(who, alwaysInChecks, reading);
  const [to, name, more] = rest.slice(reason.split(' ').length);
  if (to === undefined) return node === undefined ? undefined : { at: piece.at, node, reason };
  if (reason !== 'has no route' || to.text !== 'to' || more !== undefined || name === undefined) {
    const at = reason === 'has no route' && to.text === 'to' ? (more ?? to) : to;
    const help = reason === 'has no route' ? 'write `has no route to h1`' : `end the sentence after \`${reason}\``;
    return reading.report(unknownWord({ at: at.at, label: 'not expected after the reason', help }));
  }
  const target = readOneName(name, alwaysInChecks, reading);
  return node === undefined || target === undefined ? undefined : { at: piece.at, node, reason, to: target };
}
