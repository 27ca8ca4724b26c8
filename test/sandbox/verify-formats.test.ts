// The reports of netgen verify for machines: one valid document, also where no lab runs.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from '../commands/test-io.ts';
import { pair } from '../fixtures/pair.ts';

const good = pair;
const bad = good.replace('a reaches b', 'a reaches d');
/** A node without a cable: a warning. */
const warned = good.replace('[a, b]', '[a, b, c]');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-formats-'));
  for (const [name, text] of Object.entries({ good, bad, warned })) await writeFile(join(folder, `${name}.md`), text);
});
afterAll(() => rm(folder, { recursive: true }));

async function netgen(...argv: string[]) {
  const io = testIo(folder);
  return { code: await run(argv, io), ...io.written };
}

/** The names of the elements that an XML document holds; throws if it is none. */
function elements(text: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(`${name} ${attributes['name']}`);
  });
  parser.write(text).close();
  return names;
}

const codes = (text: string) => JSON.parse(text).diagnostics.map(({ code }: { code: string }) => code);

describe('a tutorial with an error', () => {
  test.each([[], ['--mutate']])('json holds it, and no results %j', async (...more) => {
    const { code, out, err } = await netgen('verify', 'bad.md', '--format', 'json', ...more);
    expect(code).toBe(1);
    expect(codes(out)).toEqual(['unknown-node']);
    expect(JSON.parse(out).results).toEqual([]);
    expect(err).toBe('');
  });

  test('junit and github hold it', async () => {
    const junit = await netgen('verify', 'bad.md', '--format', 'junit');
    expect(elements(junit.out)).toEqual([
      'testsuites netgen verify',
      'testsuite bad.md',
      'testcase unknown-node 9:15',
      'failure undefined',
    ]);
    const github = await netgen('verify', 'bad.md', '--format', 'github');
    expect(github.out).toMatch(/^::error file=bad.md,line=9,.*\n$/);
  });

  test('a file that is no tutorial has no suite', async () => {
    await mkdir(join(folder, 'mixed'));
    await writeFile(join(folder, 'mixed/README.md'), '# Notes\n');
    await writeFile(join(folder, 'mixed/bad.md'), bad);
    const { out } = await netgen('verify', 'mixed', '--format', 'junit');
    expect(elements(out).filter((name) => name.startsWith('testsuite '))).toEqual(['testsuite mixed/bad.md']);
  });

  test('people read it on standard error alone', async () => {
    const { out, err } = await netgen('verify', 'bad.md');
    expect(out).toBe('');
    expect(err).toContain('error[unknown-node]');
  });
});

describe('a tutorial with a warning', () => {
  test.each([[], ['--mutate']])('json holds both in one document %j', async (...more) => {
    const { out, err } = await netgen('verify', 'warned.md', '--format', 'json', ...more);
    expect(codes(out)).toEqual(['unused-node']);
    expect(JSON.parse(out).results.length).toBeGreaterThan(0);
    expect(err).not.toContain('warning[');
  });

  test('junit has a suite for the tutorial and one for the lab', async () => {
    const { out } = await netgen('verify', 'warned.md', '--format', 'junit');
    expect(elements(out).filter((name) => name.startsWith('testsuite '))).toEqual([
      'testsuite warned.md',
      'testsuite pair',
    ]);
  });
});

describe('nothing is stale', () => {
  test('each format is a valid document', async () => {
    await netgen('build', 'good.md');
    expect((await netgen('verify', 'good.md')).code).toBe(0);
    const verify = (format: string) => netgen('verify', 'good.md', '--stale', '--format', format);
    expect(JSON.parse((await verify('json')).out)).toEqual({ version: 1, diagnostics: [], results: [] });
    expect(elements((await verify('junit')).out)).toEqual(['testsuites netgen verify']);
    expect(await verify('github')).toMatchObject({ code: 0, out: '' });
    expect(await verify('human')).toMatchObject({ code: 0, out: '', err: expect.stringContaining('nothing to do') });
  });
});
