// The pages about the scripts agree with the templates: every option, every sentence with which a script refuses.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(path, 'utf8');

/** `die 3` and `die 4` with a sentence, and `echo` with one that ends so. What is filled in is no part of it. */
const refusals = [/\bdie [34] (?:'([^']*)'|"((?:\\.|\$\([^)]*\)|[^"])*)")/g, /\becho ()"([^"]*)" >&2 && exit [34]/g];
const filledIn = /\{\{[^}]*\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+/g;

describe('docs/how-to/when-setup-refuses.md', () => {
  const sentences = readdirSync('templates/bash').flatMap((file) =>
    refusals.flatMap((refusal) =>
      [...read(`templates/bash/${file}`).matchAll(refusal)].map(([, literal = '', filled = '']) =>
        (literal === ''
          ? filled.replace(/^\$lab: |^\{\{rendered lab\}\}: /, '').replace(filledIn, ' ')
          : literal
        ).trim(),
      ),
    ),
  );
  const page = read('docs/how-to/when-setup-refuses.md');
  const tables = page.slice(page.indexOf('## Status 3'), page.indexOf('The list of what is in the way'));
  /** The first cells of the page's tables, each as the words around what it leaves open. */
  const rows = [...tables.matchAll(/^\| `([^`]+)`.*$/gm)].map(([, text = '']) => ({
    text,
    words: text.split(/\bNAME\b|…/).map((part) => part.trim()),
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
    const silent = rows.filter(({ words }) => !sentences.some((sentence) => says(sentence, words)));
    expect(silent.map(({ text }) => text)).toEqual([]);
  });
});

describe('docs/reference/scripts.md', () => {
  const page = read('docs/reference/scripts.md');
  const table = page.slice(page.indexOf('## Options'), page.indexOf('## Status'));
  /** A row is cells: nothing, the option, what it means for setup.sh, for teardown.sh. */
  const options = table
    .split('\n')
    .filter((line) => line.startsWith('| `--'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test.each([
    ['setup.sh', 'run', 2],
    ['teardown.sh', 'teardown', 3],
  ] as const)('lists the options of %s', (_, part, column) => {
    const [usage = ''] = /usage: [^\n"]*\[--help\]/.exec(read(`templates/bash/${part}.sh.hbs`)) ?? [];
    const taken = usage.match(/--[a-z-]+/g) ?? [];
    const listed = options.filter((row) => row[column] !== '').map(([, option]) => /--[a-z-]+/.exec(option ?? '')?.[0]);
    expect(taken.length).toBeGreaterThan(2);
    expect(listed.toSorted()).toEqual(taken.toSorted());
  });
});
