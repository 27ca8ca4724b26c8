// What a reader should see after a step: the checks, in the sentences of the author.
import type { Check, State } from '../../model/lab.ts';
import { shownBy } from '../check-text.ts';
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

/**
 * The command that shows a check, in a line of its own; the two blanks are the one break that all readers of Markdown know. A sentence
 * that says what is run shows it already.
 */
function commandText(check: Check, state: State, words: LessonWords): string {
  const shown = check.is === 'command' ? undefined : shownBy(check, state);
  if (shown === undefined) return '';
  const away = check.is === 'reach' && check.from.is === 'outside';
  const said = [...(away ? [words.elsewhere] : []), ...(shown.fails ? [words.hasToFail] : [])];
  return `  \n  ${markdownCode(shown.line)}${said.length === 0 ? '' : words.remark(said.join(words.comma))}`;
}

/** What the items of a step have in common. */
interface About {
  /** The lab at this step. */
  readonly state: State;
  /** The text of the tutorial. */
  readonly source: string;
  /** Leads to verify.bats. */
  readonly verify: string;
  readonly words: LessonWords;
}

/** The checks of one sentence, with its note and, of the first of them, the command that shows it. */
export function expectedItem(checks: readonly Check[], { state, source, verify, words }: About): string {
  const [first] = checks;
  if (first === undefined) return '';
  const sentence = checks.length > 1 ? written(source, first) : undefined;
  const said = checks.slice(0, mostShown).map(({ text }) => markdownCode(text));
  if (checks.length > mostShown) said.push(words.more(checks.length - mostShown, `[verify.bats](${verify})`));
  const note = first.note === undefined ? '' : `${words.colon}${markdownText(first.note)}`;
  const all = sentence === undefined ? said.join(words.comma) : words.pairs(markdownCode(sentence), checks.length);
  return `${all}${note}${commandText(first, state, words)}`;
}
