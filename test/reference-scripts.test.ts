// The pages about the scripts agree with the templates: every option, every sentence with which a script refuses.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(path, 'utf8');

/** `die 3` and `die 4` with a sentence in single or in double quotes. */
const refusal = /\bdie [34] (?:'([^']*)'|"((?:\\.|\$\([^)]*\)|[^"])*)")/g;

describe('docs/how-to/when-setup-refuses.md', () => {
  /** The sentences of `die 3` and `die 4` in a part of the runtime; what is filled in is a blank. */
  const sentences = readdirSync('templates/bash', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.bash'))
    .flatMap((file) => [...read(`templates/bash/${file}`).matchAll(refusal)])
    .map(([, literal, filled = '']) => literal ?? filled.replace(/\$\{[^}]*\}|\$\([^)]*\)|\$\w+/g, ' '));
  /** The first cells of the page's tables, each as the words around what it leaves open. */
  const rows = [...read('docs/how-to/when-setup-refuses.md').matchAll(/^\| `([^`]+)`.*$/gm)].map(([, text = '']) => ({
    text,
    words: text.split(/\b(?:NAME|NUMBER|TYPE)\b|…|^nft\b/).map((part) => part.trim()),
  }));

  const says = (sentence: string, words: readonly string[]): boolean => {
    let from = 0;
    return words.every((part) => {
      const found = sentence.indexOf(part, from);
      from = found + part.length;
      return found >= 0;
    });
  };

  test('there are sentences and rows', () => {
    expect(sentences.length).toBeGreaterThan(10);
    expect(rows.length).toBeGreaterThan(10);
  });

  test('has a row for each sentence', () => {
    expect(sentences.filter((sentence) => !rows.some(({ words }) => says(sentence, words)))).toEqual([]);
  });

  test('has no row that no script says', () => {
    expect(rows.filter(({ words }) => !sentences.some((sentence) => says(sentence, words)))).toEqual([]);
  });
});

describe('docs/reference/scripts.md', () => {
  const page = read('docs/reference/scripts.md');
  const table = page.slice(page.indexOf('## Options'), page.indexOf('## What is printed'));
  /** A row is cells: nothing, the option, what it means for setup.sh, for teardown.sh. */
  const options = table
    .split('\n')
    .filter((line) => line.startsWith('| `--'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test.each([
    ['setup.sh', 'run', 2],
    ['teardown.sh', 'teardown', 3],
  ] as const)('lists the options of %s', (_, part, column) => {
    const help = [...read(`templates/bash/core/${part}.bash`).matchAll(/^ +' {2}(--[a-z-]+)/gm)].map(
      ([, name]) => name,
    );
    const listed = options.filter((row) => row[column] !== '').map(([, option]) => /--[a-z-]+/.exec(option ?? '')?.[0]);
    expect(help.length).toBeGreaterThan(4);
    expect(listed.toSorted()).toEqual(help.toSorted());
  });
});
