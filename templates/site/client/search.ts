// Search over the passages of the lessons of one language: a dialog with a field and what it finds.
import MiniSearch from 'minisearch';
import { make, pageWords, siteRoot } from './page.ts';
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

const mostShown = 20;
const excerptLength = 140;

const passages = window.netgenPassages;

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

let index: MiniSearch | undefined;

function find(query: string): Passage[] {
  const all = window.netgenPassages ?? passages ?? [];
  index ??= makeIndex(all);
  return index.search(query).flatMap(({ id }) => all[id] ?? []);
}

/** The text around the first word of the query. */
function excerptOf({ text }: Passage, query: string): string {
  const lower = text.toLowerCase();
  const places = wordsOf(query.toLowerCase()).map((word) => lower.indexOf(word));
  const first = places.find((place) => place >= 0) ?? 0;
  const from = first < 40 ? 0 : text.indexOf(' ', first - 40) + 1 || first - 40;
  const part = text.slice(from, from + excerptLength);
  return `${from > 0 ? '… ' : ''}${part}${from + excerptLength < text.length ? ' …' : ''}`;
}

function resultFor(passage: Passage, query: string): HTMLLIElement {
  const link = make('a', '');
  link.href = `${siteRoot()}${passage.page}${passage.id === '' ? '' : `#${encodeURIComponent(passage.id)}`}`;
  const heading = passage.heading === '' || passage.heading === passage.title ? '' : ` › ${passage.heading}`;
  link.append(make('strong', '', `${passage.title}${heading}`), make('span', '', excerptOf(passage, query)));
  const item = make('li', '');
  item.append(link);
  return item;
}

function moveFocus(event: KeyboardEvent, dialog: HTMLDialogElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...dialog.querySelectorAll<HTMLElement>('input, li a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function makeDialog(): HTMLDialogElement {
  const words = pageWords();
  const dialog = make('dialog', 'search-dialog');
  dialog.setAttribute('aria-label', words.search);
  const field = make('input', '');
  field.type = 'search';
  field.placeholder = words.searchHint;
  field.setAttribute('aria-label', words.searchHint);
  field.autocomplete = 'off';
  const close = make('button', 'tool', words.close);
  close.type = 'button';
  close.addEventListener('click', () => dialog.close());
  const head = make('div', 'search-head');
  head.append(field, close);
  const count = make('p', 'search-count');
  count.setAttribute('role', 'status');
  const list = make('ol', 'search-results');
  field.addEventListener('input', () => {
    const query = field.value.trim();
    const found = query === '' ? [] : find(query);
    count.textContent =
      query === '' ? '' : found.length === 0 ? words.nothing : words.found.replace('{count}', String(found.length));
    list.replaceChildren(...found.slice(0, mostShown).map((passage) => resultFor(passage, query)));
  });
  dialog.addEventListener('keydown', (event) => moveFocus(event, dialog));
  // A link to another part of this page leaves the page where it is: the dialog must go.
  list.addEventListener('click', () => dialog.close());
  dialog.append(head, count, list);
  document.body.append(dialog);
  return dialog;
}

let dialog: HTMLDialogElement | undefined;

document.addEventListener('netgen-search', () => {
  dialog ??= makeDialog();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input')?.select();
});
