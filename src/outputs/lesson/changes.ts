// What a step changes, in one line: how many things of each sort come, change and go, and the names of the few.
import { groupBy } from '../../group-by.ts';
import type { PlanStep } from '../../plan/plan.ts';
import type { Resource, Thing } from '../../plan/resource.ts';
import type { Language } from '../../source/tutorial.ts';
import { markdownCode } from '../quote.ts';
import type { LessonTexts } from './lesson-texts.ts';

type Fate = 'made' | 'changed' | 'gone';

const mostNamed = 3;

/** What makes a thing what it is, without what older tools would do. */
const formOf = ({ make, set }: Resource): string =>
  JSON.stringify([make, set?.fixed, set?.commands], (key, value: unknown) => (key === 'older' ? undefined : value));

/** True if a thing that is made anew is what it was. */
const same = (a: Resource, b: Resource): boolean => formOf(a) === formOf(b);

/** What becomes of a resource that a step touches; undefined where a reader sees no change. */
function fateOf(stood: Resource | undefined, stands: Resource | undefined): Fate | undefined {
  if (stood !== undefined && stands !== undefined) return same(stood, stands) ? undefined : 'changed';
  return stands === undefined ? 'gone' : 'made';
}

/** The things of one noun each: their number, and the names of the few; things of one name are named once. */
function counted(things: readonly Thing[], language: Language, texts: LessonTexts): string {
  return [...groupBy(things, ({ one }) => one[language])]
    .map(([one, own]) => {
      const many = own[0]?.many[language] ?? one;
      const names = [...new Set(own.flatMap(({ name }) => name ?? []))];
      const shown = names.length > mostNamed ? [] : names.map(markdownCode);
      return texts.things(own.length, own.length === 1 ? one : many, shown);
    })
    .join(texts.comma);
}

/** One line of Markdown; undefined for a step that changes nothing that has a name. `before` is the step before. */
export function changesText(
  step: PlanStep,
  before: PlanStep | undefined,
  language: Language,
  texts: LessonTexts,
): string | undefined {
  const stood = new Map(before?.resources.map((resource) => [resource.key, resource]));
  const stands = new Map(step.resources.map((resource) => [resource.key, resource]));
  const fates: Record<Fate, Thing[]> = { made: [], changed: [], gone: [] };
  for (const key of new Set(step.changes.map(({ resource }) => resource.key))) {
    const [old, now] = [stood.get(key), stands.get(key)];
    const thing = (now ?? old)?.thing;
    const fate = fateOf(old, now);
    if (thing === undefined || fate === undefined || (thing.completes === true && fate !== 'changed')) continue;
    fates[fate].push(thing);
  }
  const told = (['made', 'changed', 'gone'] as const).filter((fate) => fates[fate].length > 0);
  if (told.length === 0) return undefined;
  return texts.changes(
    told.map((fate) => texts.fates[fate](counted(fates[fate], language, texts))).join(texts.semicolon),
  );
}
