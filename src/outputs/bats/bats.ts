// The output `bats`: the checks of a lab as one list, for Bats (`verify.bats`) and for whoever has none (`check.sh`).
import { template as checkTemplate } from '../../../templates/bats/check.sh.hbs';
import { template } from '../../../templates/bats/verify.bats.hbs';
import { text as arrives } from '../../../templates/bats/words/arrives.bash';
import { text as beyond } from '../../../templates/bats/words/beyond.bash';
import { text as ends } from '../../../templates/bats/words/ends.bash';
import { text as fails } from '../../../templates/bats/words/fails.bash';
import { text as hops } from '../../../templates/bats/words/hops.bash';
import { text as lacks } from '../../../templates/bats/words/lacks.bash';
import { text as listen } from '../../../templates/bats/words/listen.bash';
import { text as machine } from '../../../templates/bats/words/machine.bash';
import { text as machine6 } from '../../../templates/bats/words/machine6.bash';
import { text as prints } from '../../../templates/bats/words/prints.bash';
import { text as printsLines } from '../../../templates/bats/words/prints_lines.bash';
import { text as within } from '../../../templates/bats/words/within.bash';
import type { CheckLine, Known, Verb } from '../../checks/check-line.ts';
import { linesOf } from '../../checks/lines.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Language } from '../../source/tutorial.ts';
import { lineText } from '../check-text.ts';
import { renderTemplate } from '../handlebars.ts';
import { labFolder, type Output } from '../output.ts';
import { comment, Rendered, shellWord } from '../quote.ts';
import { batsWords } from './words.ts';

type Part = Verb | 'machine' | 'machine6';

/** The words of the file, in the order in which they stand there. */
const parts: readonly (readonly [Part, string])[] = [
  ['within', within],
  ['fails', fails],
  ['prints', prints],
  ['prints_lines', printsLines],
  ['lacks', lacks],
  ['ends', ends],
  ['beyond', beyond],
  ['machine', machine],
  ['machine6', machine6],
  ['arrives', arrives],
  ['listen', listen],
  ['hops', hops],
];

function knownIn({ clauses, argv }: CheckLine): Known[] {
  const words = [...clauses.flatMap((clause) => clause.words), ...argv].flat();
  return words.flatMap((word) => (typeof word === 'string' ? [] : [word]));
}

/** What the lines cannot do without. */
function partsOf(lines: readonly CheckLine[]): Set<Part> {
  const used = new Set<Part>(lines.flatMap(({ clauses }) => clauses.map(({ verb }) => verb)));
  for (const known of lines.flatMap(knownIn)) {
    if (known.is === 'machine') used.add(known.family === 4 ? 'machine' : 'machine6');
  }
  return used;
}

/** Lines of a test; comments behind lines that follow each other stand in one column, as shfmt has it. */
function bodyOf(lines: readonly CheckLine[], language: Language): Rendered[] {
  const written = lines.map((line) => ({ text: lineText(line), said: line.comment?.[language] }));
  return written.map(({ text, said }, index) => {
    if (said === undefined) return new Rendered(text);
    let [first, last] = [index, index];
    while (written[first - 1]?.said !== undefined) first -= 1;
    while (written[last + 1]?.said !== undefined) last += 1;
    const width = Math.max(...written.slice(first, last + 1).map((each) => [...each.text].length));
    return new Rendered(`${text}${' '.repeat(width - [...text].length)} # ${comment(said)}`);
  });
}

/**
 * The name of a test, between double quotes: Bats rewrites the file line by line before bash sees it. Releases of Bats differ in what they evaluate there, so that only characters
 * without a meaning to bash or Bats stay.
 */
function testName(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^A-Za-z0-9 .,:;/_+=@%()<>|&*?~^-]/g, '?');
}

/** Names that differ: Bats refuses a file that has one twice. */
export function distinctNames(texts: readonly string[]): Rendered[] {
  const taken = new Map<string, number>();
  return texts.map(testName).map((name) => {
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return new Rendered(before === 0 ? name : `${name} (${before + 1})`);
  });
}

interface Test {
  readonly name: Rendered;
  /** Where the sentence stands, at the first of its checks. */
  readonly source?: string;
  readonly lines: readonly Rendered[];
}

function testsOf({ steps, tutorial }: Plan): Test[] {
  const all = steps.flatMap((step) => step.checks.map((check) => ({ step, check })));
  const names = distinctNames(all.map(({ step, check }) => `${step.name}: ${check.text}`));
  const places = all.map(({ check: { at } }) => `${at.file}:${at.start.line}`);
  return all.map(({ step, check }, index) => ({
    name: names[index] ?? new Rendered(''),
    ...(places[index] === places[index - 1] ? {} : { source: places[index] ?? '' }),
    lines: bodyOf(linesOf(check, step.state), tutorial.language),
  }));
}

/** The whole file of one lab. Its tests stand in the order of the steps, and in a step in the order of its checks. */
export function renderBats(plan: Plan): string {
  const { tutorial, steps, lab } = plan;
  const used = partsOf(steps.flatMap((step) => step.checks.flatMap((check) => linesOf(check, step.state))));
  const words = batsWords(tutorial.language, { lab, file: tutorial.file, beyond: used.has('beyond') });
  return renderTemplate(template, {
    head: words.verify.map((line) => new Rendered(headLine(line))),
    words,
    lab,
    steps: new Rendered(steps.map(({ name }) => shellWord(name)).join(' ')),
    parts: parts.flatMap(([name, text]) => (used.has(name) ? [new Rendered(text.trimEnd())] : [])),
    tests: testsOf(plan),
  });
}

/** A line of a head keeps the blanks in it. */
const headLine = (line: string): string => line.replace(/\p{Cc}/gu, ' ');

/** The same list without Bats. */
export function renderCheck(plan: Plan): string {
  const { lab, tutorial } = plan;
  const words = batsWords(tutorial.language, { lab, file: tutorial.file, beyond: true });
  return renderTemplate(checkTemplate, { head: words.check.map((line) => new Rendered(headLine(line))) });
}

/** The checks of each lab as `verify.bats` and `check.sh`. */
export const bats = {
  name: 'bats',
  render: (lesson) =>
    lesson.plans.flatMap((plan) => {
      const folder = labFolder(lesson, plan);
      return [
        { path: `${folder}verify.bats`, text: renderBats(plan), executable: false },
        { path: `${folder}check.sh`, text: renderCheck(plan), executable: true },
      ];
    }),
} satisfies Output;
