// The output `lessonDoc`: tutorial.md, the author's lesson with what each block makes shown after it.
import { template as endTemplate } from '../../../templates/docs/end.md.hbs';
import { isWithin as liesWithin } from '../../diagnostics/span.ts';
import { groupBy } from '../../group-by.ts';
import type { Localized, Tutorial } from '../../source/tutorial.ts';
import { renderMarkdown } from '../handlebars.ts';
import type { Lesson, Output } from '../output.ts';
import { comment, jsonText, markdownCode } from '../quote.ts';
import { undoLines } from './commands.ts';
import { lessonTexts } from './lesson-texts.ts';
import { codeBlock, details, type Edit, edited, isWithin, rangeOf } from './markdown.ts';
import { mdxEdits } from './prose.ts';
import { folderOf, roleLink, stepTexts } from './step.ts';
import { transcriptEdits } from './transcripts.ts';

/** What the page adds to the text of the author. */
export interface LessonParts {
  /** Of each block that is a step, in their order: its line, the child of the tree that it stands in, and the Markdown that follows. */
  readonly steps: readonly { readonly line: number; readonly child: number; readonly text: string }[];
  /** The end of the page. */
  readonly end: string;
}

/** The parts of a page; remark-netgen puts them into a tree of its own. */
export function lessonParts(lesson: Lesson, all: readonly Output[]): LessonParts {
  const told = lesson.plans.flatMap((plan) => {
    const texts = stepTexts(lesson, plan);
    return plan.steps.map(({ at }, index) => ({ at, text: texts[index] ?? '' }));
  });
  const steps = lesson.tutorial.blocks.flatMap(({ at, child }) => {
    const step = told.find((each) => liesWithin(each.at, at));
    return step === undefined ? [] : [{ line: at.start.line, child, text: step.text }];
  });
  return { steps, end: endText(lesson, all) };
}

/** What a block makes is shown after the whole list or quote that the block stands in. */
function insertions({ tutorial }: Lesson, { steps }: LessonParts): Edit[] {
  return [...groupBy(steps, ({ child }) => child)].map(([child, parts]) => {
    const node = tutorial.tree.children[child];
    const range = node && rangeOf(node);
    if (range === undefined) throw new Error(`no place for block ${child} of ${tutorial.name}`);
    return { from: range.to, to: range.to, text: parts.map(({ text }) => `\n\n${text}`).join('') };
  });
}

/** The author's front matter, with where the page comes from and what generators ask for: a title, and no Liquid in code (Jekyll 4). */
function frontMatter(tutorial: Tutorial): Edit {
  const [first] = tutorial.tree.children;
  const own = first?.type === 'yaml' ? first.value : '';
  const has = (key: string): boolean => new RegExp(`^["']?${key}["']?[ \\t]*:`, 'm').test(own);
  const added = [`# ${comment(lessonTexts[tutorial.language].generated(`${tutorial.name}.md`))}`];
  // Keys may stand before those of a mapping in lines, and before nothing else.
  if (/^(?:\s*(?:#.*)?\n)*(?:["']?[\w-]+["']?[ \t]*:|\s*(?:#.*)?$)/.test(own)) {
    if (!has('title')) added.push(`title: ${jsonText(tutorial.title)}`);
    if (!has('render_with_liquid')) added.push('render_with_liquid: false');
  }
  const range = first?.type === 'yaml' ? rangeOf(first) : undefined;
  if (range === undefined) return { from: 0, to: 0, text: `---\n${added.join('\n')}\n---\n\n` };
  const at = tutorial.text.indexOf('\n', range.from) + 1;
  return { from: at, to: at, text: `${added.join('\n')}\n` };
}

/** The end of the page: how each lab is taken away, and its files. */
function endText(lesson: Lesson, all: readonly Output[]): string {
  const { language } = lesson.tutorial;
  const told = Object.entries<Localized>(Object.assign({}, ...all.map(({ files }) => files)));
  const texts = lessonTexts[language];
  const labs = lesson.plans.map((plan) => {
    const link = (name: string): string => `[${name}](${folderOf(lesson, plan)}${name})`;
    return {
      name: lesson.plans.length > 1 && texts.lab(markdownCode(plan.lab)),
      undo: texts.undoText(markdownCode('sudo ./teardown.sh'), link('teardown.sh')),
      byHand: details(texts.byHand, [codeBlock('bash', undoLines(plan, texts).join('\n'))]),
      files: told.map(([name, text]) => ({ link: link(name), text: text[language] })),
      role: texts.role(roleLink(plan)),
    };
  });
  return renderMarkdown(endTemplate, { undo: texts.undo, files: texts.files, colon: texts.colon, labs }).trim();
}

/** The whole page. */
function lessonText(lesson: Lesson, all: readonly Output[]): string {
  const { tutorial } = lesson;
  // The insertions come last, so that the end of a fence that the author left open stands before them.
  const parts = lessonParts(lesson, all);
  const shown = transcriptEdits(lesson);
  const own = mdxEdits(tutorial.text, tutorial.tree).filter((edit) => !shown.some((fence) => isWithin(edit, fence)));
  const edits = [frontMatter(tutorial), ...own, ...shown, ...insertions(lesson, parts)];
  return `${edited(tutorial.text, edits).trimEnd()}\n\n${parts.end}\n`;
}

/** The annotated lesson, `tutorial.md`: none for a tutorial without a lab. */
export const lessonDoc = {
  render(lesson: Lesson, all: readonly Output[] = []) {
    if (lesson.plans.length === 0) return [];
    return [{ path: `${lesson.tutorial.name}/tutorial.md`, text: lessonText(lesson, all), executable: false }];
  },
} satisfies Output;
