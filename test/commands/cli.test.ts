// The command line itself: help, wrong usage, exit codes, bugs.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandLine, run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-cli-'));
});

afterEach(async () => {
  vi.doUnmock('../../src/cli/commands/schema.ts');
  await rm(folder, { recursive: true });
});

async function netgen(...argv: string[]) {
  const io = testIo(folder);
  return { code: await run(argv, io), ...io.written };
}

describe('help', () => {
  test.each(commandLine(testIo('/'), () => {}).commands.map((command) => command.name()))(
    '%s --help has examples, on standard output',
    async (name) => {
      const { code, out, err } = await netgen(name, '--help');
      expect(code).toBe(0);
      expect(err).toBe('');
      expect(out).toContain(`Usage: netgen ${name}`);
      expect(out).toMatch(new RegExp(`Examples:\n {2}\\$ netgen ${name}`));
    },
  );

  test('without a command it shows the commands, as a wrong usage', async () => {
    const { code, out, err } = await netgen();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Commands:');
  });
});

describe('wrong usage ends with 2, on standard error, and says how to get help', () => {
  test.each([
    [['biuld', 'x.md'], "unknown command 'biuld'", 'Did you mean build?'],
    [['build', 'x.md', '--chek'], "unknown option '--chek'", 'Did you mean --check?'],
    [['build'], "missing required argument 'path'", 'netgen build --help'],
    [['check', 'x.md', '--format', 'xml'], "argument 'xml' is invalid", 'netgen check --help'],
    [['schema', 'extra'], 'too many arguments', 'netgen schema --help'],
  ])('%j', async (argv, what, hint) => {
    const { code, out, err } = await netgen(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(what);
    expect(err).toContain(hint);
  });

  test('a file that is not there', async () => {
    expect(await netgen('check', 'gone.md')).toEqual({
      code: 2,
      out: '',
      err: 'netgen: gone.md: no such file or folder\n',
    });
  });

  test.each([
    [['verify', 'gone.md', '--uplinks', 'lo'], '--uplinks: lo does not lead out of the sandbox'],
    [['verify', 'gone.md', '--uplinks', 'a b'], '--uplinks: "a b" cannot be the name of an interface'],
    [['update', 'gone.md', '--uplinks', 'lo'], '--uplinks: lo does not lead out of the sandbox'],
    [['try', 'gone.md', '--uplinks', 'lo'], '--uplinks: lo does not lead out of the sandbox'],
  ])('%j, before anything is read or printed', async (argv, what) => {
    expect(await netgen(...argv)).toEqual({ code: 2, out: '', err: `netgen: ${what}\n` });
  });

  test.each([
    ['build', '--out'],
    ['check', '--out'],
    ['verify', '--out'],
    ['site', '--out'],
    ['site', '--generated'],
    ['serve', '--generated'],
  ])('%s with an empty %s', async (name, option) => {
    const { code, out, err } = await netgen(name, 'gone.md', option, '');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('It is empty; the current folder is called .');
  });

  test.each(['build', 'check', 'site'])('%s of a folder without a tutorial', async (name) => {
    expect(await netgen(name, '.')).toEqual({ code: 2, out: '', err: 'netgen: there is no tutorial in .\n' });
    await writeFile(join(folder, 'README.md'), '# Notes\n');
    expect(await netgen(name, '.')).toEqual({
      code: 2,
      out: '',
      err: 'README.md: passed over, no topology block\nnetgen: there is no tutorial in .\n',
    });
  });

  test('a check without a tutorial is a whole document still', async () => {
    const { code, out } = await netgen('check', '.', '--format', 'json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({ version: 1, diagnostics: [], checks: [] });
  });

  test('a diagnostic that is not there', async () => {
    const { code, err } = await netgen('explain', 'duplicate-adress');
    expect(code).toBe(2);
    expect(err).toBe('netgen: there is no diagnostic and no word duplicate-adress; did you mean duplicate-address?\n');
  });
});

describe('init', () => {
  test('writes a tutorial that has nothing wrong with it, and never a second time', async () => {
    expect(await netgen('init', 'lessons/mine.md')).toMatchObject({ code: 0, out: 'lessons/mine.md\n' });
    expect(await netgen('check', 'lessons/mine.md')).toEqual({ code: 0, out: '2 checks: 2 hold\n', err: '' });
    await writeFile(join(folder, 'lessons/mine.md'), 'my own words');
    const again = await netgen('init', 'lessons/mine.md');
    expect(again.code).toBe(2);
    expect(again.err).toContain('init never overwrites a file');
    expect(await readFile(join(folder, 'lessons/mine.md'), 'utf8')).toBe('my own words');
  });
});

describe('explain', () => {
  test('prints the page of a code as it is', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/diagnostics/duplicate-address.md'), 'utf8');
    expect(await netgen('explain', 'duplicate-address')).toEqual({ code: 0, out: page, err: '' });
  });

  test.each([
    ['overlap', /^# subnet and overlap\n/],
    ['masquerade', /^# nat\n/],
    ['cannot reach', /^### `cannot reach`\n/],
  ])('prints what the reference has of the word %s', async (word, start) => {
    expect(await netgen('explain', word)).toEqual({ code: 0, out: expect.stringMatching(start), err: '' });
  });

  test('without a code, lists every code with its title', async () => {
    const { out } = await netgen('explain');
    expect(out).toMatch(/^duplicate-address +address used twice/m);
    expect(out).toMatch(/^yaml-syntax +\S/m);
  });
});

test('schema prints a JSON Schema of the block', async () => {
  const { code, out } = await netgen('schema');
  expect(code).toBe(0);
  const schema = JSON.parse(out);
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['lab', 'step', 'groups', 'nodes', 'links', 'checks', 'change', 'remove']),
  );
});

describe('a bug in netgen', () => {
  test('ends with 70, says what to report, and shows the stack only when asked', async () => {
    vi.doMock('../../src/cli/commands/schema.ts', () => ({
      schema: () => {
        throw new TypeError('undefined is not a lab');
      },
    }));
    const io = testIo(folder);
    expect(await run(['schema'], io)).toBe(70);
    expect(io.written.out).toBe('');
    expect(io.written.err).toContain('this is a bug in netgen: TypeError: undefined is not a lab');
    expect(io.written.err).toContain('arguments: schema');
    expect(io.written.err).not.toContain('    at ');
    const loud = testIo(folder, { NETGEN_DEBUG: '1' });
    expect(await run(['schema'], loud)).toBe(70);
    expect(loud.written.err).toContain('    at ');
  });
});
