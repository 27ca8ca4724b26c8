// What the README shows is true: its commands run, in its order, and print what it says they print.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine, run } from '../src/cli/cli.ts';
import { testIo } from './commands/test-io.ts';

const root = resolve(import.meta.dirname, '..');
const readme = await readFile(resolve(root, 'README.md'), 'utf8');

/** The fences of one language, in order. */
function fences(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

/** The commands of `console` fences, each with what it prints according to the README. */
const session = fences('console').flatMap((fence) =>
  fence
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...printed] = part.trimEnd().split('\n');
      return { command, printed: printed.join('\n') };
    }),
);

describe('the session of the README', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netgen-readme-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has commands', () => {
    expect(session.length).toBeGreaterThan(4);
  });

  test.each(session)('$command', async ({ command, printed }) => {
    const [program, ...words] = command.replace(/^npx /, '').split(' ');
    if (program !== 'netgen') {
      execFileSync('sh', ['-c', command], { cwd: folder });
      return;
    }
    const io = testIo(folder);
    const code = await run(words, io);
    expect(code, `${io.written.out}${io.written.err}`).toBe(printed.startsWith('error') ? 1 : 0);
    if (printed !== '') expect(`${io.written.out}${io.written.err}`.trimEnd()).toBe(printed);
  });

  test('the script it shows is the one that was made', async () => {
    const [excerpt = 'none'] = fences('bash');
    expect(await readFile(join(folder, 'lab/lesson/setup.sh'), 'utf8')).toContain(excerpt);
  });
});

test('the two commands of the set-up are what a machine runs to accept a change', async () => {
  const commands = fences('sh').join('').trim().split('\n');
  expect(commands).toHaveLength(2);
  const lines = (await readFile(resolve(root, '.ci/run'), 'utf8')).split('\n');
  for (const command of commands) expect(lines).toContain(command);
});

test('the table of commands has every command and no other', () => {
  const named = [...readme.matchAll(/^\| `netgen ([a-z]+)/gm)].map(([, name]) => name);
  const known = commandLine(testIo(root), () => {}).commands.map((command) => command.name());
  expect(named.toSorted()).toEqual(known.toSorted());
});

test('every link to a file of the project leads somewhere', async () => {
  for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    expect(() => execFileSync('test', ['-e', resolve(root, target)]), target).not.toThrow();
  }
});
