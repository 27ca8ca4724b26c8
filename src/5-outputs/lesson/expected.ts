// What a reader should see after a step: the checks, in the sentences of the author.
import type { Check } from '../../2-model/lab.ts';
import { markdownCode, markdownText } from '../quote.ts';
import type { LessonWords } from './words.ts';

/** More checks of one sentence than these are shown as the sentence that the author wrote for all of them. */
const mostShown = 3;

/** The checks of one sentence of the author's each. */
export function bySentence(checks: readonly Check[]): Check[][] {
  const sentences = new Map<string, Check[]>();
  for (const check of checks) {
    const key = `${check.at.start.offset} ${check.note ?? ''}`;
    const group = sentences.get(key);
    if (group === undefined) sentences.set(key, [check]);
    else group.push(check);
  }
  return [...sentences.values()];
}

/** The sentence as the author wrote it; undefined where it is spread over keys of a mapping. */
function written(source: string, { at }: Check): string | undefined {
  const text = source.slice(at.start.offset, at.end.offset);
  return /^[^\s{["'][^\n]*$/.test(text) ? text : undefined;
}

/** The checks of one sentence, with its note. `source` is the text of the tutorial, `verify` leads to verify.bats. */
export function expectedItem(checks: readonly Check[], source: string, verify: string, words: LessonWords): string {
  const [first] = checks;
  const sentence = checks.length > mostShown && first !== undefined ? written(source, first) : undefined;
  const shown = checks.slice(0, mostShown).map(({ text }) => markdownCode(text));
  if (checks.length > mostShown) shown.push(words.more(checks.length - mostShown, `[verify.bats](${verify})`));
  const note = first?.note === undefined ? '' : `${words.colon}${markdownText(first.note)}`;
  return (sentence === undefined ? shown.join(words.comma) : words.pairs(markdownCode(sentence), checks.length)) + note;
}
