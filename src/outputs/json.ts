// JSON for people: what fits on a line stays on one line, so that a review sees one change as one line.

/** Gives what stands in the place of a value that JSON has no form for. */
type Replace = (value: unknown) => unknown;

const width = 120;

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The entries of a list or an object, each behind its name; what is undefined is left out. */
function* entriesOf(value: object): Generator<readonly [head: string, item: unknown]> {
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const item: unknown = Reflect.get(value, key);
    if (typeof key === 'number') yield ['', item];
    else if (item !== undefined) yield [`${JSON.stringify(key)}: `, item];
  }
}

/** The value on one line, or undefined once that is longer than `room`. */
function oneLine(given: unknown, room: number, replace: Replace): string | undefined {
  if (room < 0) return undefined;
  const value = replace(given);
  if (!isComposite(value)) {
    const text = JSON.stringify(value);
    return text.length <= room ? text : undefined;
  }
  let text = '';
  // Of a long list, the first entries say that it is too long.
  for (const [name, item] of entriesOf(value)) {
    const head = text === '' ? name : `, ${name}`;
    const tail = oneLine(item, room - text.length - head.length, replace);
    if (tail === undefined) return undefined;
    text += head + tail;
  }
  const list = Array.isArray(value);
  if (text === '') return list ? '[]' : '{}';
  const whole = list ? `[${text}]` : `{ ${text} }`;
  return whole.length <= room ? whole : undefined;
}

/** The text of a value; `room` is the width that is left of its line. */
function textOf(given: unknown, indent: string, room: number, replace: Replace): string {
  const short = oneLine(given, room, replace);
  if (short !== undefined) return short;
  const value = replace(given);
  if (!isComposite(value)) return JSON.stringify(value);
  const list = Array.isArray(value);
  const inner = `${indent}  `;
  const items = Array.from(entriesOf(value), ([name, item]) => {
    const head = inner + name;
    // A row of a list of lists is one line, as long as it is. Else a comma may follow.
    const free = list && Array.isArray(item) ? Number.POSITIVE_INFINITY : width - head.length - 1;
    return head + textOf(item, inner, free, replace);
  });
  const [open, close] = list ? '[]' : '{}';
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/** The value in JSON, indented by two blanks, without a newline at the end. Keys keep their order; what is undefined is left out. */
export function formatJson(value: unknown, replace: Replace = (same) => same): string {
  return textOf(value, '', width, replace);
}
