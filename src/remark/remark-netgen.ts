// remark-netgen: the lesson inside a remark pipeline. A thin adapter: what it inserts is the Markdown of the page, read again.
import type { Nodes, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { VFile } from 'vfile';
import { compileTutorial } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { outputs } from '../outputs/index.ts';
import { lessonParts } from '../outputs/lesson/lesson.ts';
import type { Lesson } from '../outputs/output.ts';
import type { Language } from '../source/tutorial.ts';
import { foldsAsElements } from './folds.ts';
import type { Options } from './published.d.ts';

const markdown = unified().use(remarkParse).use(remarkGfm).freeze();

/** A problem as a message of unified: an error ends what the file is good for, but not the run. */
function tell(file: VFile, { at, code, severity, title, label, help, related, expected }: Diagnostic): void {
  const message = file.message(`${title}: ${label}`, {
    place: { start: at.start, end: at.end },
    ruleId: code,
    source: 'netgen',
  });
  message.fatal = severity === 'error' || severity === 'unsupported' ? true : severity === 'note' ? undefined : false;
  message.note = [
    ...related.map((other) => `${other.at.start.line}:${other.at.start.column}: ${other.label}`),
    help,
  ].join('\n');
  if (expected.length > 0) message.expected = [...expected];
}

function translated(lesson: Lesson, language: Language): Lesson {
  const plans = lesson.plans.map((plan) => ({ ...plan, tutorial: { ...plan.tutorial, language } }));
  return { ...lesson, tutorial: { ...lesson.tutorial, language }, plans };
}

function fencesIn(node: Nodes): Nodes[] {
  if (node.type === 'code' && node.lang === 'topology') return [node];
  return 'children' in node ? node.children.flatMap(fencesIn) : [];
}

/** Takes places away, and points relative links below `base`, for a reader who has the page elsewhere than the files. */
function move(node: Nodes, base: string): void {
  delete node.position;
  if ((node.type === 'link' || node.type === 'image') && base !== '') {
    const path = node.url.startsWith('../') ? node.url.slice(3) : undefined;
    // `../` leads from the lesson's folder to the folder of all lessons.
    node.url = path === undefined ? `${base}/${node.url}` : `${base.replace(/\/[^/]*$/, '')}/${path}`;
  }
  if ('children' in node) for (const child of node.children) move(child, base);
}

/** The Markdown of a part as nodes, without places: they are not of this file. */
function nodesOf(text: string, { base = '', folds }: Options): RootContent[] {
  const tree = markdown.parse(text);
  move(tree, base.replace(/\/+$/, ''));
  return folds === 'html' ? tree.children : foldsAsElements(tree.children);
}

/**
 * A remark plugin. Reports the problems of the topology fences of a file as messages with their places, and inserts after each
 * fence what it makes of it: picture, changes, addresses, commands, results, the way back; at the end, how to take the lab away. The fences become
 * `yaml`, which highlighters know. With errors nothing is inserted. It reads the text of the file, so it has to come before
 * plugins that move blocks.
 */
export function remarkNetgen(options: Options = {}): (tree: Root, file: VFile) => void {
  return (tree, file) => {
    const fences = tree.children.map(fencesIn);
    if (fences.every((list) => list.length === 0)) return;
    const name = file.path ?? 'lesson.md';
    const { lesson, diagnostics } = compileTutorial(name, new TextEncoder().encode(String(file)));
    for (const diagnostic of diagnostics) tell(file, diagnostic);
    if (lesson === undefined) return;
    const parts = lessonParts(options.language === undefined ? lesson : translated(lesson, options.language), outputs);
    tree.children = tree.children.flatMap((child, index) => {
      const lines = (fences[index] ?? []).map(({ position }) => position?.start.line);
      for (const fence of fences[index] ?? []) if (fence.type === 'code') fence.lang = 'yaml';
      const own = parts.steps.filter(({ line }) => lines.includes(line));
      return [child, ...own.flatMap(({ text }) => nodesOf(text, options))];
    });
    if (options.end !== false) tree.children.push(...nodesOf(parts.end, options));
  };
}
