// The labs of these folders and the tutorials use every word of the language, so that each is tried on a kernel.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const blocks = ['tutorials', 'test/kernel/labs', 'test/kernel/labs-in-vm']
  .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')))
  .flatMap((text) => [...text.matchAll(/^```topology\n((?:.|\n)*?)^```$/gm)].map(([, block = '']) => block))
  .join('\n');

/** The first cells of the tables: keys, kinds and words of sentences. */
const words = [...readFileSync('docs/reference/language.md', 'utf8').matchAll(/^\| `([^`|]+)` \|/gm)].map(
  ([, word = '']) => word,
);

/** Words that only the mapping form of a sentence has: another spelling of what the labs say. */
const spellings = ['to', 'from', 'service', 'tcp', 'udp', 'in'];

test.each([...new Set(words)].filter((word) => !spellings.includes(word)))('%s', (word) => {
  expect(new RegExp(`(?<![\\w-])${word.replace(/ /g, ' +')}(?![\\w-])`).test(blocks)).toBe(true);
});
