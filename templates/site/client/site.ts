// The script of every page. It runs in the head, so that a page chosen to be dark is never light first; the rest waits for the page.
import { addCopyButtons } from './copy.ts';
import { addSearch } from './search-dialog.ts';
import { addTabs } from './tabs.ts';
import { addThemeSwitch, showChosenTheme } from './theme.ts';
import { addWalks } from './walk.ts';

/** On a phone the contents are folded: the lesson comes first. */
function foldContents(): void {
  if (!matchMedia('(max-width: 70rem)').matches) return;
  for (const contents of document.querySelectorAll('details.contents')) contents.removeAttribute('open');
}

/** What fits needs no stop of the Tab key for scrolling. */
function skipWhatFits(): void {
  for (const scroller of document.querySelectorAll<HTMLElement>(
    'pre[tabindex], .table[tabindex], .drawing[tabindex]',
  )) {
    if (scroller.scrollWidth <= scroller.clientWidth) scroller.removeAttribute('tabindex');
  }
}

showChosenTheme();
document.addEventListener('DOMContentLoaded', () => {
  foldContents();
  addCopyButtons();
  addTabs();
  addWalks();
  skipWhatFits();
  const tools = document.querySelector('.tools');
  if (tools === null) return;
  addSearch(tools);
  addThemeSwitch(tools);
});
