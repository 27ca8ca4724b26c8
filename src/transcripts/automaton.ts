// Matches a text with an expression in time that grows with the text's length and no faster (Thompson, 1968).
import type { Expression, OneOf } from './expression.ts';

/** A state: it takes one character, or it is two ways to go on. The last state, `0`, is the end. */
interface State {
  readonly takes?: OneOf;
  readonly next: number[];
}

function build(states: State[], expression: Expression, next: number): number {
  switch (expression.is) {
    case 'one':
      return states.push({ takes: expression, next: [next] }) - 1;
    case 'sequence':
      return expression.parts.reduceRight((after, part) => build(states, part, after), next);
    case 'choice':
      return states.push({ next: expression.options.map((option) => build(states, option, next)) }) - 1;
    case 'repeat':
      return buildRepeat(states, expression, next);
  }
}

function buildRepeat(
  states: State[],
  { of, least, most }: Extract<Expression, { is: 'repeat' }>,
  next: number,
): number {
  let start = next;
  if (most === Number.POSITIVE_INFINITY) {
    const loop: State = { next: [next] };
    start = states.push(loop) - 1;
    loop.next.push(build(states, of, start));
  } else {
    for (let count = least; count < most; count += 1) {
      start = states.push({ next: [next, build(states, of, start)] }) - 1;
    }
  }
  for (let count = 0; count < least; count += 1) start = build(states, of, start);
  return start;
}

function takes({ negated, ranges }: OneOf, code: number): boolean {
  return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
}

/** A predicate that is true for the texts that the expression describes from beginning to end. */
export function matcher(expression: Expression): (text: string) => boolean {
  const states: State[] = [{ next: [] }];
  const first = build(states, expression, 0);
  /** The states reached from `from` without a character, those that take one or end. */
  const settle = (from: readonly number[]): Set<number> => {
    const seen = new Set<number>();
    const stack = [...from];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const state = states[at];
      if (state?.takes === undefined) stack.push(...(state?.next ?? []));
    }
    return seen;
  };
  return (text) => {
    let current = settle([first]);
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      const reached: number[] = [];
      for (const at of current) {
        const state = states[at];
        if (state?.takes !== undefined && takes(state.takes, code)) reached.push(...state.next);
      }
      if (reached.length === 0) return false;
      current = settle(reached);
    }
    return current.has(0);
  };
}
