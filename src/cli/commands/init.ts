// netgen init: writes a small tutorial to start from.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { packageRoot } from '../../root.ts';
import { EnvironmentError, type ExitCode, exitCode, type Io, UsageError } from '../io.ts';

/** Writes the tutorial to `file`, unless something is there already. */
export async function init(file: string, io: Io): Promise<ExitCode> {
  if (extname(file).toLowerCase() !== '.md') throw new UsageError(`${file}: give it a name that ends in .md`);
  const text = await readFile(new URL('templates/init/tutorial.md', packageRoot), 'utf8');
  const path = resolve(io.folder, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text.replaceAll('tutorial.md', basename(file)), { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${file}: is there already; init never overwrites a file`);
    throw new EnvironmentError(`${file}: cannot be written (${code})`);
  }
  io.out(`${file}\n`);
  io.err(`Now: netgen build ${file}\n`);
  return exitCode.fine;
}
