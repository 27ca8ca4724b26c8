// netgen explain: prints the page of a diagnostic or of a word of the language, or the list of all diagnostics.
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import { packageRoot } from '../../root.ts';
import { type ExitCode, exitCode, type Io, UsageError } from '../io.ts';

const pages = new URL('docs/diagnostics/', packageRoot);
const kinds = new URL('src/kinds/', packageRoot);
const reference = new URL('docs/reference/language.md', packageRoot);
const manual = new URL('docs/language.md', packageRoot);

async function allCodes(): Promise<string[]> {
  const names = (await readdir(pages)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return names.map((name) => name.slice(0, -'.md'.length)).toSorted();
}

/** The quoted line below the heading: the title of the diagnostic. */
async function titleOf(code: string): Promise<string> {
  const page = await readFile(new URL(`${code}.md`, pages), 'utf8');
  return /^> (.*)$/m.exec(page)?.[1] ?? '';
}

async function list(codes: readonly string[], io: Io): Promise<void> {
  const width = Math.max(...codes.map((code) => code.length));
  for (const code of codes) io.out(`${code.padEnd(width)}  ${await titleOf(code)}\n`);
}

const sectionsOf = (text: string): string[] => text.split(/^(?=##)/m);
const quotedIn = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);

/** The words in the tables and headings of the reference and of the pages of kinds, and the reserved ones, each with the page or section that tells of it. */
async function allWords(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(kinds, { recursive: true })).filter((file) => file.endsWith('.md'));
  const pageOf = async (file: string) => [basename(file, '.md'), await readFile(new URL(file, kinds), 'utf8')] as const;
  const pagesOfKinds = new Map(await Promise.all(files.map(pageOf)));
  const sections = sectionsOf(await readFile(reference, 'utf8'));
  const explained = [...sectionsOf(await readFile(manual, 'utf8')), ...pagesOfKinds.values()];
  const reserved = sections
    .filter((text) => text.startsWith('## Reserved'))
    .flatMap((text) =>
      quotedIn(text).map((word) => {
        const isSaid = (quoted: string) => quoted.split(/[\s,:]+/).includes(word);
        return [word, explained.find((section) => quotedIn(section).some(isSaid)) ?? text] as const;
      }),
    );
  const verbs = [...pagesOfKinds.values(), ...sections].flatMap((text) =>
    [...text.matchAll(/^### (`.*)$/gm)].flatMap(([, heading = '']) =>
      quotedIn(heading).map((word) => [word, text] as const),
    ),
  );
  const found = [...pagesOfKinds.values(), ...sections].flatMap((text) =>
    [...text.matchAll(/^\| \[?`([^`|]+)`(?:\]\(.*\/(.+)\.md\))? \|/gm)].map(
      ([, word = '', page = '']) => [word, pagesOfKinds.get(page) ?? text] as const,
    ),
  );
  return new Map([...reserved, ...verbs, ...found, ...pagesOfKinds]);
}

/** Prints what tells of `name`, a code or a word; without a name, every code with its title. */
export async function explain(name: string | undefined, io: Io): Promise<ExitCode> {
  const codes = await allCodes();
  const words = await allWords();
  if (name === undefined) {
    await list(codes, io);
  } else if (codes.includes(name)) {
    io.out(await readFile(new URL(`${name}.md`, pages), 'utf8'));
  } else if (words.has(name)) {
    io.out(words.get(name) ?? '');
  } else {
    const near = nearest(name, [...codes, ...words.keys()]);
    const hint = near === undefined ? 'netgen explain lists the diagnostics' : `did you mean ${near}?`;
    throw new UsageError(`there is no diagnostic and no word ${name}; ${hint}`);
  }
  return exitCode.fine;
}
