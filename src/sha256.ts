// SHA-256 (FIPS 180-4) in plain TypeScript: what browsers have of it answers later, and on secure pages only.

/** The first 32 bits behind the point of a root of each of the first primes. */
function bitsOfRoots(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const start = bitsOfRoots(8, Math.sqrt);
const constants = bitsOfRoots(64, Math.cbrt);

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The message, a one bit, and zeros up to the last 64 bits of a block of 512, which are its length. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

/** The hash of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  const view = padded(new TextEncoder().encode(text));
  const hash = start.slice();
  const words = new Int32Array(64);
  const word = (t: number): number => words[t] ?? 0;
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let t = 0; t < 64; t++) {
      const near = word(t - 2);
      const far = word(t - 15);
      const spread = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
      const mixed = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
      words[t] = t < 16 ? view.getInt32(block + 4 * t) : spread + word(t - 7) + mixed + word(t - 16);
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + (constants[t] ?? 0) + word(t);
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] ?? 0) + value;
  }
  return [...hash].map((value) => value.toString(16).padStart(8, '0')).join('');
}
