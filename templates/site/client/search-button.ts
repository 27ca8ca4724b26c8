// The button that opens search. What searches is loaded when it is first wanted.
import { make, pageWords, siteRoot } from './page.ts';

function load(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${siteRoot()}assets/${name}`;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

let loading: Promise<unknown> | undefined;

async function open(): Promise<void> {
  loading ??= Promise.all([load('search.js'), load(`search-${document.documentElement.lang}.js`)]);
  await loading;
  document.dispatchEvent(new Event('netgen-search'));
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
    void open();
  });
  tools.prepend(button);
}
