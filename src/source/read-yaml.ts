// YAML of a topology block, with the place of everything in the Markdown file: language.md 1.1.
import { Composer, type CST, isMap, isScalar, isSeq, type Pair, type ParsedNode, Parser, Scalar } from 'yaml';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { isWithin, type Span } from '../diagnostics/span.ts';
import { unseenCharacters } from './characters.ts';
import type { FenceText } from './fence-text.ts';
import type { Yaml, YamlEntry, YamlMap, YamlText } from './tutorial.ts';
import { checkTokens, yamlFeature } from './yaml-features.ts';
import { oddLines } from './yaml-lines.ts';
import { syntaxErrors } from './yaml-syntax.ts';
import { ScalarText } from './yaml-text.ts';
import { foldedIn } from './yaml-traps.ts';

export const badCharacter = defineDiagnostic('bad-character', 'character that nobody can see');
export const duplicateKey = defineDiagnostic('duplicate-key', 'key written twice in one mapping');
export const notAMapping = defineDiagnostic('not-a-mapping', 'topology block is not a mapping');

/** Where one such character was pasted there are often hundreds; some are enough to find the rest. */
const maxUnseen = 10;

export interface YamlRead {
  readonly content?: YamlMap;
  readonly diagnostics: readonly Diagnostic[];
}

type Node = ParsedNode | null;

/** Turns the nodes of the library into ours; what cannot be turned is a diagnostic, and nothing in its place. */
class Conversion {
  readonly diagnostics: Diagnostic[] = [];
  readonly #fence: FenceText;

  constructor(fence: FenceText) {
    this.#fence = fence;
  }

  value(node: Node, after: number): Yaml {
    if (node === null) return { is: 'nothing', at: this.#fence.span(after, after) };
    const at = this.#spanOf(node);
    if (isMap(node)) {
      const entries = this.#entries(node.items as Pair<ParsedNode, Node>[]);
      const last = entries.at(-1);
      return {
        is: 'map',
        at: node.flow ? at : endAt(at, last?.value.is === 'nothing' ? last.key : last?.value),
        entries,
      };
    }
    if (isSeq(node)) {
      const items = (node.items as ParsedNode[]).map((item) => this.value(item, item.range[0]));
      return { is: 'list', at: node.flow ? at : endAt(at, items.at(-1)), items };
    }
    if (!isScalar(node) || isEmpty(node)) return { is: 'nothing', at };
    return this.#text(node);
  }

  #entries(pairs: readonly Pair<ParsedNode, Node>[]): YamlEntry[] {
    const entries: YamlEntry[] = [];
    const first = new Map<string, Span>();
    for (const pair of pairs) {
      const key = this.#key(pair.key);
      const value = this.value(pair.value, pair.key.range[1]);
      if (key === undefined) continue;
      const before = first.get(key.text);
      if (before === undefined) {
        first.set(key.text, key.at);
        entries.push({ key, value });
        continue;
      }
      this.diagnostics.push(
        duplicateKey({
          at: key.at,
          label: 'written again here',
          help: 'put both values under one key, or rename one of the keys',
          related: [{ at: before, label: 'first written here' }],
        }),
      );
    }
    return entries;
  }

  #key(node: ParsedNode): YamlText | undefined {
    if (isScalar(node) && !isEmpty(node)) return this.#text(node);
    const label = isScalar(node) ? 'a colon without a key' : 'a complex key';
    const help = 'write a name before the colon';
    this.diagnostics.push(yamlFeature({ at: this.#spanOf(node), label, help }));
    return undefined;
  }

  #text(node: Scalar.Parsed): YamlText {
    const [from] = node.range;
    const text = new ScalarText(this.#fence, String(node.value), node.type ?? Scalar.PLAIN, {
      from,
      to: this.#endOf(node),
    });
    // The fence itself is searched before; here are those that an escape makes.
    const unseen = node.type === Scalar.QUOTE_DOUBLE ? unseenCharacters(text.text, 1)[0] : undefined;
    if (unseen) this.diagnostics.push(unseenAt(text.at, unseen.name));
    return text;
  }

