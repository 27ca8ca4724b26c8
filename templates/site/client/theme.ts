// Light and dark: as the system is, until the reader chooses otherwise.
import { make, pageWords, remember, remembered } from './page.ts';

const system = matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? system.matches : chosen === 'dark';
}

/** Shows the theme that was chosen on an earlier page. */
export function showChosenTheme(): void {
  const chosen = remembered('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset['theme'] = chosen;
}

/** A choice that is what the system says is no choice: the page follows the system again. */
function choose(dark: boolean): void {
  const chosen = dark === system.matches ? undefined : dark ? 'dark' : 'light';
  if (chosen === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  remember('theme', chosen);
}

/** Adds the switch between light and dark. */
export function addThemeSwitch(tools: Element): void {
  const button = make('button', 'tool theme');
  button.type = 'button';
  button.setAttribute('aria-label', pageWords().dark);
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  show();
  button.addEventListener('click', () => {
    choose(!isDark());
    show();
  });
  system.addEventListener('change', show);
  tools.append(button);
}
