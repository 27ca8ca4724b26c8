// The script of pages that `netgen serve` gives: loads the page again when there is a newer one, and shows what is wrong.

/** What the server says: src/serve/live-site.ts. */
interface State {
  /** Another than the page's: there is something newer. */
  readonly version: string;
  readonly errors: boolean;
  /** The report for people; empty if there is nothing to report. */
  readonly report: string;
  /** How the verification goes or went; empty if there is none to tell of. */
  readonly verification: string;
}

export {};

const shown = document.currentScript?.dataset['version'];
let panel: HTMLElement | undefined;
/** What the reader has closed; another report opens the panel again. */
let closed = '';

function textFor({ report, verification }: State): string {
  return [report, verification].filter((part) => part !== '').join('\n');
}

/** A panel with the text. Text is set, never read as markup: it quotes the author's lines. */
function makePanel(state: State, text: string): HTMLElement {
  const made = document.createElement('section');
  made.className = state.errors ? 'netgen-live' : 'netgen-live calm';
  made.setAttribute('role', state.errors ? 'alert' : 'status');
  made.setAttribute('aria-label', 'netgen');
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'tool';
  close.textContent = '×';
  close.setAttribute('aria-label', 'Close');
  close.addEventListener('click', () => {
    closed = text;
    made.remove();
  });
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.textContent = text;
  made.append(close, pre);
  return made;
}

function show(state: State): void {
  const text = textFor(state);
  panel?.remove();
  panel = undefined;
  if (text === '' || text === closed) return;
  panel = makePanel(state, text);
  document.body.append(panel);
}

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = '/_netgen/live.css';
document.head.append(style);

const source = new EventSource('/_netgen/events');
source.addEventListener('state', (event) => {
  const state: State = JSON.parse(event.data);
  if (state.version === shown) show(state);
  else location.reload();
});
// A page that is left keeps no connection: browsers allow six to one server.
addEventListener('pagehide', () => source.close());
