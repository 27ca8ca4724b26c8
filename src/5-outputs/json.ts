// JSON for people: what fits on a line stays on one line, so that a review sees one change as one line.

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const width = 120;

/** The value on one line, or undefined where that takes more than `room` characters: what is too long is not read to its end. */
function oneLine(value: Json, room: number): string | undefined {
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value);
    return text.length <= room ? text : undefined;
  }
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((item): [string, Json] => ['', item])]
    : ['{ ', ' }', Object.entries(value).map(([key, item]): [string, Json] => [`${JSON.stringify(key)}: `, item])];
  if (parts.length === 0) return Array.isArray(value) ? '[]' : '{}';
  let text = open;
  for (const [index, [head, item]] of parts.entries()) {
    text += index === 0 ? head : `, ${head}`;
    const inner = oneLine(item, room - text.length - close.length);
    if (inner === undefined) return undefined;
    text += inner;
  }
  return text.length + close.length <= room ? text + close : undefined;
}

function lines(value: Json, indent: string, before: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const short = oneLine(value, width - before);
  if (short !== undefined) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + lines(item, inner, inner.length + 1)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const head = `${inner}${JSON.stringify(key)}: `;
    return head + lines(item, inner, head.length + 1);
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

/** The value in JSON, indented by two blanks, without a newline at the end. Keys keep their order. */
export function formatJson(value: Json): string {
  return lines(value, '', 0);
}
