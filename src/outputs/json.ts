// JSON for people: what fits on a line stays on one line, so that a review sees one change as one line.

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

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
  for (const [key, item] of Object.entries(value)) {
    const head = `${text === '' ? '' : ', '}${list ? '' : `${JSON.stringify(key)}: `}`;
    const tail = oneLine(item, room - text.length - head.length);
    if (tail === undefined) return undefined;
    text += head + tail;
  }
  if (text === '') return list ? '[]' : '{}';
  const whole = list ? `[${text}]` : `{ ${text} }`;
  return whole.length <= room ? whole : undefined;
}

/** Adds the value to `out`; `room` is the width that is left of the line. */
function write(value: Json, indent: string, room: number, out: string[]): void {
  const short = value === null || typeof value !== 'object' ? JSON.stringify(value) : oneLine(value, room);
  if (short !== undefined) {
    out.push(short);
    return;
  }
  const list = Array.isArray(value);
  const inner = `${indent}  `;
  let separator = list ? '[\n' : '{\n';
  for (const [key, item] of Object.entries(value ?? {})) {
    const head = list ? inner : `${inner}${JSON.stringify(key)}: `;
    out.push(separator, head);
    // A row of a list of lists is one line, as long as it is. Else a comma may follow.
    write(item, inner, list && Array.isArray(item) ? Number.POSITIVE_INFINITY : width - head.length - 1, out);
    separator = ',\n';
  }
  out.push(`\n${indent}${list ? ']' : '}'}`);
}

/** The value in JSON, indented by two blanks, without a newline at the end. Keys keep their order. */
export function formatJson(value: Json): string {
  const out: string[] = [];
  write(value, '', width, out);
  return out.join('');
}
