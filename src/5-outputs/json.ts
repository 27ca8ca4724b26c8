// JSON for people: what fits on a line stays on one line, so that a review sees one change as one line.

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const width = 120;

function oneLine(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${oneLine(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function lines(value: Json, indent: string, before: number): string {
  const short = oneLine(value);
  if (value === null || typeof value !== 'object' || before + short.length <= width) return short;
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
