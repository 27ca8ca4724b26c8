// What YAML takes without complaint, or refuses in words that do not help, though the author meant something else.
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { FenceText } from './fence-text.ts';
import { freeText, languageIn } from './free-text.ts';
import type { Yaml, YamlMap, YamlText } from './tutorial.ts';
import { wideIn } from './wide-characters.ts';

export const blankAfterColon = defineDiagnostic(
  'blank-after-colon',
  'blank between the name of a node and its interface',
);
export const noBlankAfterColon = defineDiagnostic('no-blank-after-colon', 'no blank after the colon of a key');
export const noBlankAfterDash = defineDiagnostic('no-blank-after-dash', 'no blank after the dash of an item');
export const foreignComment = defineDiagnostic('foreign-comment', 'comment of another language');
export const yamlTrap = defineDiagnostic('yaml-trap', 'YAML reads this differently than it looks');
export const braceWithoutColon = defineDiagnostic('brace-without-colon', 'no colon before the options of a cable');
export const optionsNotIndented = defineDiagnostic('options-not-indented', 'options of a cable not indented under it');
export const foldedItems = defineDiagnostic('folded-items', 'two items folded into one');
export const longDash = defineDiagnostic('long-dash', 'long dash where a hyphen or two belong');
export const bracketRange = defineDiagnostic('bracket-range', 'range in square brackets');
export const unfinishedAddress = defineDiagnostic('unfinished-address', 'address that ends in a colon');

/** Words that may follow a cable and a colon, and are no interface. */
const notInterfaces: ReadonlySet<string> = new Set(['dhcp', 'slaac', 'auto']);

/** Lines and texts longer than this are not looked at: some of the patterns take time with the square of the length. */
const maxLength = 1000;

const range = /([A-Za-z][\w-]*)\[(\d+)(?:\.\.|-|:)(\d+)\]/;

interface Bracketed {
  readonly index: number;
  readonly length: number;
  readonly written: string;
}

function findBracketRange(text: string): Bracketed | undefined {
  const match = range.exec(text);
  if (match === null) return undefined;
  return { index: match.index, length: match[0].length, written: `${match[1]}${match[2]}..${match[3]}` };
}

function bracketRangeAt(at: Span, written: string): Diagnostic {
  return bracketRange({ at, label: 'square brackets make a list', help: `write \`${written}\``, expected: [written] });
}

function braceAt(at: Span): Diagnostic {
  return braceWithoutColon({ at, label: 'colon missing before this', help: 'write `: {` before the options' });
}

function blankAt(at: Span, node: string, interfaceName: string): Diagnostic {
  const written = `${node}:${interfaceName}`;
  return blankAfterColon({
    at,
    label: 'read as a key and its value',
    help: `write \`${written}\``,
    expected: [written],
  });
}

function noBlankAt(at: Span, key: string, value: string): Diagnostic {
  const written = `${key}: ${value}`;
  return noBlankAfterColon({ at, label: 'read as one word', help: `write \`${written}\``, expected: [written] });
}

function unfinishedAt(at: Span): Diagnostic {
  const help = 'add its length, as in `2001:db8::/64`, or put the whole value into double quotes';
  return unfinishedAddress({ at, label: 'its last colon makes it a key', help });
}

function commentAt(at: Span, comment: string): Diagnostic {
  const written = `# ${comment.replace(/^(?:\/[/*]+|<!--|;)\s*|\s*(?:\*\/|-->)$/g, '')}`;
  return foreignComment({
    at,
    label: 'a comment of YAML begins with #',
    help: `write \`${written}\``,
    expected: [written],
  });
}

