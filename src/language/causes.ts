// Why something cannot be reached: the closed list of reasons that a check can prove.
import { nearest } from '../diagnostics/did-you-mean.ts';
import type { Piece } from './piece.ts';
import { incompleteSentence, unknownWord } from './problems.ts';
import type { Reading } from './reading.ts';
import { refuseLater } from './shape.ts';
import type { CauseStatement } from './statements.ts';
import { alwaysInChecks, readOneName } from './targets.ts';

const reasons: readonly CauseStatement['reason'][] = ['has no route', 'does not forward', 'refuses', 'does not answer'];
/** Reasons that come later, and how else they are said. */
const laterReasons: readonly (readonly [RegExp, string])[] = [
  [/^drop/, 'drops it'],
  [/^(?:reject|block|filter|den(?:y|ie))/, 'rejects it'],
];

/** Words for reasons that name nobody. */
const unsaidReasons: readonly (readonly [RegExp, CauseStatement['reason']])[] = [
  [/^(refused|refuses|refusal|closed|reset)\b/, 'refuses'],
  [/^((no |without )?(route|routes|routing)|unreachable)\b/, 'has no route'],
  [/^(no |not )?(forward|forwards|forwarded|forwarding)\b/, 'does not forward'],
  [/^((no |without )?(answer|answers|reply|response)|timeout|timed|silence|silent)\b/, 'does not answer'],
];

/** What to write for a reason that names no node. Of the node that is to be reached it is known what it is called. */
function helpForNobody(piece: Piece): string | undefined {
  if (/^(drop|drops|dropped|reject|rejects|rejected|filtered|blocked)\b/.test(piece.text))
    return `say it in a note: \`h1 cannot reach h2: ${piece.text}\``;
  const reason = unsaidReasons.find(([pattern]) => pattern.test(piece.text))?.[1];
  if (reason === undefined) return undefined;
  const target = /cannot reach ([A-Za-z][\w-]*)/.exec(piece.source.text.slice(0, piece.from))?.[1] ?? 'h2';
  const who = reason === 'refuses' || reason === 'does not answer' ? target : 'r1';
  return `write who: \`${who} ${reason}\``;
}

/** `r2 has no route to h1`, `fw does not forward`. */
export function readCause(piece: Piece, reading: Reading): CauseStatement | undefined {
  const [who, ...rest] = piece.words();
  if (who === undefined) return undefined;
  const said = rest.map(({ text }) => text).join(' ');
  const [first] = rest;
  const reason = reasons.find((one) => said === one || said.startsWith(`${one} `));
  const help = reason === undefined && (rest.length < 3 || who.text === 'no') ? helpForNobody(piece) : undefined;
  if (help !== undefined) {
    return reading.report(incompleteSentence({ at: piece.at, label: 'names nobody', help }));
  }
  if (first === undefined) {
    const help = `write the reason, for example \`${who.text} has no route\``;
    return reading.report(incompleteSentence({ at: who.at, label: 'a reason is missing after it', help }));
  }
  const later = laterReasons.find(([pattern]) => pattern.test(said))?.[1];
  if (later !== undefined) {
    return refuseLater(
      later,
      first.upTo(rest.at(-1) ?? first).at,
      'say it in a note: `h1 cannot reach h2: fw drops it`',
      reading,
    );
  }
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
    const meant = (to.text === 'to' || name !== undefined ? name : to)?.text.replace(/,$/, '') ?? 'h1';
    const help =
      reason === 'has no route' ? `write \`has no route to ${meant}\`` : `end the sentence after \`${reason}\``;
    return reading.report(unknownWord({ at: at.at, label: 'not expected after the reason', help }));
  }
  const target = readOneName(name, alwaysInChecks, reading);
  return node === undefined || target === undefined ? undefined : { at: piece.at, node, reason, to: target };
}
