// A .tar.gz of text files with the same bytes on every machine: nothing in it but names, modes and contents.
// ustar: POSIX.1-2017, pax, "ustar Interchange Format". gzip: RFC 1952. The data are stored, not compressed (RFC 1951, 3.2.4): what
// zlib makes of the same input differs between its builds.

/** A file of an archive. */
export interface ArchiveEntry {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

const block = 512;
const encoder = new TextEncoder();

function put(header: Uint8Array, offset: number, length: number, value: string): void {
  const bytes = encoder.encode(value);
  if (bytes.length > length) throw new RangeError(`${value} does not fit into the head of an archive`);
  header.set(bytes, offset);
}

/** A number in octal digits, with a NUL at its end. */
function putNumber(header: Uint8Array, offset: number, length: number, value: number): void {
  put(header, offset, length, `${value.toString(8).padStart(length - 1, '0')}\0`);
}

/** The name in its field of 100 bytes, the folders before it in the prefix of 155 where they do not fit. */
function putPath(header: Uint8Array, path: string): void {
  if (encoder.encode(path).length <= 100) {
    put(header, 0, 100, path);
    return;
  }
  const cut = [...path.matchAll(/\//g)].find(({ index }) => encoder.encode(path.slice(index + 1)).length <= 100);
  if (cut === undefined) throw new RangeError(`${path} does not fit into the head of an archive`);
  put(header, 0, 100, path.slice(cut.index + 1));
  put(header, 345, 155, path.slice(0, cut.index));
}

function headerOf({ path, executable }: ArchiveEntry, size: number): Uint8Array {
  const header = new Uint8Array(block);
  putPath(header, path);
  putNumber(header, 100, 8, executable ? 0o755 : 0o644);
  for (const [offset, length] of [
    [108, 8],
    [116, 8],
    [136, 12],
  ] as const) {
    putNumber(header, offset, length, 0); // the owner, the group and the time: nobody's
  }
  putNumber(header, 124, 12, size);
  put(header, 148, 8, ' '.repeat(8));
  put(header, 156, 1, '0');
  put(header, 257, 8, 'ustar\u000000');
  putNumber(
    header,
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  );
  return header;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function tar(entries: readonly ArchiveEntry[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const bytes = encoder.encode(entry.text);
    return [headerOf(entry, bytes.length), bytes, new Uint8Array((block - (bytes.length % block)) % block)];
  });
  return joined([...parts, new Uint8Array(2 * block)]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as gzip wants it: RFC 1952, section 8. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Numbers as little-endian words of so many bytes. */
function words(size: 2 | 4, ...values: number[]): Uint8Array {
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (size === 2) view.setUint16(index * size, value, true);
    else view.setUint32(index * size, value, true);
  }
  return bytes;
}

function gzip(bytes: Uint8Array): Uint8Array {
  const most = 0xffff;
  // Method 8, no flags, no time, no hint, system unknown.
  const parts: Uint8Array[] = [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)];
  for (let from = 0; from === 0 || from < bytes.length; from += most) {
    const part = bytes.subarray(from, from + most);
    parts.push(Uint8Array.of(from + most >= bytes.length ? 1 : 0), words(2, part.length, part.length ^ most), part);
  }
  return joined([...parts, words(4, crc32(bytes), bytes.length)]);
}

/**
 * The bytes of a .tar.gz with these files, in this order. Throws a RangeError for a path that ustar cannot hold: a name
 * beyond 100 bytes, or folders beyond 155.
 */
export function tarGz(entries: readonly ArchiveEntry[]): Uint8Array {
  return gzip(tar(entries));
}
