// Reads no more of a file than there is room for, however large it is.
import { closeSync, openSync, readSync } from 'node:fs';

/** The start of a file, as many bytes of it as `room` has. Throws what the system says of a file that cannot be read. */
export function readStart(path: string, room: Uint8Array): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    let length = 0;
    let got: number;
    do {
      got = readSync(descriptor, room, length, room.length - length, null);
      length += got;
    } while (got > 0 && length < room.length);
    return room.slice(0, length);
  } finally {
    closeSync(descriptor);
  }
}
