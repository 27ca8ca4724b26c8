// The diagram of a step: what there is to know of it without drawing it, and each of the forms that it can be printed in.
import { onceFor } from '../../once-for.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import type { Prediction } from '../../prediction/way.ts';
import { type Lesson, labFolder } from '../output.ts';
import { renderAscii } from './ascii.ts';
import { describe } from './describe.ts';
import { type DiagramTexts, diagramTexts } from './diagram-texts.ts';
import { renderDot } from './dot.ts';
import { draw } from './draw.ts';
import { type Drawing, isDrawn } from './drawing.ts';
import { layout } from './layout.ts';
import { renderMermaid } from './mermaid.ts';
import { pixels } from './metrics.ts';
import { renderSvg, type Svg } from './svg.ts';
import { drawWalk, walksOf } from './walk.ts';

/** What a page needs to show the picture of a step. */
export interface Picture {
  /** Relative to the output folder, like `OutputFile.path`: letters, digits, `.`, `_`, `-` and `/`. */
  readonly path: string;
  /** The file's own name, in the folder of the lab. */
  readonly name: string;
  /** What it shows, in words of the tutorial's language; one line of plain text, to be escaped for where it goes. */
  readonly alt: string;
  /** The same with the way of packets, for each of those that the step shows: the name with the part of the file. */
  readonly walks: readonly Pick<Picture, 'name' | 'alt'>[];
}

const idOf = ({ lab }: Plan, { number }: PlanStep): string => `netgen-${lab}-${number}`;

const textsOf = ({ tutorial }: Plan) => diagramTexts[tutorial.language];

/** A drawing, and what it says in words. */
interface Drawn {
  readonly drawing: Drawing;
  readonly description: string;
}

const drawn = onceFor((plan: Plan) =>
  onceFor(({ number, state, checks }: PlanStep): Drawn => {
    const before = plan.steps.find((step) => step.number === number - 1)?.state;
    const drawing = draw({ state, before, checks }, textsOf(plan));
    return { drawing, description: describe(drawing, textsOf(plan)) };
  }),
);

/** What the diagram of a step shows. */
export const drawingOf = (plan: Plan, step: PlanStep): Drawing => drawn(plan)(step).drawing;

const titleOf = (plan: Plan, { number, name }: PlanStep): string =>
  textsOf(plan).title(plan.lab, number, plan.steps.length, name === String(number) ? undefined : name);

/** The picture of a step; undefined where it would be too large to read. */
export function pictureOf(lesson: Lesson, plan: Plan, step: PlanStep): Picture | undefined {
  if (!isDrawn(step.state)) return undefined;
  // The number makes the name unique also where file names know no case.
  const name = step.name === String(step.number) ? `step-${step.number}.svg` : `step-${step.number}-${step.name}.svg`;
  const texts = textsOf(plan);
  const alt = `${titleOf(plan, step)}${texts.stop}${drawn(plan)(step).description}`;
  const walks = walksOf(step).map(({ check, way }, index) => ({
    name: `${name}#${idOf(plan, step)}-way-${index + 1}`,
    alt: `${check.text}${texts.colon}${walkText(way, texts)}`,
  }));
  return { path: `${labFolder(lesson, plan)}${name}`, name, alt, walks };
}

/** `request: h1, r1, h2; answer: h2, r1, h1`. */
const walkText = ({ request, answer }: Prediction, texts: DiagramTexts): string =>
  [[texts.request, request] as const, ...(answer ? [[texts.answer, answer] as const] : [])]
    .map(([title, { hops }]) => `${title}${texts.colon}${hops.map(({ node }) => node).join(texts.comma)}`)
    .join(texts.semicolon);

/** Draws a step: the text of its SVG file and its size in pixels; undefined where it would be too large to read. `only`: with this way alone, which is seen. */
export async function drawStep(plan: Plan, step: PlanStep, only?: Prediction): Promise<Svg | undefined> {
  if (!isDrawn(step.state)) return undefined;
  const { drawing, description } = drawn(plan)(step);
  const head = { id: idOf(plan, step), title: titleOf(plan, step), description };
  const placed = await layout(drawing, pixels);
  const ways = only === undefined ? walksOf(step).map(({ way }) => way) : [only];
  const walked = ways.map((way, index) => ({
    ...{ name: `way-${index + 1}`, walk: drawWalk(placed, way), isShown: only !== undefined },
  }));
  return renderSvg(placed, head, textsOf(plan), walked);
}

export const diagramFormats = ['svg', 'ascii', 'mermaid', 'dot'] as const;

/** The text of a diagram, ending in a newline; undefined where a form that is to be read as it is would be too large for that. */
export async function printStep(
  plan: Plan,
  step: PlanStep,
  format: (typeof diagramFormats)[number],
): Promise<string | undefined> {
  if (format === 'svg') return (await drawStep(plan, step))?.text;
  const [drawing, title] = [drawingOf(plan, step), titleOf(plan, step)];
  if (format === 'mermaid') return `${renderMermaid(drawing)}\n`;
  if (format === 'dot') return `${renderDot(drawing, title)}\n`;
  return isDrawn(step.state) ? `${await renderAscii(drawing, title)}\n` : undefined;
}
