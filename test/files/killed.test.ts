// Builds that are killed: the next one goes on from wherever they stopped, and disowns nothing.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { manifestPath, parseManifest } from '../../src/files/manifest.ts';
import { writeOutputs } from '../../src/files/write-outputs.ts';
import type { OutputFile } from '../../src/outputs/output.ts';

/** So many changes of the disk are left to the process: after them it does nothing any more, as if killed. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const real: typeof import('node:fs') = await original();
  const changing = ['renameSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'writeFileSync'] as const;
  const mortal = changing.map((name) => [
    name,
    (...args: unknown[]) => {
      life.left -= 1;
      if (life.left < 0) throw new Error('killed');
      return Reflect.apply(real[name], undefined, args);
    },
  ]);
  return { ...real, ...Object.fromEntries(mortal) };
});

let base: string;
let out: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'netgen-killed-'));
  out = join(base, 'generated');
});

afterEach(() => {
  life.left = Number.POSITIVE_INFINITY;
  rmSync(base, { recursive: true, force: true });
});

/** The outputs of a tutorial that exists. */
function lesson(source: string, texts: Record<string, string>): OutputFile[] {
  writeFileSync(join(base, source), '');
  return Object.entries(texts).map(([path, text]) => ({ path, text, executable: false, source }));
}

const run = (files: readonly OutputFile[], mode: 'write' | 'check' = 'write') =>
  writeOutputs(files, out, mode, { base });

/** Builds, and dies after so many changes of the disk; false if it came to its end before. */
function die(changes: number, files: readonly OutputFile[]): boolean {
  life.left = changes;
  try {
    run(files);
    return false;
  } catch (error) {
    expect(error).toHaveProperty('message', 'killed');
    return true;
  } finally {
    life.left = Number.POSITIVE_INFINITY;
  }
}

const contents = () =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && entry.name !== manifestPath)
      .map(({ name }) => [name, readFileSync(join(out, 'one', name), 'utf8')]),
  );

test('wherever a build dies, one of something else takes over all that it has put there', () => {
  const first = { 'one/stays': '1\n', 'one/goes': '1\n' };
  const second = { 'one/stays': '2\n', 'one/comes': '2\n', 'one/too': '2\n' };
  const third = { 'one/stays': '3\n', 'one/comes': '3\n' };
  let deaths = 0;
  for (let changes = 0; ; changes += 1) {
    rmSync(out, { recursive: true, force: true });
    run(lesson('one.md', first));
    if (!die(changes, lesson('one.md', second))) break;
    deaths += 1;
    expect(run(lesson('one.md', third)).blocked).toEqual([]);
    expect(contents()).toEqual({ stays: '3\n', comes: '3\n' });
    expect(run(lesson('one.md', third), 'check')).toMatchObject({ changes: [], foreign: [] });
  }
  expect(deaths).toBeGreaterThan(6);
});

test('wherever the first build dies, the next one takes over', () => {
  let deaths = 0;
  for (let changes = 0; ; changes += 1) {
    rmSync(out, { recursive: true, force: true });
    if (!die(changes, lesson('one.md', { 'one/x': '1\n', 'one/y': '1\n' }))) break;
    deaths += 1;
    expect(run(lesson('one.md', { 'one/x': '2\n' })).blocked).toEqual([]);
    expect(contents()).toEqual({ x: '2\n' });
  }
  expect(deaths).toBeGreaterThan(6);
});

test('what somebody has changed since is theirs, with whichever content it was', () => {
  run(lesson('one.md', { 'one/x': '1\n', 'one/y': '1\n', 'one/z': '1\n' }));
  let reached = false;
  const made = { 'one/x': '2\n', 'one/y': '2\n', 'one/z': '2\n' };
  for (let changes = 0; die(changes, lesson('one.md', made)); changes += 1) {
    const list = parseManifest(readFileSync(join(out, manifestPath), 'utf8'));
    const half = readFileSync(join(out, 'one/x'), 'utf8') !== readFileSync(join(out, 'one/z'), 'utf8');
    reached = list.length === 6 && half;
    if (reached) break;
    rmSync(out, { recursive: true });
    run(lesson('one.md', { 'one/x': '1\n', 'one/y': '1\n', 'one/z': '1\n' }));
  }
  expect(reached).toBe(true);
  writeFileSync(join(out, 'one/y'), 'my notes\n');
  run(lesson('one.md', { 'one/w': '3\n' }));
  expect(contents()).toEqual({ w: '3\n', y: 'my notes\n' });
});

test('a file that two tutorials have in the list goes once, and not while one of them is there', () => {
  const entry = `${'0'.repeat(64)}  both/x\n`;
  run(lesson('one.md', { 'both/x': 'x\n' }));
  const line =
    readFileSync(join(out, manifestPath), 'utf8')
      .split('\n')
      .find((text) => text.endsWith('both/x')) ?? '';
  const list = `# from ../one.md\n${line}\n# from ../two.md\n${entry}${line}\n`;
  lesson('two.md', {});
  writeFileSync(join(out, manifestPath), list);
  run(lesson('two.md', { 'two/x': 'x\n' }));
  expect(existsSync(join(out, 'both/x'))).toBe(true);
  unlinkSync(join(base, 'one.md'));
  writeFileSync(join(out, manifestPath), list);
  run(lesson('two.md', { 'two/x': 'x\n' }));
  expect(readdirSync(out).sort()).toEqual([manifestPath, 'two']);
});

test('what a killed build has left goes with the next one, even if that has nothing to write', () => {
  const files = lesson('one.md', { 'one/x': '1\n' });
  run(files);
  mkdirSync(join(out, '.netgen-stage'));
  writeFileSync(join(out, '.netgen-stage/0'), 'half');
  run(files, 'check');
  expect(readdirSync(out)).toContain('.netgen-stage');
  expect(run(files).changes).toEqual([]);
  expect(readdirSync(out).sort()).toEqual([manifestPath, 'one']);
});
