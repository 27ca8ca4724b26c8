// YAML that netgen does not read: found in the tokens, before anything is made of them.
import type { CST } from 'yaml';
import { type Diagnostic, defineDiagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceText } from './fence-text.ts';
import { maxDepth, nestedTooDeeply } from './limits.ts';

export const yamlFeature = defineDiagnostic('yaml-feature', 'YAML feature that netgen does not read');

interface Refusal {
  readonly label: string;
  readonly help: string;
}

const repeat = 'write the value out in each place, or put it into double quotes if the mark belongs to it';

const refused: ReadonlyMap<string, Refusal> = new Map([
  ['anchor', { label: 'an anchor', help: repeat }],
  ['alias', { label: 'an alias', help: repeat }],
  ['tag', { label: 'a tag', help: 'remove the tag, or put the value into double quotes if the mark belongs to it' }],
  ['explicit-key-ind', { label: 'a complex key', help: 'write it as `key: value`' }],
  ['directive', { label: 'a directive', help: 'remove the line: blocks are read as YAML 1.2' }],
]);

const merge: Refusal = { label: 'a merge key', help: 'write the keys out where they are needed' };
const secondDocument: Refusal = {
  label: 'a second document',
  help: 'remove the `---` and what follows, or start a new topology block',
};

/** What the tokens of a block come to before they are composed. */
export interface TokenCheck {
  readonly diagnostics: Diagnostic[];
  /** False if composing would nest too deeply, or would read another YAML than 1.2. */
  readonly composable: boolean;
}

interface Visit {
  readonly token: CST.Token;
  readonly depth: number;
}

/** Everything that stands in a token: what precedes it, keys, values, ends. */
function childrenOf(token: CST.Token): (CST.Token | null | undefined)[] {
  if (token.type === 'document') return [...token.start, token.value, ...(token.end ?? [])];
  if (token.type === 'block-scalar') return token.props;
  if ('items' in token) {
    return token.items.flatMap((item) => [...item.start, item.key, ...(item.sep ?? []), item.value]);
  }
  return [];
}

function* tokensWithin(tokens: readonly CST.Token[]): Generator<CST.Token> {
  const stack: (CST.Token | null | undefined)[] = [...tokens];
  while (stack.length > 0) {
    const token = stack.pop();
    if (!token) continue;
    yield token;
    for (const child of childrenOf(token)) stack.push(child);
  }
}

/** Where brackets are opened, and closed if they are, in their order. */
export function bracketsOf(tokens: readonly CST.Token[]): { readonly from: number; readonly to: number }[] {
  return [...tokensWithin(tokens)]
    .flatMap((token) => {
      if (token.type !== 'flow-collection') return [];
      const end = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
      return [{ from: token.offset, to: end?.offset ?? Number.POSITIVE_INFINITY }];
    })
    .toSorted((a, b) => a.from - b.from);
}

/** Where texts stand in quotes, or behind `|` or `>`, in their order. */
export function textsOf(tokens: readonly CST.Token[]): { readonly from: number; readonly to: number }[] {
  const kinds = new Set(['double-quoted-scalar', 'single-quoted-scalar', 'block-scalar']);
  return [...tokensWithin(tokens)]
    .flatMap((token) =>
      kinds.has(token.type) && 'source' in token
        ? [{ from: token.offset, to: token.offset + token.source.length }]
        : [],
    )
    .toSorted((a, b) => a.from - b.from);
}

const bullet: Refusal = { label: 'no mark of an item', help: 'begin the item with `- `' };

/** True of `* ` at the start of a line, which begins an item in Markdown. */
function isBullet(fence: FenceText, { type, offset }: CST.Token): boolean {
  if (type !== 'alias') return false;
  const { start, text } = fence.lineAt(offset);
  return /^\s*\*\s/.test(text) && text.search(/\S/) === offset - start;
}

/** Checks the tokens of a block with a stack of its own, so that no nesting can overflow the program's. */
export function checkTokens(fence: FenceText, tokens: readonly CST.Token[]): TokenCheck {
  const diagnostics: Diagnostic[] = [];
  const refuse = (token: CST.Token, { label, help }: Refusal, length: number) =>
    diagnostics.push(yamlFeature({ at: fence.span(token.offset, token.offset + length), label, help }));
  const documents = tokens.filter(({ type }) => type === 'document');
  for (const token of documents.slice(1)) refuse(token, secondDocument, 3);
  const firstEnd = documents[1]?.offset ?? Number.POSITIVE_INFINITY;
  const stack: Visit[] = tokens.filter(({ offset }) => offset < firstEnd).map((token) => ({ token, depth: 0 }));
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { token, depth } = visit;
    if (depth > maxDepth) return { diagnostics: [tooDeep(fence, token)], composable: false };
    const refusal = isBullet(fence, token) ? bullet : refused.get(token.type);
    if (refusal !== undefined && 'source' in token) refuse(token, refusal, token.source.length);
    for (const child of childrenOf(token)) {
      if (child) stack.push({ token: child, depth: depth + ('items' in child ? 1 : 0) });
    }
    if ('items' in token) {
      for (const { key } of token.items) if (isMergeKey(key)) refuse(key, merge, 2);
    }
  }
  return { diagnostics, composable: !tokens.some(({ type }) => type === 'directive') };
}

function isMergeKey(key: CST.Token | null | undefined): key is CST.FlowScalar {
  return key?.type === 'scalar' && key.source === '<<';
}

function tooDeep(fence: FenceText, token: CST.Token): Diagnostic {
  return nestedTooDeeply({
    at: fence.span(token.offset, token.offset + 1),
    label: `more than ${maxDepth} levels of YAML`,
    help: `nest lists and mappings at most ${maxDepth} levels deep`,
  });
}
