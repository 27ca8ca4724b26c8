// The labs on the pages of kinds, and the tutorials, use every word of the language, so that each is tried on a kernel.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const blocksOf = (text: string): string =>
  [...text.matchAll(/^```topology\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block).join('\n');

/** The first cells of the tables: keys, kinds and words of sentences. */
const wordsOf = (page: string): string[] => [
  ...new Set([...page.matchAll(/^\| \[?`([^`|]+)`(?:\]\([^)]*\))? \|/gm)].map(([, word = '']) => word)),
];

/** Words that only the mapping form of a sentence has: another spelling of what the labs say. */
const spellings = ['to', 'from', 'service', 'tcp', 'udp'];

const unused = (page: string, blocks: string): string[] =>
  wordsOf(page).filter(
    (word) => !spellings.includes(word) && !new RegExp(`(?<![\\w-])${word.replace(/ /g, ' +')}(?![\\w-])`).test(blocks),
  );

/** Words that stand in the lab of another kind: a kernel without that one shall try the rest of the page, or one lab is enough for both. */
const elsewhere = ['vrf', 'stp', 'ageing'];

/** The page of each kind, and the blocks of all pages in its folder. */
const kinds = readdirSync('src/kinds', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const texts = readdirSync(`src/kinds/${name}`)
      .filter((file) => file.endsWith('.md'))
      .map((file) => readFileSync(`src/kinds/${name}/${file}`, 'utf8'));
    return { name, page: readFileSync(`src/kinds/${name}/${name}.md`, 'utf8'), blocks: blocksOf(texts.join('\n')) };
  });

describe('the page of a kind is a lab with checks, in which stands every word of the kind', () => {
  test.each(kinds)('$name', ({ page, blocks }) => {
    expect(blocksOf(page)).toMatch(/^checks:/m);
    expect(wordsOf(page)).not.toEqual([]);
    expect(unused(page, blocks).filter((word) => !elsewhere.includes(word))).toEqual([]);
  });
});

test('every other word stands in one of them or in a tutorial', () => {
  const tutorials = readdirSync('tutorials').map((name) => readFileSync(`tutorials/${name}`, 'utf8'));
  const blocks = [blocksOf(tutorials.join('\n')), ...kinds.map((kind) => kind.blocks)].join('\n');
  expect(unused(readFileSync('docs/reference/language.md', 'utf8'), blocks)).toEqual([]);
});
