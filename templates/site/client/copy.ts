// Buttons that copy exactly what is to be typed: all of a block of commands; of a session, the commands without prompts and output.
import { make, pageWords } from './page.ts';

/** What the button of a block copies, without a line end: nothing runs before the reader presses Enter. */
function textOf(block: Element): string {
  if (block.getAttribute('data-kind') === 'session') {
    return [...block.querySelectorAll('.command')].map((command) => command.textContent).join('\n');
  }
  return block.querySelector('code')?.textContent ?? '';
}

/** The clipboard of the browser; where a page may not use it (some do not let files), the old way. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make('textarea', 'off-screen');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

function buttonFor(block: Element): HTMLButtonElement {
  const words = pageWords();
  const button = make('button', 'copy', words.copy);
  button.type = 'button';
  let waiting: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener('click', async () => {
    button.textContent = (await copy(textOf(block))) ? words.copied : words.notCopied;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      button.textContent = words.copy;
    }, 2000);
  });
  button.setAttribute('aria-live', 'polite');
  return button;
}

/** Adds a button to each block in which there is something to type. */
export function addCopyButtons(): void {
  for (const block of document.querySelectorAll('figure.code')) {
    const kind = block.getAttribute('data-kind');
    const typed = kind === 'commands' || (kind === 'session' && block.querySelector('.command') !== null);
    if (typed) block.prepend(buttonFor(block));
  }
}