  #spanOf(node: ParsedNode): Span {
    return this.#fence.span(node.range[0], this.#endOf(node));
  }

  /** The end of a node's own characters: the library counts blanks and line ends after a block. */
  #endOf({ range: [from, to] }: ParsedNode): number {
    let end = to;
    while (end > from && /\s/.test(this.#fence.text.charAt(end - 1))) end -= 1;
    return end;
  }
}

/** The library takes comments after a block for part of it; a block ends with its last value. */
function endAt(at: Span, last: { readonly at: Span } | undefined): Span {
  return last === undefined ? at : { ...at, end: last.at.end };
}

/** A scalar that is not there: `key:` and a lone `-`. `key: ""` is text. */
function isEmpty(node: Scalar.Parsed): boolean {
  return node.type === Scalar.PLAIN && node.source === '';
}

/** Reports a character that nobody can see. */
export function unseenAt(at: Span, name: string): Diagnostic {
  const help = name === 'a no-break space' ? 'write an ordinary blank' : 'delete it, and type the word again';
  return badCharacter({ at, label: name, help });
}

/** Composes the first document; in the failsafe schema every scalar is text. */
function compose(tokens: readonly CST.Token[], length: number) {
  const composer = new Composer({
    version: '1.2',
    schema: 'failsafe',
    merge: false,
    prettyErrors: false,
    // The library compares every key with every other; `Conversion` keeps a table.
    uniqueKeys: false,
  });
  for (const document of composer.compose(tokens, true, length)) return document;
  return undefined;
}

function firstDocument(tokens: readonly CST.Token[]): readonly CST.Token[] {
  const first = tokens.findIndex(({ type }) => type === 'document');
  const second = tokens.findIndex(({ type }, index) => index > first && type === 'document');
  return second === -1 ? tokens : tokens.slice(0, second);
}

/** What one YAML document says; `value` is missing where its syntax is wrong. `isBlock`: it is in the language, and no front matter. */
export function readDocument(
  fence: FenceText,
  isBlock: boolean,
): { readonly value?: Yaml; readonly diagnostics: readonly Diagnostic[] } {
  const tokens = [...new Parser().parse(fence.text)];
  const { diagnostics, composable } = checkTokens(fence, tokens);
  const document = composable ? compose(firstDocument(tokens), fence.text.length) : undefined;
  if (document === undefined) return { diagnostics };
  const lineOf = ({ at }: Diagnostic): number => at.start.line;
  const taken = new Set(diagnostics.map(lineOf));
  const broken = document.errors.length > 0;
  const odd = isBlock ? oddLines(fence, tokens, broken).filter((one) => !taken.has(lineOf(one))) : [];
  if (broken) {
    // What comes after an odd line may follow from it.
    const first = Math.min(
      ...odd.flatMap(({ at, related }) => [at, ...related.map((one) => one.at)]).map(({ start }) => start.line),
    );
    const errors = syntaxErrors(fence, tokens, document.errors, taken).filter((one) => lineOf(one) < first);
    return { diagnostics: [...diagnostics, ...odd, ...errors] };
  }
  const conversion = new Conversion(fence);
  const value = conversion.value(document.contents as Node, 0);
  return { value, diagnostics: [...diagnostics, ...conversion.diagnostics, ...odd] };
}

/** Reads the YAML of a topology block. */
export function readYaml(fence: FenceText): YamlRead {
  const unseen = unseenCharacters(fence.text, maxUnseen);
  if (unseen.length > 0) {
    return { diagnostics: unseen.map(({ index, name }) => unseenAt(fence.span(index, index + 1), name)) };
  }
  const { value, diagnostics } = readDocument(fence, true);
  if (value === undefined) return { diagnostics };
  if (value.is !== 'map') return { diagnostics: [...diagnostics, noMapping(value)] };
  // A text that an odd line was folded into is not what the author wrote.
  const folded = foldedIn(value).filter(({ at }) => !diagnostics.some((told) => isWithin(told.at, at)));
  const all = [...diagnostics, ...folded];
  return all.length > 0 ? { diagnostics: all } : { content: value, diagnostics: all };
}

function noMapping(content: Yaml): Diagnostic {
  const label = content.is === 'nothing' ? 'nothing in it' : `a ${content.is} where keys belong`;
  return notAMapping({ at: content.at, label, help: 'begin the block with `lab: NAME` and `nodes: [NAME, NAME]`' });
}
