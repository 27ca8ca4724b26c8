// The output `bats`: the checks of a lab as one list, for Bats (`verify.bats`) and for whoever has none (`check.sh`).
import { template as checkTemplate } from '../../../templates/bats/check.sh.hbs';
import { template } from '../../../templates/bats/verify.bats.hbs';
import { text as words } from '../../../templates/bats/words.bash';
import type { CheckLine } from '../../checks/check-line.ts';
import { foretoldWay, linesOf } from '../../checks/list.ts';
import { onceFor } from '../../once-for.ts';
import type { Plan } from '../../plan/plan.ts';
import { predictionText } from '../../prediction/tell.ts';
import type { Language } from '../../source/tutorial.ts';
import { lineText } from '../check-text.ts';
import { renderTemplate } from '../handlebars.ts';
import { labFolder, type Output } from '../output.ts';
import { comment, Rendered, shellWord } from '../quote.ts';
import { batsTexts } from './bats-texts.ts';

/** The words of the file, each a shell function under a comment, with what it needs; in the order in which they stand there. */
const functions = words
  .trimEnd()
  .split(/\n\n(?=# )/)
  .map((text) => ({ text, name: /^(\w+)\(\)/m.exec(text)?.[1] ?? '' }));

function namesIn(lines: readonly CheckLine[]): Set<string> {
  const verbs = lines.flatMap(({ clauses }) => clauses.map(({ verb }) => verb));
  const pieces = lines.flatMap(({ clauses, argv }) => [...clauses.flatMap((clause) => clause.words), ...argv].flat());
  const asked = pieces.flatMap((piece) => {
    if (typeof piece !== 'object') return [];
    if (piece.is === 'machine') return [piece.family === 4 ? 'machine' : 'machine6'];
    return piece.is === 'got-address' ? ['address'] : [];
  });
  return new Set<string>([...verbs, ...asked]);
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

/** The name of a test, between double quotes: only characters that mean nothing to bash or Bats stay, whatever its release evaluates. */
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

/** The checks of all steps, each with the name of its test, and the lines that ask it. */
const namedChecks = onceFor(({ steps }: Plan) => {
  const all = steps.flatMap((step) => step.checks.map((check) => ({ step, check, lines: linesOf(check, step.state) })));
  const names = distinctNames(all.map(({ step, check }) => `${step.name}: ${check.text}`));
  return all.map((each, index) => ({ ...each, name: names[index] ?? new Rendered('') }));
});

interface Test {
  readonly name: Rendered;
  /** Where the sentence stands, at the first of its checks. */
  readonly source?: string;
  readonly lines: readonly Rendered[];
}

function testsOf(plan: Plan): Test[] {
  const all = namedChecks(plan);
  const places = all.map(({ check: { at } }) => `${at.file}:${at.start.line}`);
  return all.map(({ lines, name }, index) => ({
    name,
    ...(places[index] === places[index - 1] ? {} : { source: places[index] ?? '' }),
    lines: bodyOf(lines, plan.tutorial.language),
  }));
}

/** Lines of a head keep the blanks in them. */
const headLines = (lines: readonly string[]): Rendered[] =>
  lines.map((line) => new Rendered(line.replace(/\p{Cc}/gu, ' ')));

/** The whole file of one lab. Its tests stand in the order of the steps, and in a step in the order of its checks. */
export function renderBats(plan: Plan): string {
  const { tutorial, steps, lab } = plan;
  const used = namesIn(namedChecks(plan).flatMap(({ lines }) => lines));
  const texts = batsTexts[tutorial.language];
  return renderTemplate(template, {
    head: headLines([...texts.verify(lab, tutorial.file), ...(used.has('beyond') ? [texts.beyond] : [])]),
    standing: texts.standing,
    lab,
    steps: new Rendered(steps.map(({ name }) => shellWord(name)).join(' ')),
    parts: functions.flatMap(({ name, text }) => (used.has(name) ? [new Rendered(text)] : [])),
    tests: testsOf(plan),
  });
}

/** The same list without Bats. */
export const renderCheck = ({ tutorial }: Plan): string =>
  renderTemplate(checkTemplate, { head: headLines(batsTexts[tutorial.language].check) });

/** So many ways of packets are kept beside the checks of a lab: of the others, `netgen trace` tells. */
const mostWays = 200;

/** The ways of packets that are foretold, each under the name of its test. */
function renderWays(plan: Plan): string {
  const all = namedChecks(plan).slice(0, mostWays);
  return all
    .flatMap(({ step, check, name }) => {
      const way = foretoldWay(check, step.state);
      return way === undefined ? [] : [`## ${name.text}\n\n${predictionText(way, plan.tutorial.language)}\n`];
    })
    .join('\n');
}

/** The checks of each lab as `verify.bats` and `check.sh`, and the ways of their packets, which `check.sh --explain` shows. */
export const bats = {
  render: (lesson) =>
    lesson.plans.flatMap((plan) => {
      const folder = labFolder(lesson, plan);
      const ways = renderWays(plan);
      return [
        { path: `${folder}check.sh`, text: renderCheck(plan), executable: true },
        { path: `${folder}verify.bats`, text: renderBats(plan), executable: false },
        ...(ways === '' ? [] : [{ path: `${folder}ways.txt`, text: ways, executable: false }]),
      ];
    }),
  files: {
    'check.sh': {
      en: 'asks the checks of this page of the lab as it stands: `sudo ./check.sh`.',
      'zh-CN': '在搭好的实验上重做本页的检查：`sudo ./check.sh`。',
    },
    'verify.bats': {
      en: 'the same checks, for Bats: `sudo bats verify.bats`.',
      'zh-CN': '同样的检查，供 Bats 使用：`sudo bats verify.bats`。',
    },
    'ways.txt': {
      en: 'the ways of the packets, as netgen foretells them; `sudo ./check.sh --explain` shows them where a check fails.',
      'zh-CN': 'netgen 预测的数据包路径；检查失败时 `sudo ./check.sh --explain` 会显示它们。',
    },
  },
} satisfies Output;
