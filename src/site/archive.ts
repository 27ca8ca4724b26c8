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

function put(header: Buffer, offset: number, length: number, value: string): void {
  if (Buffer.byteLength(value) > length) throw new RangeError(`${value} does not fit into the head of an archive`);
  header.write(value, offset);
}

/** A number in octal digits, with a NUL at its end. */
function putNumber(header: Buffer, offset: number, length: number, value: number): void {
  put(header, offset, length, `${value.toString(8).padStart(length - 1, '0')}\0`);
}

/** The name in its field of 100 bytes, the folders before it in the prefix of 155 where they do not fit. */
function putPath(header: Buffer, path: string): void {
  if (Buffer.byteLength(path) <= 100) {
    put(header, 0, 100, path);
    return;
  }
  const cut = [...path.matchAll(/\//g)].find(({ index }) => Buffer.byteLength(path.slice(index + 1)) <= 100);
  if (cut === undefined) throw new RangeError(`${path} does not fit into the head of an archive`);
  put(header, 0, 100, path.slice(cut.index + 1));
  put(header, 345, 155, path.slice(0, cut.index));
}

function headerOf({ path, executable }: ArchiveEntry, size: number): Buffer {
  const header = Buffer.alloc(block);
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

function tar(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const bytes = Buffer.from(entry.text);
    return [headerOf(entry, bytes.length), bytes, Buffer.alloc(-bytes.length & (block - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
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

function gzip(bytes: Buffer): Buffer {
  const most = 0xffff;
  // Method 8, no flags, no time, no hint, system unknown.
  const parts: Buffer[] = [Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)];
  for (let from = 0; from === 0 || from < bytes.length; from += most) {
    const part = bytes.subarray(from, from + most);
    const head = Buffer.of(from + most >= bytes.length ? 1 : 0, 0, 0, 0, 0);
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(part.length ^ most, 3);
    parts.push(head, part);
  }
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(bytes), 0);
  end.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([...parts, end]);
}

/**
 * The bytes of a .tar.gz with these files, in this order. Throws a RangeError for a path that ustar cannot hold: a name
 * beyond 100 bytes, or folders beyond 155.
 */
export function tarGz(entries: readonly ArchiveEntry[]): Uint8Array {
  return gzip(tar(entries));
}
