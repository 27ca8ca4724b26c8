// netgen serve with a browser that watches: what is saved is seen, what is wrong is told, and nothing of it runs.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeFolder, openPage, removeFolder, root, startBrowser } from './browser.ts';

let browser: Browser;
let folder: string;
let server: ChildProcess;
let url: string;

const lesson = (prose: string, address = '192.0.2.2/24') =>
  `# Lesson\n\n${prose}\n\n\`\`\`topology\nlab: live\nnodes: [left, right]\nlinks:\n  - left:eth0 192.0.2.1/24 -- right:eth0 ${address}\nchecks:\n  - left reaches right\n\`\`\`\n`;

/** At once: what is cut and not yet written is a lesson that has gone. */
async function save(text: string): Promise<void> {
  await writeFile(join(folder, 'live.md'), text);
  await rename(join(folder, 'live.md'), join(folder, 't/live.md'));
}

/** Starts the built program; gives the address that it prints. */
function start(port: string): Promise<string> {
  server = spawn(process.execPath, [join(root, 'dist/cli.js'), 'serve', 't', '--port', port], { cwd: folder });
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (text) => resolve(String(text).trim()));
    server.on('exit', (code) => reject(new Error(`netgen serve ended with ${code}`)));
  });
}

/** Ends it as Ctrl-C does; gives its exit code. */
function interrupt(): Promise<number | null> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) resolve(server.exitCode);
    server.on('exit', resolve);
    server.kill('SIGINT');
  });
}

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  folder = await makeFolder();
  await mkdir(join(folder, 't'));
  await save(lesson('First words.'));
  url = await start('0');
});

afterEach(async () => {
  await interrupt();
  await removeFolder(folder);
});

test('the browser shows what is saved; a problem lies over the page until it is mended', async () => {
  const { page, context, complaints } = await openPage(browser, url);
  await page.goto(`${url}live/index.html`);
  await page.getByText('First words.').waitFor();
  await save(lesson('Second words.'));
  await page.getByText('Second words.').waitFor();
  await save(lesson('Third words, <img src=x onerror=alert(1)>.', '192.0.2.1/24 <img src=x onerror=alert(1)>'));
  const alert = page.getByRole('alert');
  await alert.getByText('<img src=x onerror=alert(1)>').waitFor();
  expect(await alert.textContent()).toContain('--> t/live.md:');
  expect(await page.getByText('Second words.').count()).toBe(1);
  await save(lesson('Fourth words.'));
  await page.getByText('Fourth words.').waitFor();
  await alert.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is reported can be closed, and comes again when it is another', async () => {
  const { page, context } = await openPage(browser, url);
  await page.goto(`${url}live/index.html`);
  await save(lesson('Words.', '192.0.2.1/24'));
  const alert = page.getByRole('alert');
  await alert.getByRole('button', { name: 'Close' }).click();
  await alert.waitFor({ state: 'detached' });
  await save(lesson('Words.', '192.0.2.0/24'));
  await alert.getByText('network-address').first().waitFor();
  await context.close();
});

test('a page keeps its place, and comes back when the server does', async () => {
  const { page, context } = await openPage(browser, url);
  const long = 'A paragraph.\n\n'.repeat(200);
  await save(lesson(long));
  await page.goto(`${url}live/index.html`);
  await page.getByText('A paragraph.').last().waitFor();
  await page.evaluate('scrollTo({ top: 900, behavior: "instant" })');
  await save(lesson(`${long}\n\nThe end.`));
  await page.getByText('The end.').waitFor();
  await expect.poll(() => page.evaluate('Math.round(scrollY)')).toBe(900);
  const { port } = new URL(url);
  expect(await interrupt()).toBe(0);
  await save(lesson('After the break.'));
  await start(port);
  await page.getByText('After the break.').waitFor();
  await context.close();
});
