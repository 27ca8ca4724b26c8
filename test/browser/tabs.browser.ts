// Tabs: several ways to do one thing side by side.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lessonOf } from '../site/site-of.ts';
import { makeFolder, openPage, publish, removeFolder, startBrowser } from './browser.ts';
import { writeSite } from './made-site.ts';

let browser: Browser;
let folder: string;
let site: { url: string; close: () => void };

const ways = (number: number) => `
\`\`\`bash
ip link show ${number}
\`\`\`

<details><summary>Ansible</summary>

\`\`\`yaml
number: ${number}
\`\`\`

</details>

<details><summary>ifconfig</summary>

\`\`\`bash
ifconfig ${number}
\`\`\`

</details>
`;

beforeAll(async () => {
  browser = await startBrowser();
  folder = await makeFolder();
  const page = `# Ways\n${ways(1)}\nText between.\n${ways(2)}`;
  await writeSite(folder, [lessonOf(page, { name: 'a' }), lessonOf(page, { name: 'b' })]);
  site = await publish(folder);
});

afterAll(async () => {
  site.close();
  await browser.close();
  await removeFolder(folder);
});

test('a choice holds for all of the page and for the next page; arrows, Home and End move', async () => {
  const { page, context, complaints } = await openPage(browser, site.url);
  await page.goto(`${site.url}a/index.html`);
  const lists = page.getByRole('tablist');
  expect(await lists.count()).toBe(2);
  expect(await lists.first().getByRole('tab').allTextContents()).toEqual(['Shell', 'Ansible', 'ifconfig']);
  const shown = () => page.locator('figure.code:visible pre').allTextContents();
  expect(await shown()).toEqual(['ip link show 1', 'ip link show 2']);
  await lists.nth(1).getByRole('tab', { name: 'Ansible' }).click();
  expect(await shown()).toEqual(['number: 1', 'number: 2']);
  await page.keyboard.press('ArrowRight');
  expect(await shown()).toEqual(['ifconfig 1', 'ifconfig 2']);
  await page.keyboard.press('ArrowRight');
  expect(await shown()).toEqual(['ip link show 1', 'ip link show 2']);
  await page.keyboard.press('End');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('ifconfig');
  await page.goto(`${site.url}b/index.html`);
  expect(await shown()).toEqual(['ifconfig 1', 'ifconfig 2']);
  expect(await page.getByRole('tab', { name: 'ifconfig', selected: true }).count()).toBe(2);
  expect(complaints).toEqual([]);
  await context.close();
});

test('without JavaScript they are foldable parts', async () => {
  const { page, context } = await openPage(browser, site.url, { javaScriptEnabled: false });
  await page.goto(`${site.url}a/index.html`);
  expect(await page.getByRole('tab').count()).toBe(0);
  await page.locator('summary', { hasText: 'Ansible' }).first().click();
  expect(await page.getByText('number: 1').isVisible()).toBe(true);
  await context.close();
});
