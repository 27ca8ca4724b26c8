// Which line of the tutorial each line of the lesson in setup.sh comes from, for what a run says when a command fails.

/** Stands before the text of a command while the script is rendered; no text of an author's can hold it (`\u0000`). */
export const placeMark = (tutorialLine: number): string => `\u0000${tutorialLine}\u0000`;

/** Stands where the places go, below the lesson. */
export const placesMark = '\u0000places\u0000';

const lineWidth = 110;

/** As many pairs a line as fit. */
function rows(pairs: readonly string[]): string {
  const lines: string[] = [];
  for (const pair of pairs) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + pair.length > lineWidth) lines.push(pair);
    else lines[lines.length - 1] = `${last} ${pair}`;
  }
  return lines.length > 1 ? `\n  ${lines.join('\n  ')}\n` : lines.join();
}

/**
 * The script without its marks, and with its places: `LINE:TUTORIAL-LINE` says that from this line of the script on, the
 * lesson comes from that line of the tutorial.
 */
export function withPlaces(script: string): string {
  const pairs: string[] = [];
  let before = '';
  const lines = script.split('\n').map((line, index) => {
    const [, text, place, rest] = /^( *)\0(\d+)\0(.*)$/s.exec(line) ?? [];
    if (place === undefined) return line;
    if (place !== before) pairs.push(`${index + 1}:${place}`);
    before = place;
    return `${text}${rest}`;
  });
  return lines.join('\n').replace(placesMark, rows(pairs));
}
