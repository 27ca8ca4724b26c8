// A tar archive of text files, the same bytes on every machine: nothing in it but names, modes and contents.
// ustar: POSIX.1-2017, pax, "ustar Interchange Format".

export interface ArchiveEntry {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

const block = 512;

function field(value: string, length: number): string {
  if (Buffer.byteLength(value) > length) throw new RangeError(`${value} does not fit into the head of an archive`);
  return value.padEnd(length, '\0');
}

const octal = (value: number, length: number): string => field(value.toString(8).padStart(length - 1, '0'), length);

function headOf({ path, executable }: ArchiveEntry, size: number): Buffer {
  const cut = path.lastIndexOf('/');
  const mode = octal(executable ? 0o755 : 0o644, 8);
  // Owner, group and time are nobody's; what follows the sum is the type of a plain file, no link, the format, no names of owners.
  const start = `${field(path.slice(cut + 1), 100)}${mode}${octal(0, 8).repeat(2)}${octal(size, 12)}${octal(0, 12)}`;
  const end = `0${field('', 100)}ustar\x0000${field('', 80)}${field(path.slice(0, Math.max(0, cut)), 155)}`;
  const sum = Buffer.from(`${start}${' '.repeat(8)}${end}`).reduce((total, byte) => total + byte, 0);
  return Buffer.from(field(`${start}${octal(sum, 7)} ${end}`, block));
}

/** A tar archive. Throws a RangeError for a path that ustar cannot hold: a name beyond 100 bytes, or folders beyond 155. */
export function tar(entries: readonly ArchiveEntry[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const bytes = Buffer.from(entry.text);
    return [headOf(entry, bytes.length), bytes, Buffer.alloc(-bytes.length & (block - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}
