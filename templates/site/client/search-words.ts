// The words of a text for search: names and addresses whole and in parts, Chinese in pairs of characters.

const word = /[\p{L}\p{M}\p{N}_]+(?:[.-][\p{L}\p{M}\p{N}_]+)*/gu;
const joint = /[.-]/;
const han = /\p{Script=Han}+/gu;

/** Chinese has no blanks between words: each pair of neighbours is one, and the last character alone. */
function pairs(run: string): string[] {
  const characters = [...run];
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
}

/**
 * The words of a text or of a query, some of them overlapping: whoever looks for `172.19.0.2`, `ip_forward` or 默认路由 finds
 * it, and so does who looks for a part.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [found] of text.matchAll(word)) {
    for (const [run] of found.matchAll(han)) words.push(...pairs(run));
    for (const part of found.split(han)) {
      const pieces = part.split(joint).filter((piece) => piece !== '');
      words.push(...pieces);
      if (pieces.length > 1) words.push(part.replace(/^[.-]|[.-]$/g, ''));
    }
  }
  return words;
}
