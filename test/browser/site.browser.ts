// The site of the tutorials as a reader meets it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, netgen, openPage, publish, removeFolder, root, startBrowser, type Watched } from './browser.ts';

let browser: Browser;
let folder: string;
let site: { url: string; close: () => void };
let pages: string[];

const session = `# A session

\`\`\`topology
lab: session
nodes: [ns1, ns2]
links:
  - ns1:veth0 192.0.2.1/24 -- ns2:veth1 192.0.2.2/24
checks:
  - ns1 reaches 192.0.2.2
\`\`\`

\`\`\`console
ns1$ ip -brief link show \\\\
>   dev lo
...
$ true
[no output]
\`\`\`
`.replaceAll('\\\\', '\\');

beforeAll(async () => {
  browser = await startBrowser();
  folder = await makeFolder();
  await netgen(root, 'site', 'tutorials/', '--out', join(folder, 'site'));
  await writeFile(join(folder, 'session.md'), session);
  await netgen(folder, 'site', 'session.md', '--out', 'session');
  site = await publish(join(folder, 'site'));
  const all = await readdir(join(folder, 'site'), { recursive: true });
  pages = all.filter((path) => path.endsWith('.html')).toSorted();
});

afterAll(async () => {
  site.close();
  await browser.close();
  await removeFolder(folder);
});

/** What axe finds, as lines. The page's policy forbids scripts from elsewhere: the test's own is no part of the page. */
async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

