// The regular expressions of transcripts, read and matched: a small language of their own, since those of JavaScript can take any time to match.

/** One character out of these ranges of code points, or with `negated` out of all others. */
export interface OneOf {
  readonly is: 'one';
  readonly negated: boolean;
  readonly ranges: readonly (readonly [number, number])[];
}

/** What a text must be, from its beginning to its end. */
export type Expression =
  | OneOf
  | { readonly is: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly is: 'choice'; readonly options: readonly Expression[] }
  | { readonly is: 'repeat'; readonly of: Expression; readonly least: number; readonly most: number };

/** An expression, or what is wrong at which offset of its text. */
export type Parsed = { readonly expression: Expression } | { readonly problem: string; readonly at: number };

/** An expression that grows to more characters than this, its repeats written out, is refused. */
const maxSize = 1000;
const maxDepth = 20;

const lastCodePoint = 0x10ffff;
const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const one = (ranges: OneOf['ranges'], negated = false): OneOf => ({ is: 'one', negated, ranges });

/** The very text. */
export function literal(text: string): Expression {
  return { is: 'sequence', parts: Array.from(text, (character) => one([[codeOf(character), codeOf(character)]])) };
}

/** Any text, the empty one too. */
export const anything: Expression = { is: 'repeat', of: one([], true), least: 0, most: Number.POSITIVE_INFINITY };

const digit: OneOf['ranges'] = [[0x30, 0x39]];
const word: OneOf['ranges'] = [...digit, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const blank: OneOf['ranges'] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
const shorthands: ReadonlyMap<string, OneOf> = new Map([
  ['d', one(digit)],
  ['D', one(digit, true)],
  ['w', one(word)],
  ['W', one(word, true)],
  ['s', one(blank)],
  ['S', one(blank, true)],
]);

function sizeOf(expression: Expression): number {
  switch (expression.is) {
    case 'one':
      return 1;
    case 'sequence':
      return expression.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case 'choice':
      return expression.options.reduce((sum, option) => sum + sizeOf(option), 1);
    case 'repeat': {
      const { least, most } = expression;
      return 1 + sizeOf(expression.of) * Math.max(1, most === Number.POSITIVE_INFINITY ? least + 1 : most);
    }
  }
}

/** Reads from the left; stops at the first thing that it does not know. */
class Parser {
  readonly #characters: readonly string[];
  #next = 0;
  #depth = 0;
  #problem: { readonly problem: string; readonly at: number } | undefined;

  constructor(text: string) {
    this.#characters = Array.from(text);
  }

  parse(): Parsed {
    const expression = this.#choice();
    if (this.#problem === undefined && this.#next < this.#characters.length) this.#refuse('a `)` that closes nothing');
    if (this.#problem === undefined && sizeOf(expression) > maxSize) this.#refuse('repeats too much');
    return this.#problem ?? { expression };
  }

  #refuse(problem: string): void {
    this.#problem ??= { problem, at: this.#characters.slice(0, this.#next).join('').length };
  }

  #peek(): string | undefined {
    return this.#problem === undefined ? this.#characters[this.#next] : undefined;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#next += 1;
    return true;
  }

  #choice(): Expression {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    const [first] = options;
    return options.length === 1 && first !== undefined ? first : { is: 'choice', options };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      parts.push(this.#repeated(this.#single(next)));
    }
    return { is: 'sequence', parts };
  }

  #single(character: string): Expression {
    if ('*+?{'.includes(character)) this.#refuse(`nothing before \`${character}\` to repeat`);
    if ('^$'.includes(character)) this.#refuse(`\`${character}\`: it fits from its beginning to its end anyway`);
    if (this.#problem !== undefined) return anything;
    this.#next += 1;
    if (character === '.') return one([], true);
    if (character === '(') return this.#group();
    if (character === '[') return this.#set();
    if (character === '\\') return this.#escaped();
    return one([[codeOf(character), codeOf(character)]]);
  }

  #group(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) this.#refuse('too many groups in each other');
    if (this.#take('?') && !this.#take(':')) this.#refuse('a kind of group that netgen does not know');
    const inner = this.#choice();
    if (!this.#take(')')) this.#refuse('a `(` that nothing closes');
    this.#depth -= 1;
    return inner;
  }

  #escaped(): OneOf {
    const character = this.#peek() ?? '';
    const shorthand = shorthands.get(character);
    if (shorthand === undefined && !/^[^\p{L}\p{N}]$/u.test(character))
      this.#refuse(`\`\\${character}\` is not known here`);
    this.#next += 1;
    return shorthand ?? one([[codeOf(character), codeOf(character)]]);
  }

  /** `[a-z0-9]`, after its bracket. A `]` in it is written `\]`. */
  #set(): OneOf {
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let next = this.#peek(); next !== ']'; next = this.#peek()) {
      if (next === undefined) this.#refuse('a `[` that nothing closes');
      if (this.#problem !== undefined) return one([]);
      ranges.push(...this.#range());
    }
    this.#next += 1;
    if (ranges.length === 0) this.#refuse('a set of no characters');
    return one(ranges, negated);
  }

  #range(): OneOf['ranges'] {
    const first = this.#member();
    const [low] = first[0] ?? [0];
    const dash = this.#peek() === '-' && ![']', undefined].includes(this.#characters[this.#next + 1]);
    if (!dash) return first;
    this.#next += 1;
    const [, high] = this.#member().at(-1) ?? [0, 0];
    if (first.length !== 1 || high < low) this.#refuse('a range that goes backwards');
    return [[low, high]];
  }

  #member(): OneOf['ranges'] {
    const character = this.#peek() ?? '';
    this.#next += 1;
    if (character !== '\\') return [[codeOf(character), codeOf(character)]];
    const { negated, ranges } = this.#escaped();
    return negated ? complement(ranges) : ranges;
  }

  #repeated(of: Expression): Expression {
    const bounds = this.#bounds();
    if (bounds === undefined) return of;
    const next = this.#peek();
    if (next !== undefined && '*+?{'.includes(next)) this.#refuse('a repeat of a repeat');
    return { is: 'repeat', of, ...bounds };
  }

  #bounds(): { least: number; most: number } | undefined {
    const many = Number.POSITIVE_INFINITY;
    if (this.#take('*')) return { least: 0, most: many };
    if (this.#take('+')) return { least: 1, most: many };
    if (this.#take('?')) return { least: 0, most: 1 };
    if (this.#peek() !== '{') return undefined;
    const rest = this.#characters.slice(this.#next, this.#next + 12).join('');
    const [all = '', low = '', comma, high] = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(rest) ?? [];
    const most = comma === undefined ? Number(low) : high === undefined ? many : Number(high);
    if (all === '' || most < Number(low)) this.#refuse('not a number of times: `{2}`, `{2,}` or `{2,5}`');
    this.#next += all.length;
    return { least: Number(low), most };
  }
}

function complement(ranges: OneOf['ranges']): OneOf['ranges'] {
  const found: [number, number][] = [];
  let from = 0;
  for (const [low, high] of [...ranges].sort(([a], [b]) => a - b)) {
    if (low > from) found.push([from, low - 1]);
    from = high + 1;
  }
  return [...found, [from, lastCodePoint]];
}

/**
 * Reads an expression: characters, `.`, sets, groups, `|`, `* + ? {2} {2,} {2,5}`, `\d \w \s` and their opposites. There is nothing
 * in it that would take more than one look at each character to match.
 */
export function parseExpression(text: string): Parsed {
  return new Parser(text).parse();
}

// ---- matching, in time that grows with the text's length and no faster (Thompson, 1968)

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
