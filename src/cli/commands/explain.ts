// netgen explain: prints the page of a diagnostic, or the list of all.
import { readdir, readFile } from 'node:fs/promises';
import { nearest } from '../../diagnostics/did-you-mean.ts';
import { packageRoot } from '../../root.ts';
import { type ExitCode, exitCode, type Io, UsageError } from './io.ts';

const pages = new URL('docs/diagnostics/', packageRoot);

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

/** Prints the page of `code`; without a code, every code with its title. */
export async function explain(code: string | undefined, io: Io): Promise<ExitCode> {
  const codes = await allCodes();
  if (code === undefined) {
    await list(codes, io);
  } else if (codes.includes(code)) {
    io.out(await readFile(new URL(`${code}.md`, pages), 'utf8'));
  } else {
    const near = nearest(code, codes);
    const hint = near === undefined ? 'netgen explain lists them all' : `did you mean ${near}?`;
    throw new UsageError(`there is no diagnostic ${code}; ${hint}`);
  }
  return exitCode.fine;
}
