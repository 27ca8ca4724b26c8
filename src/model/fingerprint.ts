// Short names made from long ones, the same on every machine.

/** 64 bits as 16 hex digits: FNV-1a (draft-eastlake-fnv) over the UTF-16 units, twice. A name that rarely meets another, no proof. */
export function fingerprint(text: string): string {
  const half = (start: number) => {
    let hash = start;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    // A last mixing (murmur3's finaliser): FNV alone leaves the high bits of short texts alike.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
  return [half(0x811c9dc5), half(0x9747b28c)].map((hash) => hash.toString(16).padStart(8, '0')).join('');
}

/** A number from 1 to 2^31 - 1 made from the text. */
export function fingerprintNumber(text: string): number {
  return Number.parseInt(fingerprint(text).slice(0, 8), 16) & 0x7fffffff || 1;
}