async function visit(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<Watched> {
  const watched = await openPage(browser, site.url, options);
  await watched.page.goto(site.url + path);
  return watched;
}

describe('every page', () => {
  test('renders without complaint, asks nobody else, and fits a phone and a desktop', async () => {
    expect(pages.length).toBeGreaterThanOrEqual(12);
    const { page, context, complaints } = await openPage(browser, site.url);
    for (const path of pages) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(site.url + path);
        expect(await page.locator('h1').first().textContent()).not.toBe('');
        const wider = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(`${path} at ${width}: ${wider} wider`).toBe(`${path} at ${width}: 0 wider`);
      }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing, in the %s', async (colorScheme) => {
    const { page, context } = await openPage(browser, site.url, { colorScheme, bypassCSP: true });
    for (const path of ['index.html', 'index.zh-CN.html', '02-bridge/index.html', '05-publish.zh-CN/index.html']) {
      await page.goto(site.url + path);
      expect([path, await axeProblems(page)]).toEqual([path, []]);
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${site.url}02-bridge/index.html`);
    expect(await axeProblems(page)).toEqual([]);
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('route');
    await page.locator('.search-results a').first().waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await context.close();
  });
});

test('the way of a packet is drawn beside its text, and followed node by node', async () => {
  const { page, context, complaints } = await visit('09-firewall/index.html');
  const fold = page.locator('details', { has: page.locator('.walked') }).first();
  await fold.locator('> summary').click();
  const [first, drawing] = [fold.locator('.steps').first(), fold.locator('.walked').first()];
  expect(await drawing.locator('.later').count()).toBe(0);
  await first.getByRole('button', { name: 'On to the next node' }).click();
  expect(await first.textContent()).toContain('1 / 6');
  expect(await drawing.locator('.number:not(.later)').allTextContents()).toEqual(['1 request']);
  expect(await fold.locator('.hop.now').textContent()).toMatch(/^ {2}1\. {2}stranger/);
  await first.getByRole('button', { name: 'One node back' }).click();
  expect(await drawing.locator('.later').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

describe('copying', () => {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const clipboard = (page: Page) => page.evaluate('navigator.clipboard.readText()');

  test('takes exactly the commands of each block', async () => {
    const markdown = await readFile(join(root, 'generated/02-bridge/tutorial.md'), 'utf8');
    const fences: string[] = [];
    const collect = (node: { type: string; lang?: string | null; value?: string; children?: unknown[] }): void => {
      if (node.type === 'code' && node.lang === 'bash') fences.push(node.value ?? '');
      for (const child of node.children ?? []) collect(child as Parameters<typeof collect>[0]);
    };
    collect(unified().use(remarkParse).parse(markdown));
    const { page, context } = await visit('02-bridge/index.html', { permissions });
    const copied: unknown[] = [];
    const blocks = page.locator('figure.code[data-kind=commands]');
    for (let index = 0; index < (await blocks.count()); index += 1) {
      const button = blocks.nth(index).locator('button.copy');
      // Blocks behind other tabs are not seen; their buttons are there.
      await button.dispatchEvent('click');
      await expect.poll(() => button.textContent()).toBe('Copied');
      copied.push(await clipboard(page));
    }
    expect(copied).toEqual(fences);
    expect(fences.length).toBeGreaterThan(5);
    await context.close();
  });

  test('takes no prompt and no output of a session', async () => {
    const watched = await openPage(browser, 'file://', { permissions });
    await watched.page.goto(pathToFileURL(join(folder, 'session/session/index.html')).href);
    const block = watched.page.locator('figure.code[data-kind=session]').first();
    await block.hover();
    await block.getByRole('button', { name: 'Copy' }).click();
    await block.getByText('Copied').waitFor();
    expect(await clipboard(watched.page)).toBe('ip -brief link show \\\n  dev lo\ntrue');
    expect(watched.complaints).toEqual([]);
    await watched.context.close();
  });
});

describe('search', () => {
  test('finds a word, leads to its place, by keys alone', async () => {
    const { page, context, complaints } = await visit('index.html');
    await page.keyboard.press('/');
    await page.keyboard.type('172.19.0.1');
    await expect.poll(() => page.locator('.search-results').textContent()).toContain('Three namespaces on a bridge');
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^\d+ found$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/0\d-[^/]+\/index\.html(#|$)/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such word anywhere');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('finds Chinese without blanks', async () => {
    const { page, context } = await visit('index.zh-CN.html');
    await page.getByRole('button', { name: '搜索' }).click();
    await page.getByRole('searchbox').fill('默认路由');
    await expect.poll(() => page.locator('.search-results span').first().textContent()).toContain('默认路由');
    const hrefs = await page
      .locator('.search-results a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(hrefs.every((href) => href?.includes('.zh-CN/'))).toBe(true);
    await context.close();
  });
});

describe('light and dark', () => {
  const background = (page: Page) => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');

  test('follow the system, then the reader, who is remembered', async () => {
    const { page, context } = await visit('index.html', { colorScheme: 'light' });
    const light = await background(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background(page);
    expect(dark).not.toBe(light);
    const button = page.getByRole('button', { name: 'Dark mode' });
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
    await button.click();
    expect(await background(page)).toBe(light);
    await page.goto(`${site.url}01-two-namespaces/index.html`);
    expect(await background(page)).toBe(light);
    await page.getByRole('button', { name: 'Dark mode' }).click();
    expect(await background(page)).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background(page)).toBe(light);
    await context.close();
  });
});

describe('the way around', () => {
  test('to the other language and back, to the next and the one before, to the index', async () => {
    const { page, context } = await visit('02-bridge/index.html');
    await page.getByRole('link', { name: '中文', exact: true }).click();
    await page.waitForURL('**/02-bridge.zh-CN/index.html');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.waitForURL('**/02-bridge/index.html');
    await page.locator('[rel=next]').click();
    await page.waitForURL('**/03-masquerade/index.html');
    await page.locator('[rel=prev]').click();
    await page.waitForURL('**/02-bridge/index.html');
    await page.locator('.top .name').click();
    await page.waitForURL('**/index.html');
    await context.close();
  });

  test('by keys: the first stop skips to the lesson, and what has the focus is seen', async () => {
    const { page, context } = await visit('02-bridge/index.html');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the lesson' });
    await expect
      .poll(() => skip.evaluate((link) => link.matches(':focus') && link.getBoundingClientRect().top >= 0))
      .toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await context.close();
  });

  test('the contents lead to each heading, and the scripts are there to download', async () => {
    const { page, context } = await visit('02-bridge/index.html');
    for (const link of await page.locator('.contents a').all()) {
      await link.click();
      await page.waitForURL(`**${await link.getAttribute('href')}`);
      const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
      expect(await page.locator(`[id="${id}"]`).evaluate((heading) => heading.tagName)).toMatch(/^H[23]$/);
    }
    const download = page.waitForEvent('download');
    await page.locator('.downloads').getByText('setup.sh').click();
    expect(await readFile(await (await download).path(), 'utf8')).toBe(
      await readFile(join(root, 'generated/02-bridge/setup.sh'), 'utf8'),
    );
    await context.close();
  });
});

describe('without', () => {
  test('JavaScript: everything is there to read, and no button that does nothing', async () => {
    const { page, context, complaints } = await visit('02-bridge/index.html', { javaScriptEnabled: false });
    expect(await page.locator('article').textContent()).toContain('ip netns add namespace1');
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.locator('.contents a').first().isVisible()).toBe(true);
    const details = page.locator('article details');
    for (const part of await details.all()) {
      await part.locator('summary').click();
      expect(await part.locator('pre').first().isVisible()).toBe(true);
    }
    await page.getByRole('link', { name: '中文', exact: true }).click();
    await page.waitForURL('**/02-bridge.zh-CN/index.html');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a server: from the disk all of it works, search too', async () => {
    const { page, context, complaints } = await openPage(browser, 'file://');
    await page.goto(pathToFileURL(join(folder, 'site/index.html')).href);
    await page.locator('.cards a').nth(1).click();
    await page.waitForURL(/02-bridge\/index\.html$/);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('masquerade');
    await page.locator('.search-results a').first().click();
    await page.waitForURL(/03-masquerade\/index\.html/);
    await page.getByRole('button', { name: 'Dark mode' }).click();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a screen: on paper there is the lesson alone', async () => {
    const { page, context } = await visit('02-bridge/index.html', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('article').isVisible()).toBe(true);
    for (const part of ['.top', '.beside', '.around', '.copy'])
      expect(await page.locator(part).first().isVisible()).toBe(false);
    await context.close();
  });
});
