// What a reader should see after a step: the checks, in the sentences of the author.
import type { Check } from '../../2-model/lab.ts';
import { markdownCode, markdownText } from '../quote.ts';
import type { LessonWords } from './words.ts';

/** More checks than these of a sentence that cannot be shown as it is written are only counted. */
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

/** The command line that shows a check. */
export interface Shown {
  readonly line: string;
  /** It has to fail. */
  readonly fails: boolean;
}

/** In a line of its own; the two blanks are the one break that all readers of Markdown know. */
const shownText = ({ line, fails }: Shown, words: LessonWords): string =>
  `  \n  ${markdownCode(line)}${fails ? words.hasToFail : ''}`;

/**
 * The checks of one sentence, with its note and, of the first of them, the command that shows it. `source` is the text of the
 * tutorial, `verify` leads to verify.bats.
 */
export function expectedItem(
  checks: readonly Check[],
  shown: Shown | undefined,
  { source, verify, words }: { readonly source: string; readonly verify: string; readonly words: LessonWords },
): string {
  const [first] = checks;
  const sentence = checks.length > 1 && first !== undefined ? written(source, first) : undefined;
  const said = checks.slice(0, mostShown).map(({ text }) => markdownCode(text));
  if (checks.length > mostShown) said.push(words.more(checks.length - mostShown, `[verify.bats](${verify})`));
  const note = first?.note === undefined ? '' : `${words.colon}${markdownText(first.note)}`;
  const all = sentence === undefined ? said.join(words.comma) : words.pairs(markdownCode(sentence), checks.length);
  return `${all}${note}${shown === undefined ? '' : shownText(shown, words)}`;
}
