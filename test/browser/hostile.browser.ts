// Hostile tutorials in a real browser: nothing runs, nothing is asked for.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostilePieces } from '../site/hostile-pieces.ts';
import { lessonOf } from '../site/site-of.ts';
import { makeFolder, netgen, openPage, publish, removeFolder, startBrowser } from './browser.ts';
import { writeSite } from './made-site.ts';

let browser: Browser;
let folder: string;
let site: { url: string; close: () => void };

beforeAll(async () => {
  browser = await startBrowser();
  folder = await makeFolder();
  const given = (name: string, title: string) => ({ name, title, description: title });
  const single = hostilePieces.map((piece, index) => lessonOf(piece, given(`p${index}`, piece)));
  const whole = lessonOf(hostilePieces.join('\n\n'), given('all', hostilePieces.join(' ')));
  await writeSite(folder, [...single, whole]);
  site = await publish(folder);
});

afterAll(async () => {
  site.close();
  await browser.close();
  await removeFolder(folder);
});

test('reading, clicking and searching run nothing of the author', async () => {
  const { page, context, complaints } = await openPage(browser, site.url);
  await page.addInitScript('globalThis.pwned = () => { throw new Error("pwned"); };');
  for (const name of [...hostilePieces.map((_, index) => `p${index}`), 'all']) {
    await page.goto(`${site.url}${name}/index.html`);
    for (const link of await page.locator('article a').all()) {
      const href = (await link.getAttribute('href')) ?? '';
      if (/^https?:/.test(href)) continue;
      await link.dispatchEvent('click');
    }
    for (const summary of await page.locator('article summary').all()) await summary.dispatchEvent('click');
  }
  await page.goto(`${site.url}index.html`);
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('script');
  await page.locator('.search-results a').first().waitFor();
  await page.getByRole('searchbox').fill('<img src=x onerror=pwned()>');
  expect(complaints).toEqual([]);
  await context.close();
});

test('the page stands up to the policy: what got in would not run', async () => {
  const { page, context, complaints } = await openPage(browser, site.url);
  await page.goto(`${site.url}all/index.html`);
  await page.evaluate(`document.querySelector('article').innerHTML = '<img src=x onerror="document.title = 1">'`);
  await expect.poll(() => complaints.join('\n')).toMatch(/Content Security Policy/);
  expect(await page.title()).not.toBe('1');
  await context.close();
});

test('a tutorial with markup in every field, through the whole of netgen', async () => {
  const evil = '</script></title><img src=x onerror=pwned()><script>pwned()</script>';
  await writeFile(
    join(folder, 'evil.md'),
    `---\ntitle: "${evil}"\ndescription: "${evil}"\n---\n# ${evil}\n\n## ${evil}\n\n\`\`\`topology\nlab: evil\nnodes:\n  a: { exec: [{ do: "echo '${evil}'", undo: "echo '${evil}'" }] }\n  b:\nlinks:\n  - a:x 192.0.2.1/24 -- b:y 192.0.2.2/24\nchecks:\n  - a reaches b: "${evil}"\n\`\`\`\n\n\`\`\`"><img src=x onerror=pwned()>\ncode\n\`\`\`\n`,
  );
  await netgen(folder, 'site', 'evil.md', '--out', 'out', '--title', evil);
  const published = await publish(join(folder, 'out'));
  const { page, context, complaints } = await openPage(browser, published.url);
  await page.addInitScript('globalThis.pwned = () => { throw new Error("pwned"); };');
  for (const path of ['index.html', 'evil/index.html']) {
    await page.goto(published.url + path);
    expect(await page.title()).toContain(evil);
    expect(await page.locator('h1').first().textContent()).toContain('<script>');
  }
  expect(complaints).toEqual([]);
  await context.close();
  published.close();
});
