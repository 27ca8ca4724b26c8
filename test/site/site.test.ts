// The site as a whole: what is in it, where its links lead, and that it is the same each time.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linkFrom, normalise } from '../../src/site/links.ts';
import { makeSite } from '../../src/site/make-site.ts';
import { compiledLesson, lessonOf, pageOf, siteOf } from './site-of.ts';

const root = resolve(import.meta.dirname, '../..');
const tutorials = readdirSync(resolve(root, 'tutorials'))
  .filter((name) => name.endsWith('.md'))
  .toSorted();
const lessons = await Promise.all(
  tutorials.map((name) => compiledLesson(`tutorials/${name}`, readFileSync(resolve(root, 'tutorials', name), 'utf8'))),
);
const site = siteOf(lessons);
const text = (path: string): string => String(site.get(path)?.text);
const pages = [...site.keys()].filter((path) => path.endsWith('.html'));

describe('the site of the tutorials', () => {
  test('has a page for each lesson and an index for each language', () => {
    expect(pages.toSorted()).toEqual(
      ['index.html', 'index.zh-CN.html', ...tutorials.map((name) => name.replace(/\.md$/, '/index.html'))].toSorted(),
    );
  });

  test('has links only to what is in it, or to the web', () => {
    const dead = pages.flatMap((page) =>
      [...text(page).matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, link = '']) => {
        if (/^(https?:|#)/.test(link)) return [];
        const target = normalise(
          `${page.slice(0, page.lastIndexOf('/') + 1)}${decodeURIComponent(link.split('#')[0] ?? '')}`,
        );
        return site.has(target ?? '') ? [] : [`${page}: ${link}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  test('has links within a page only to names that are there', () => {
    for (const page of pages) {
      const names = new Set([...text(page).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      const links = [...text(page).matchAll(/ href="#([^"]*)"/g)].map(([, id = '']) => decodeURIComponent(id));
      expect([page, links.filter((id) => !names.has(id))]).toEqual([page, []]);
    }
  });

  test('offers the files of a lesson in the order in which a reader wants them', () => {
    const names = [...text('02-bridge/index.html').matchAll(/<a href="([^"]*)" download>/g)].map(([, href]) => href);
    expect(names.slice(0, 6)).toEqual(['setup.sh', 'teardown.sh', 'check.sh', 'verify.bats', 'ways.txt', 'plan.json']);
  });

  test('holds the files of each lesson as they are, and its role as an archive', () => {
    const own = lessons.flatMap(({ files }) => files).find(({ path }) => path === '02-bridge/setup.sh');
    expect(text('02-bridge/setup.sh')).toBe(own?.text);
    expect(site.get('02-bridge/setup.sh')?.executable).toBe(true);
    expect(site.get('02-bridge/bridge-role.tar')?.text).toBeInstanceOf(Uint8Array);
    expect([...site.keys()].filter((path) => path.includes('ansible_collections'))).toEqual([]);
  });

  test('is the same each time', () => {
    expect(makeSite(lessons, {})).toEqual(makeSite(structuredClone(lessons), {}));
  });

  test('carries no script and no style but by links, under a policy that says so', () => {
    for (const page of pages) {
      expect(text(page)).toContain(
        `content="default-src &#39;none&#39;; script-src &#39;self&#39;; style-src &#39;self&#39;; img-src &#39;self&#39;; form-action &#39;none&#39;; base-uri &#39;none&#39;"`,
      );
      expect(text(page)).not.toMatch(/<script(?! src="[^"]*"><\/script>)| style="|<style| on[a-z]+="/);
      expect(text(page)).not.toMatch(/ (?:src|href)="(?:[a-z]+:)?\/\/(?![^"]*"[^>]*rel="noreferrer")/);
    }
  });

  test('leads from a lesson to the same in the other language, to the one before and the one after', () => {
    const page = text('02-bridge/index.html');
    expect(page).toContain(
      '<a class="tool" hreflang="zh-CN" lang="zh-CN" href="../02-bridge.zh-CN/index.html">中文</a>',
    );
    expect(page).toContain('<a rel="prev" href="../01-two-namespaces/index.html">');
    expect(page).toContain('<a rel="next" href="../03-masquerade/index.html">');
    expect(text('01-two-namespaces/index.html')).not.toContain('rel="prev"');
  });

  test('has all that a reader may look for in the list of search', () => {
    const list = text('assets/search-zh-CN.js');
    const passages = JSON.parse(list.slice(list.indexOf('['), list.lastIndexOf(']') + 1));
    expect(passages.length).toBeGreaterThan(20);
    expect(JSON.stringify(passages)).toContain('ip netns add');
    for (const { page, id } of passages) {
      expect(text(page)).toMatch(/<html lang="zh-CN"/);
      if (id !== '') expect(text(page)).toContain(` id="${id}"`);
    }
  });
});

describe('links of a lesson', () => {
  const linksOf = (page: string) =>
    [...(/<article>([\s\S]*)<\/article>/.exec(page)?.[1] ?? '').matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href);

  test('to another tutorial lead to its page, also from a folder below', () => {
    const other = lessonOf('# B', { name: 'b', source: 'tutorials/more/b.md' });
    const here = lessonOf('[b](more/b.md#part) [b](./more/../more/b.md)', { name: 'a' });
    const page = String(siteOf([here, other]).get('a/index.html')?.text);
    expect(linksOf(page)).toEqual(['../b/index.html#part', '../b/index.html']);
  });

  test('that lead nowhere become text, and are told', () => {
    const lesson = lessonOf('[gone](gone.md) [up](../../etc/passwd) [top](/x) [two](//example.com/x) ![pic](a.png)');
    const { files, dead } = makeSite([lesson], {});
    const page = String(files.find(({ path }) => path === 'lesson/index.html')?.text);
    expect(linksOf(page)).toEqual([]);
    expect(page).toContain('<p>gone up top two <em>pic</em></p>');
    expect(dead.map(({ target }) => target)).toEqual(['gone.md', '../../etc/passwd', '/x', '//example.com/x', 'a.png']);
  });

  test('to the web are left, and say nothing of where the reader came from', () => {
    expect(pageOf('[a](https://example.com/?a=b#c)')).toContain(
      '<a href="https://example.com/?a=b#c" rel="noreferrer">',
    );
  });

  test('a picture from the web is a link: the page loads nothing from elsewhere', () => {
    const page = pageOf('![A map](https://example.com/map.png)');
    expect(page).toContain('<a href="https://example.com/map.png" rel="noreferrer">A map</a>');
    expect(page).not.toContain('<img');
  });
});

test('relative paths', () => {
  expect(linkFrom('a/index.html', 'a/b c.sh')).toBe('b%20c.sh');
  expect(linkFrom('a/index.html', 'b/index.html')).toBe('../b/index.html');
  expect(linkFrom('index.html', 'a:b/x')).toBe('a%3Ab/x');
  expect(normalise('a/../../b')).toBeUndefined();
  expect(normalise('/a')).toBeUndefined();
});