/** A comment as C or HTML has it, or at the start of a line as in a zone file. In an address of the web, no blank stands before the slashes. */
const comment = /(?<=^|\s)(?:\/[/*]|<!--).*|(?<=^\s*);\s.*/;

/** Looks in a line that YAML refuses for a mistake that is known by its looks. */
export function trapInLine(fence: FenceText, line: { start: number; text: string }): Diagnostic | undefined {
  if (line.text.length > maxLength) return undefined;
  const span = (index: number, length: number) => fence.span(line.start + index, line.start + index + length);
  const foreign = comment.exec(languageIn(line.text));
  if (foreign) {
    const text = line.text.slice(foreign.index).trimEnd();
    return commentAt(span(foreign.index, text.length), text);
  }
  const bracketed = findBracketRange(line.text);
  if (bracketed) return bracketRangeAt(span(bracketed.index, bracketed.length), bracketed.written);
  const brace = /\s--\s[^{]*[^\s:,[{]( +)\{/.exec(line.text);
  if (brace) return braceAt(span(brace.index + brace[0].length - 1, 1));
  const blank = /^(\s*- +(?:.* -- )?)([A-Za-z][\w.-]*): +([A-Za-z][\w.-]*)(?![\w.-]|:\s)/.exec(line.text);
  if (blank?.[2] && blank[3] && line.text.includes(' -- ')) {
    const lead = blank[1]?.length ?? 0;
    return blankAt(span(lead, blank[0].length - lead), blank[2], blank[3]);
  }
  const unfinished = /[\s,[{]([0-9a-fA-F][0-9a-fA-F:]*::)(?=$|[\s,\]}])/.exec(line.text);
  if (unfinished?.[1]) return unfinishedAt(span(unfinished.index + 1, unfinished[1].length));
  const joined = /^(\s*(?:- +)?)([a-z][a-z_]*):([^\s:]\S*)\s*$/.exec(line.text);
  if (joined?.[2] && joined[3]) {
    return noBlankAt(span(joined[1]?.length ?? 0, joined[2].length + 1 + joined[3].length), joined[2], joined[3]);
  }
  return undefined;
}

/** Collects the traps of a block that YAML reads without an error. */
export function findTraps(content: YamlMap): Diagnostic[] {
  const found: Diagnostic[] = [];
  visitMap(content, '', found);
  return found;
}

function visit(value: Yaml, section: string, found: Diagnostic[]): void {
  if (value.is === 'text') trapsInText(value, section, found);
  else if (value.is === 'list') for (const item of value.items) visit(item, section, found);
  else if (value.is === 'map') {
    if (section === 'links') trapsInCable(value, found);
    visitMap(value, section, found);
  }
}

function visitMap({ entries }: YamlMap, section: string, found: Diagnostic[]): void {
  for (const { key, value } of entries) {
    if (freeText.has(key.text)) continue;
    const trap = wideIn(key, value.is === 'nothing') ?? trapInKey(key, value);
    if (trap) found.push(trap);
    else trapsInText(key, '', found);
    // Behind a check stands a note.
    if (section !== 'checks' || entries.length > 1 || !/\s/.test(key.text)) visit(value, key.text, found);
  }
}

/** A brace that YAML takes for a part of the key. */
const braceInKey = /\S \{[\w ]*$/;

const lacksColon = ({ text }: YamlText): boolean => braceInKey.test(text);

function trapInKey(key: YamlText, value: Yaml): Diagnostic | undefined {
  if (key.text.length > maxLength) return undefined;
  const brace = key.text.search(braceInKey);
  if (brace !== -1) return braceAt(key.part(brace + 2, brace + 3));
  if (key.text.endsWith(':')) return unfinishedAt(key.at);
  const joined = value.is === 'nothing' ? /^([a-z][a-z_]*):([^\s:]\S*)$/.exec(key.text) : null;
  return joined?.[1] && joined[2] ? noBlankAt(key.at, joined[1], joined[2]) : undefined;
}

/** A comment that YAML takes for a part of a text: it ends with its line, which the text may not. */
function commentIn(text: YamlText, index: number): Diagnostic {
  const written = text.text.slice(index).split('\n')[0] ?? '';
  const { line } = text.part(index, index + 1).start;
  let to = index + written.length;
  while (to > index + 1 && text.part(to - 1, to).start.line > line) to -= 1;
  return commentAt(text.part(index, to), written.slice(0, to - index).trimEnd());
}

function trapsInText(text: YamlText, section: string, found: Diagnostic[]): void {
  if (text.text.length > maxLength) return;
  const wide = wideIn(text, false);
  if (wide) {
    found.push(wide);
    return;
  }
  const foreign = comment.exec(text.text);
  if (foreign) {
    found.push(commentIn(text, foreign.index));
    return;
  }
  const bracketed = findBracketRange(text.text);
  if (bracketed) {
    found.push(bracketRangeAt(text.part(bracketed.index, bracketed.index + bracketed.length), bracketed.written));
  }
  const dash = section === 'links' || /^[\u2012-\u2015\u2212]\s/.test(text.text) ? dashIn(text) : undefined;
  if (dash) found.push(dash);
  const folded = foldedIn(text, section);
  if (folded) found.push(folded);
}

/** What an item of the section says once. */
const onceInItem: Readonly<Record<string, RegExp>> = {
  links: / -- /g,
  checks: /\s(?:reach(?:es)?|sees|ha(?:s|ve)(?! no route))\s/g,
};

/** Lines without a dash that YAML folds into one text. */
function foldedIn(text: YamlText, section: string): Diagnostic | undefined {
  const once = onceInItem[section];
  const { start, end } = text.at;
  if (once === undefined || start.line === end.line || (text.text.match(once)?.length ?? 0) < 2) return undefined;
  const label = section === 'links' ? 'read as one cable' : 'read as one check';
  return foldedItems({ at: text.at, label, help: 'start every one on a line of its own with `- `' });
}

function dashIn(text: YamlText): Diagnostic | undefined {
  const dash = /[\u2012-\u2015\u2212]+/.exec(text.text);
  if (dash === null) return undefined;
  const at = text.part(dash.index, dash.index + dash[0].length);
  if (dash.index === 0) return longDash({ at, label: 'no hyphen', help: 'begin an item with `- `', expected: ['-'] });
  return longDash({ at, label: 'not two hyphens', help: 'write `--` with a blank on both sides', expected: ['--'] });
}

/** The traps of one cable that is written as a key with a value. */
function trapsInCable({ at, entries }: YamlMap, found: Diagnostic[]): void {
  const [first, second] = entries;
  if (first === undefined || first.key.text.length > maxLength) return;
  const dash = dashIn(first.key);
  if (dash) found.push(dash);
  const isCable = first.key.text.includes(' -- ');
  // In braces, where nothing can be indented, the language knows what is an option.
  const braced = at.start.offset < first.key.at.start.offset;
  if (isCable && !braced && first.value.is === 'nothing' && second !== undefined) {
    found.push(
      optionsNotIndented({
        at: second.key.at,
        label: 'beside the cable, not under it',
        help: `indent \`${second.key.text}\` and what follows by two more blanks`,
        related: [{ at: first.key.at, label: 'the cable' }],
      }),
    );
  }
  if (first.value.is === 'text' && !lacksColon(first.key)) trapInCableValue(first.key, first.value, isCable, found);
}

function trapInCableValue(key: YamlText, value: YamlText, isCable: boolean, found: Diagnostic[]): void {
  const word = /^[A-Za-z][\w.-]*(?=\s|$)/.exec(value.text)?.[0];
  if (word === undefined || notInterfaces.has(word) || key.text === 'between') return;
  const node = /[A-Za-z][\w.-]*$/.exec(key.text)?.[0];
  if (node === undefined || !(isCable || value.text.includes(' -- '))) return;
  const start = key.part(key.text.length - node.length, key.text.length).start;
  const at = { file: key.at.file, start, end: value.part(0, word.length).end };
  found.push(blankAt(at, node, word));
}
