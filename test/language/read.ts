// Reads the text of topology blocks as the compiler does, for tests of the language.

import type { Text } from '../../src/diagnostics/span.ts';
import { readStatements, type StatementsRead } from '../../src/language/read-statements.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';

export interface BlockRead extends StatementsRead {
  /** The file that the block stands in. */
  readonly source: string;
}

/** Reads one block; problems of its YAML come first. */
export function readBlock(yaml: string, groups: ReadonlyMap<string, readonly Text[]> = new Map()): BlockRead {
  const source = `# Test\n\n\`\`\`topology\n${yaml.replace(/\n*$/, '\n')}\`\`\`\n`;
  const { tutorial, diagnostics } = readTutorial('test.md', new TextEncoder().encode(source));
  const [block] = tutorial?.blocks ?? [];
  if (block === undefined) return { source, diagnostics };
  const read = readStatements(block, groups);
  return { ...read, source, diagnostics: [...diagnostics, ...read.diagnostics] };
}

/** Each problem as `code "text it points at": label | help`. */
export function problemsOf({ source, diagnostics }: BlockRead): string[] {
  return diagnostics.map(({ code, at, label, help }) => {
    const text = source.slice(at.start.offset, at.end.offset);
    return `${code} "${text}": ${label} | ${help}`;
  });
}
