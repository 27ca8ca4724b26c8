// Search: a button, two keys, and a dialog that opens at once. What searches is loaded when it is first wanted.
import { make, pageWords, siteRoot } from './page.ts';

/** Something found. */
export interface Found {
  /** From the site's folder, with the name of the place in the page. */
  readonly href: string;
  readonly title: string;
  readonly excerpt: string;
}

declare global {
  interface Window {
    /** What assets/search.js brings. */
    netgenFind?: (query: string) => readonly Found[];
  }
}

const mostShown = 20;

function load(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${siteRoot()}assets/${name}`;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

function resultFor({ href, title, excerpt }: Found): HTMLLIElement {
  const link = make('a', '');
  link.href = siteRoot() + href;
  link.append(make('strong', '', title), make('span', '', excerpt));
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

/** The dialog, and what shows the results for what is in its field. */
function makeDialog(): { dialog: HTMLDialogElement; field: HTMLInputElement; update: () => void } {
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
  const update = () => {
    const query = field.value.trim();
    const found = window.netgenFind?.(query);
    const told = found?.length === 0 ? words.nothing : words.found.replace('{count}', String(found?.length));
    count.textContent = query === '' || found === undefined ? '' : told;
    list.replaceChildren(...(found ?? []).slice(0, mostShown).map(resultFor));
  };
  field.addEventListener('input', update);
  dialog.addEventListener('keydown', (event) => {
    moveFocus(event, dialog);
    // Some browsers empty the field first; whoever wants out wants out.
    if (event.key === 'Escape') dialog.close();
  });
  // A link to another part of this page leaves the page where it is: the dialog must go.
  list.addEventListener('click', () => dialog.close());
  dialog.append(head, count, list);
  document.body.append(dialog);
  return { dialog, field, update };
}

let made: ReturnType<typeof makeDialog> | undefined;

function open(): void {
  if (made === undefined) {
    made = makeDialog();
    const scripts = ['search.js', `search-${document.documentElement.lang}.js`];
    void Promise.all(scripts.map(load)).then(made.update);
  }
  if (!made.dialog.open) made.dialog.showModal();
  made.field.select();
}

/** True where a key is typed into something. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Adds the button, and the keys `/` and Ctrl-K. */
export function addSearch(tools: Element): void {
  const button = make('button', 'tool search', pageWords().search);
  button.type = 'button';
  button.setAttribute('aria-haspopup', 'dialog');
  button.setAttribute('aria-keyshortcuts', '/ Control+K');
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const letter = event.key === 'k' && (event.ctrlKey || event.metaKey);
    if (!slash && !letter) return;
    event.preventDefault();
    open();
  });
  tools.prepend(button);
}
