// Tabs for several ways to do one thing: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/. Without this script they are foldable parts.
import { make, pageWords, remember, remembered } from './page.ts';

interface Tab {
  readonly label: string;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
}

/** All groups of the page: a choice in one is one in all that have it. */
const groups: Tab[][] = [];

function show(group: readonly Tab[], chosen: Tab): void {
  for (const tab of group) {
    const on = tab === chosen;
    tab.button.setAttribute('aria-selected', String(on));
    tab.button.tabIndex = on ? 0 : -1;
    tab.panel.hidden = !on;
  }
}

function choose(label: string, at: HTMLElement): void {
  const before = at.getBoundingClientRect().top;
  for (const group of groups) {
    const tab = group.find((candidate) => candidate.label === label);
    if (tab !== undefined) show(group, tab);
  }
  remember('way', label);
  // Groups above may have changed their height: what the reader looks at stays where it is.
  scrollBy(0, at.getBoundingClientRect().top - before);
}

function onKey(event: KeyboardEvent, group: readonly Tab[], index: number): void {
  const last = group.length - 1;
  const targets: Record<string, number> = {
    ArrowRight: index === last ? 0 : index + 1,
    ArrowLeft: index === 0 ? last : index - 1,
    Home: 0,
    End: last,
  };
  const tab = group[targets[event.key] ?? -1];
  if (tab === undefined) return;
  event.preventDefault();
  choose(tab.label, tab.button);
  tab.button.focus();
}

function tabFor(label: string, panel: HTMLElement, id: string): Tab {
  const button = make('button', '', label);
  button.type = 'button';
  button.id = `${id}:tab`;
  button.setAttribute('role', 'tab');
  button.setAttribute('aria-controls', `${id}:panel`);
  panel.id = `${id}:panel`;
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-labelledby', button.id);
  return { label, button, panel };
}

/** The content of a foldable part, without its summary. */
function unfolded(details: Element): [string, HTMLElement] {
  const summary = details.querySelector(':scope > summary');
  summary?.remove();
  const panel = make('div', 'way');
  panel.append(...details.childNodes);
  details.remove();
  return [(summary?.textContent ?? '').trim(), panel];
}

function makeTabs(ways: HTMLElement, number: number): void {
  const first = make('div', 'way');
  first.append(...[...ways.childNodes].filter((node) => !(node instanceof HTMLDetailsElement)));
  const others = [...ways.querySelectorAll(':scope > details')].map(unfolded);
  const all: [string, HTMLElement][] = [[ways.dataset['label'] ?? '', first], ...others];
  const group = all.map(([label, panel], index) => tabFor(label, panel, `way:${number}:${index}`));
  const list = make('div', 'tabs');
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', pageWords().ways);
  for (const [index, { label, button }] of group.entries()) {
    button.addEventListener('click', () => choose(label, button));
    button.addEventListener('keydown', (event) => onKey(event, group, index));
    list.append(button);
  }
  ways.replaceChildren(list, ...group.map(({ panel }) => panel));
  ways.classList.add('tabbed');
  groups.push(group);
  const chosen = group.find(({ label }) => label === remembered('way')) ?? group[0];
  if (chosen !== undefined) show(group, chosen);
}

/** Makes tabs of all alternatives of the page. */
export function addTabs(): void {
  for (const [number, ways] of [...document.querySelectorAll<HTMLElement>('.ways')].entries()) makeTabs(ways, number);
}
