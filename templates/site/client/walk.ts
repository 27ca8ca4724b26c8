// The way of a packet step by step: its numbers on the drawing, and its lines in the text beside it. Without this script all of it is seen at once.
import { make, pageWords } from './page.ts';

/** The lines of each node on the way, which begin with its number; what stands around them belongs to none. */
function partedText(code: HTMLElement): Map<number, HTMLElement> {
  const nodes = new Map<number, HTMLElement>();
  const parts: HTMLElement[] = [];
  let open: HTMLElement | undefined;
  for (const line of (code.textContent ?? '').split(/(?<=\n)/)) {
    const number = Number(/^ {2}(\d+)\. /.exec(line)?.[1] ?? 0);
    if (number > 0 || open === undefined || !line.startsWith('   ')) {
      open = make('span', number > 0 ? 'hop' : '');
      parts.push(open);
      if (number > 0) nodes.set(number, open);
    }
    open.append(line);
  }
  code.replaceChildren(...parts);
  return nodes;
}

function addSteps(drawing: HTMLElement, code: HTMLElement): void {
  const words = pageWords();
  const hops = partedText(code);
  const marks = [...drawing.querySelectorAll('.number')];
  const answer = Number.parseInt(
    marks.find((mark) => mark.previousElementSibling?.classList.contains('answer'))?.textContent ?? '0',
    10,
  );
  const bar = make('div', 'steps');
  const said = make('span', '', '');
  said.setAttribute('aria-live', 'polite');
  let now = 0;
  const show = (number: number) => {
    now = Math.min(Math.max(number, 0), hops.size);
    for (const mark of marks) {
      const isLater = now > 0 && Number.parseInt(mark.textContent ?? '', 10) > now;
      for (const part of [mark, mark.previousElementSibling]) part?.classList.toggle('later', isLater);
    }
    for (const leg of drawing.querySelectorAll('.leg.answer')) leg.classList.toggle('later', now > 0 && now < answer);
    drawing.querySelector('.death')?.classList.toggle('later', now > 0 && now < hops.size);
    for (const [hop, lines] of hops) lines.classList.toggle('now', hop === now);
    said.textContent = now === 0 ? '' : `${now} / ${hops.size}`;
  };
  const button = (text: string, label: string, by: number) => {
    const made = make('button', '', text);
    made.type = 'button';
    made.setAttribute('aria-label', label);
    made.addEventListener('click', () => show(now + by));
    return made;
  };
  bar.append(button('◀', words.stepBack, -1), said, button('▶', words.stepOn, 1));
  drawing.before(bar);
}

/** Adds buttons to each drawn way that has its text behind it. */
export function addWalks(): void {
  for (const drawing of document.querySelectorAll<HTMLElement>('.drawing.walked')) {
    const code = drawing.nextElementSibling?.querySelector('code');
    if (code instanceof HTMLElement) addSteps(drawing, code);
  }
}
