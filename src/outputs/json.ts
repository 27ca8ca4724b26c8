// JSON for people: what fits on a line stays on one line, so that a review sees one change as one line.

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const width = 120;

/** The value on one line, or undefined once that is longer than `room`. */
function oneLine(value: Json, room: number): string | undefined {
  if (room < 0) return undefined;
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value);
    return text.length <= room ? text : undefined;
  }
  const list = Array.isArray(value);
  let text = '';
  // Not all entries at once: of a long list, the first two say that it is too long.
  for (const key in value) {
    const head = `${text === '' ? '' : ', '}${list ? '' : `${JSON.stringify(key)}: `}`;
    const tail = oneLine((value as { readonly [key: string]: Json })[key] ?? null, room - text.length - head.length);
    if (tail === undefined) return undefined;
    text += head + tail;
  }
  if (text === '') return list ? '[]' : '{}';
  const whole = list ? `[${text}]` : `{ ${text} }`;
  return whole.length <= room ? whole : undefined;
}

/** The text of a value; `room` is the width that is left of its line. */
function textOf(value: Json, indent: string, room: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const short = oneLine(value, room);
  if (short !== undefined) return short;
  const list = Array.isArray(value);
  const inner = `${indent}  `;
  const items = Object.entries(value).map(([key, item]) => {
    const head = list ? inner : `${inner}${JSON.stringify(key)}: `;
    // A row of a list of lists is one line, as long as it is. Else a comma may follow.
    const free = list && Array.isArray(item) ? Number.POSITIVE_INFINITY : width - head.length - 1;
    return head + textOf(item, inner, free);
  });
  const [open, close] = list ? '[]' : '{}';
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/**
 * The value in JSON, indented by two blanks, without a newline at the end. Keys keep their order; what is undefined is left out.
 * `replace` gives what stands in the place of a value that JSON has no form for.
 */
export function formatJson(value: unknown, replace?: (value: unknown) => unknown): string {
  return textOf(JSON.parse(JSON.stringify(value, replace && ((_, inner) => replace(inner)))), '', width);
}
