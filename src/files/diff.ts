// A unified diff of two texts, of bounded length and bounded work.

/** One line of a comparison: in both texts, only in the old one, or only in the new one. */
interface Line {
  readonly is: ' ' | '-' | '+';
  readonly text: string;
}

const context = 3;

/** More differences than this are not worth a search for the shortest edit. */
const maxEdits = 400;

/** How far each diagonal of the edit graph was reached, for each number of edits. */
type Trace = readonly ReadonlyMap<number, number>[];

/**
 * Myers' greedy search ("An O(ND) Difference Algorithm", 1986) for the shortest edit of `old` into `made`; undefined if it takes
 * more than `maxEdits`.
 */
function search(old: readonly string[], made: readonly string[]): Trace | undefined {
  const trace: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(maxEdits, old.length + made.length); edits += 1) {
    const next = new Map(reached);
    trace.push(next);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = stepFrom(reached, diagonal, edits);
      while (x < old.length && x - diagonal < made.length && old[x] === made[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= made.length) return trace;
    }
    reached = next;
  }
  return undefined;
}

function goesDown(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  const left = reached.get(diagonal - 1) ?? -1;
  const right = reached.get(diagonal + 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && left < right);
}

function stepFrom(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return goesDown(reached, diagonal, edits) ? (reached.get(diagonal + 1) ?? 0) : (reached.get(diagonal - 1) ?? 0) + 1;
}

/** Walks a trace back from the ends of the texts to their beginnings. */
function lines(trace: Trace, old: readonly string[], made: readonly string[]): Line[] {
  const found: Line[] = [];
  let x = old.length;
  let y = made.length;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const before = trace[edits - 1] ?? new Map([[1, 0]]);
    const diagonal = x - y;
    const down = goesDown(before, diagonal, edits);
    const fromX = before.get(down ? diagonal + 1 : diagonal - 1) ?? 0;
    const startX = edits === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      found.push({ is: ' ', text: old[x] ?? '' });
    }
    if (edits === 0) break;
    if (down) {
      y -= 1;
      found.push({ is: '+', text: made[y] ?? '' });
    } else {
      x -= 1;
      found.push({ is: '-', text: old[x] ?? '' });
    }
  }
  return found.reverse();
}

function replaceAll(old: readonly string[], made: readonly string[]): Line[] {
  return [...old.map((text): Line => ({ is: '-', text })), ...made.map((text): Line => ({ is: '+', text }))];
}

/** Compares two lists of lines; what is equal at both ends is set aside first, since most edits are small. */
function compare(old: readonly string[], made: readonly string[]): Line[] {
  let head = 0;
  while (head < old.length && head < made.length && old[head] === made[head]) head += 1;
  let tail = 0;
  const least = Math.min(old.length, made.length) - head;
  while (tail < least && old[old.length - 1 - tail] === made[made.length - 1 - tail]) tail += 1;
  const oldMiddle = old.slice(head, old.length - tail);
  const madeMiddle = made.slice(head, made.length - tail);
  const trace = search(oldMiddle, madeMiddle);
  const same = (text: string): Line => ({ is: ' ', text });
  return [
    ...old.slice(0, head).map(same),
    ...(trace ? lines(trace, oldMiddle, madeMiddle) : replaceAll(oldMiddle, madeMiddle)),
    ...old.slice(old.length - tail).map(same),
  ];
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const split = text.split('\n');
  const last = split.pop() ?? '';
  return last === '' ? split : [...split, `${last} (no line end)`];
}

/** A line as a terminal may show it: what is on the disk may be anybody's. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it replaces
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');
}

/** A stretch of changes with the lines around it; `from` and `to` index the comparison. */
interface Hunk {
  readonly from: number;
  to: number;
}

function hunksOf(compared: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const [index, line] of compared.entries()) {
    if (line.is === ' ') continue;
    const from = Math.max(0, index - context);
    const to = Math.min(compared.length, index + context + 1);
    const last = hunks.at(-1);
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

/** `start,count` of one side of a hunk; a side without lines names the line before it. */
function rangeOf(before: readonly Line[], inside: readonly Line[], side: '-' | '+'): string {
  const onSide = (part: readonly Line[]) => part.filter(({ is }) => is === ' ' || is === side).length;
  const count = onSide(inside);
  return `${onSide(before) + (count === 0 ? 0 : 1)},${count}`;
}

/**
 * The unified diff from `old` to `made` under one path; empty if they are equal.
 * What exceeds `maxLines` is counted, not shown.
 */
export function unifiedDiff(path: string, old: string, made: string, maxLines = 60): string {
  const compared = compare(linesOf(old), linesOf(made));
  const output: string[] = [];
  for (const { from, to } of hunksOf(compared)) {
    const before = compared.slice(0, from);
    const inside = compared.slice(from, to);
    output.push(`@@ -${rangeOf(before, inside, '-')} +${rangeOf(before, inside, '+')} @@`);
    output.push(...inside.map(({ is, text }) => `${is}${shown(text)}`));
  }
  if (output.length === 0) return '';
  const rest = output.length > maxLines ? [`… ${output.length - maxLines} more lines`] : [];
  return [`--- ${path}`, `+++ ${path}`, ...output.slice(0, maxLines), ...rest, ''].join('\n');
}
