// Finds passages of the lessons of one language: loaded with the list of them when the reader first searches.
import MiniSearch from 'minisearch';
import type { Found } from './search-dialog.ts';
import { wordsOf } from './search-words.ts';

interface Passage {
  readonly page: string;
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

declare global {
  interface Window {
    /** The list that assets/search-LANGUAGE.js brings. */
    netgenPassages?: readonly Passage[];
  }
}

const excerptLength = 140;

function makeIndex(all: readonly Passage[]): MiniSearch {
  const index = new MiniSearch({
    idField: 'number',
    fields: ['title', 'heading', 'text'],
    tokenize: wordsOf,
    searchOptions: { boost: { title: 3, heading: 2 }, prefix: true, combineWith: 'AND' },
  });
  index.addAll(all.map((passage, number) => ({ ...passage, number })));
  return index;
}

/** The text around the query, or its first word. */
function excerptOf({ text }: Passage, query: string): string {
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  const places = [wanted, ...wordsOf(wanted)].map((word) => lower.indexOf(word));
  const first = places.find((place) => place >= 0) ?? 0;
  const start = Math.max(0, first - 40);
  const blank = text.indexOf(' ', start);
  const from = start > 0 && blank >= 0 && blank < first ? blank + 1 : start;
  const part = text.slice(from, from + excerptLength);
  return `${from > 0 ? '… ' : ''}${part}${from + excerptLength < text.length ? ' …' : ''}`;
}

function foundOf(passage: Passage, query: string): Found {
  const { page, id, title, heading } = passage;
  return {
    href: id === '' ? page : `${page}#${encodeURIComponent(id)}`,
    title: heading === '' || heading === title ? title : `${title} › ${heading}`,
    excerpt: excerptOf(passage, query),
  };
}

let index: MiniSearch | undefined;

window.netgenFind = (query) => {
  const all = window.netgenPassages ?? [];
  if (query === '' || all.length === 0) return [];
  index ??= makeIndex(all);
  return index.search(query).flatMap(({ id }) => {
    const passage = all[id];
    return passage === undefined ? [] : [foundOf(passage, query)];
  });
};
