// What the scripts of a page share: its words, and small ways to make elements and to remember choices.

import type { ClientWords } from '../../../src/site/site-texts.ts';

/** The words of the page's language: src/site/site-texts.ts. */
export function pageWords(): ClientWords {
  return JSON.parse(document.documentElement.dataset['words'] ?? '{}');
}

/** The way from this page to the site's folder: empty, or ending in `/`. */
export const siteRoot = (): string => document.documentElement.dataset['root'] ?? '';

/** An element of a class, with text. Text is never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

/** What the reader chose before; undefined if nothing, or where the browser keeps nothing. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(`netgen-${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice for the next page; undefined forgets it. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`netgen-${key}`);
    else localStorage.setItem(`netgen-${key}`, value);
  } catch {
    // The choice holds for this page.
  }
}
