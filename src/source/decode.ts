// Bytes to text: UTF-8 without a byte order mark, line ends as `\n`.

const mark = '\uFEFF';

function normalise(text: string): string {
  const unmarked = text.startsWith(mark) ? text.slice(1) : text;
  return unmarked.includes('\r') ? unmarked.replace(/\r\n?/g, '\n') : unmarked;
}

/** The text as an editor shows it, for reports on any file: what is not UTF-8 becomes U+FFFD. Lines and columns are those of the file. */
export function readableText(bytes: Uint8Array): string {
  return normalise(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}

/** The text, or the text before the first byte that is not UTF-8, and that byte. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly before: string; readonly byte: number };

/** Decodes UTF-8 (RFC 3629) strictly. */
export function decode(bytes: Uint8Array): Decoded {
  try {
    return { ok: true, text: normalise(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) };
  } catch {
    const index = firstBadByte(bytes);
    // With `stream`, the decoder keeps an unfinished character back.
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, index), { stream: true });
    return { ok: false, before: normalise(before), byte: bytes[index] ?? 0 };
  }
}

/** Every bad sequence decodes to U+FFFD, whose bytes differ from it: the first difference is inside the first bad one. */
function firstBadByte(bytes: Uint8Array): number {
  const again = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  return bytes.findIndex((byte, index) => byte !== again[index]);
}
