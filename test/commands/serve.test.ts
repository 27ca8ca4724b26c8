// netgen serve and netgen build --watch: what they do after each way of saving a file, and how they end.
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/cli.ts';
import { testIo } from './test-io.ts';

let folder: string;
let stop: AbortController;
let ended: Promise<number> | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netgen-serve-'));
  await mkdir(join(folder, 't'));
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await ended;
  await rm(folder, { recursive: true });
});

const lesson = (lab: string, prose = '', address = '192.0.2.2/24') =>
  `# Lesson ${lab}\n\n${prose}\n\n\`\`\`topology\nlab: ${lab}\nnodes: [left, right]\nlinks:\n  - left:eth0 192.0.2.1/24 -- right:eth0 ${address}\nchecks:\n  - left reaches right\n\`\`\`\n`;

/** At once: what is watched in this same process is never seen cut and not yet written. */
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const read = (path: string) => readFile(join(folder, path), 'utf8');

/** Starts a command that goes on; gives what it says. */
function begin(...argv: string[]) {
  const io = { ...testIo(folder), stop: stop.signal };
  ended = run(argv, io);
  return io.written;
}

const soon = { interval: 20 };

describe('serve', () => {
  let url: string;

  async function serve(...argv: string[]) {
    const written = begin('serve', 't', '--port', '0', ...argv);
    await expect.poll(() => written.out, soon).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    url = written.out.trim();
    return written;
  }

  const page = async (path: string) => (await fetch(url + path)).text();

  async function news(): Promise<{ version: string; errors: boolean; report: string; verification: string }> {
    const response = await fetch(`${url}_netgen/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    return JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '');
  }

  test('shows what is saved in place, by a new name, new files, and what is deleted; writes nothing', async () => {
    write('t/a.md', lesson('a', 'First.'));
    await serve();
    expect(await page('a/index.html')).toContain('First.');
    const { version } = await news();
    write('t/a.md', lesson('a', 'Second.'));
    await expect.poll(() => page('a/index.html'), soon).toContain('Second.');
    expect((await news()).version).not.toBe(version);
    write('t/.a.md.swp', lesson('a', 'Third.'));
    await rename(join(folder, 't/.a.md.swp'), join(folder, 't/a.md'));
    await expect.poll(() => page('a/index.html'), soon).toContain('Third.');
    write('t/b.md', lesson('b'));
    await expect.poll(() => page(''), soon).toContain('Lesson b');
    await mkdir(join(folder, 't/more'));
    write('t/more/c.md', lesson('c'));
    await expect.poll(() => page(''), soon).toContain('Lesson c');
    write('t/more/c.md', lesson('c', 'Deep.'));
    await expect.poll(() => page('c/'), soon).toContain('Deep.');
    await unlink(join(folder, 't/b.md'));
    await expect.poll(() => page(''), soon).not.toContain('Lesson b');
    expect((await fetch(`${url}b/index.html`)).status).toBe(404);
    await expect(read('generated/a/setup.sh')).rejects.toThrow('ENOENT');
    await expect(read('site/index.html')).rejects.toThrow('ENOENT');
  });

  test('while there is an error the last page stays, and the report is told; then it is gone', async () => {
    write('t/a.md', lesson('a', 'Good.'));
    const written = await serve();
    write('t/a.md', lesson('a', '<b>Bad.</b>', '192.0.2.1/24'));
    await expect.poll(async () => (await news()).report, soon).toContain('error[duplicate-address]');
    expect(written.err).toContain('error[duplicate-address]');
    expect((await news()).errors).toBe(true);
    expect(await page('a/index.html')).toContain('Good.');
    expect(await page('a/setup.sh')).toMatch(/^#!/);
    write('t/a.md', lesson('a', 'Better.'));
    await expect.poll(async () => (await news()).report, soon).toBe('');
    expect(await page('a/index.html')).toContain('Better.');
  });

  test('begins with an error, too: a page says so until there is one', async () => {
    write('t/a.md', lesson('a', '', '192.0.2.1/24'));
    await serve();
    const answer = await fetch(`${url}a/index.html`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('src="/_netgen/live.js"');
    write('t/a.md', lesson('a', 'Here.'));
    await expect.poll(() => page('a/index.html'), soon).toContain('Here.');
  });

  test('only what was saved is built again', async () => {
    write('t/a.md', lesson('a'));
    write('t/b.md', lesson('b'));
    const written = await serve();
    write('t/b.md', lesson('b', 'New.'));
    await expect.poll(() => written.err, soon).toMatch(/^t\/b\.md: \d+ ms$/m);
    expect(written.err).not.toMatch(/^t\/a\.md: /m);
  });

  test('with --verify the labs of what was saved are run, and how it went is told and kept', async () => {
    write('t/a.md', lesson('a'));
    await run(['build', 't'], testIo(folder));
    await serve('--verify');
    write('t/a.md', lesson('a', 'Again.'));
    await expect.poll(async () => (await news()).verification, soon).toMatch(/left reaches right[\s\S]*1 lab/);
    expect(JSON.parse(await read('generated/a/evidence.json'))).toBeTypeOf('object');
    await expect.poll(() => page('a/index.html'), soon).toMatch(/Again\./);
  });

  test('ends when it is told to, with 0', async () => {
    write('t/a.md', lesson('a'));
    await serve();
    stop.abort();
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('a port in use is a sentence, and so is what is no port', async () => {
    write('t/a.md', lesson('a'));
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const io = testIo(folder);
    expect(await run(['serve', 't', '--port', String(port)], io)).toBe(3);
    expect(io.written.err).toContain(`port ${port} is in use; give another with --port`);
    other.close();
    expect(await run(['serve', 't', '--port', 'x'], testIo(folder))).toBe(2);
    expect(await run(['serve', 'gone.md'], testIo(folder))).toBe(2);
  });
});

describe('build --watch', () => {
  test('builds what is saved, tells errors and goes on, and ends with 0', async () => {
    write('t/a.md', lesson('a'));
    const written = begin('build', 't', '--watch');
    await expect.poll(() => read('generated/a/tutorial.md').catch(() => ''), soon).toContain('Lesson a');
    write('t/a.md', lesson('a', 'Second.'));
    await expect.poll(() => read('generated/a/tutorial.md'), soon).toContain('Second.');
    write('t/a.md', lesson('a', 'Third.', '192.0.2.1/24'));
    await expect.poll(() => written.err, soon).toContain('error[duplicate-address]');
    expect(await read('generated/a/tutorial.md')).toContain('Second.');
    write('t/a.md', lesson('a', 'Fourth.'));
    await expect.poll(() => read('generated/a/tutorial.md'), soon).toContain('Fourth.');
    write('t/b.md', lesson('b'));
    await expect.poll(() => read('generated/b/setup.sh').catch(() => ''), soon).toMatch(/^#!/);
    await unlink(join(folder, 't/b.md'));
    await expect.poll(() => read('generated/b/setup.sh').catch(() => 'gone'), soon).toBe('gone');
    stop.abort();
    expect(await ended).toBe(0);
  });

  test('a file that is named may vanish and come back', async () => {
    write('t/a.md', lesson('a'));
    const written = begin('build', 't/a.md', '--watch');
    await expect.poll(() => read('generated/a/tutorial.md').catch(() => ''), soon).toContain('Lesson a');
    await unlink(join(folder, 't/a.md'));
    await expect.poll(() => written.err, soon).toContain('t/a.md: no such file or folder');
    write('t/a.md', lesson('a', 'Back.'));
    await expect.poll(() => read('generated/a/tutorial.md'), soon).toContain('Back.');
  });

  test('what else stood in the way is looked at again, though the tutorial is the same', async () => {
    write('a.md', lesson('a'));
    await run(['build', 'a.md'], testIo(folder));
    write('t/a.md', lesson('a'));
    const written = begin('build', 't/a.md', '--watch');
    await expect.poll(() => written.err, soon).toContain('Nothing was written');
    await unlink(join(folder, 'a.md'));
    write('t/a.md', lesson('a'));
    await expect.poll(() => read('generated/a/plan.json'), soon).toContain('t/a.md');
  });

  test('is not for --check', async () => {
    write('t/a.md', lesson('a'));
    expect(await run(['build', 't', '--watch', '--check'], testIo(folder))).toBe(2);
  });
});
