// What help texts offer must really be free.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cidr, contains, formatCidr, isReservedHost, networkOf, overlaps, parseCidr } from '../../src/address.ts';
import { freeAddress, freePrefix } from '../../src/model/free.ts';

const cidr = (text: string): Cidr => {
  const read = parseCidr(text);
  if (read === undefined) throw new Error(text);
  return read;
};

/** Prefixes close together, so that they meet. */
const prefixes = fc
  .record({ family: fc.constantFrom<4 | 6>(4, 6), host: fc.bigInt(0n, 255n), length: fc.integer({ min: 0, max: 8 }) })
  .map(({ family, host, length }): Cidr => {
    const width = family === 4 ? 32 : 128;
    return { family, value: (family === 4 ? 0x0a000000n : 0x20010db8n << 96n) + host, length: width - length };
  });

test('a free address is a host of the same subnet that nobody has', () => {
  fc.assert(
    fc.property(prefixes, fc.array(prefixes, { maxLength: 40 }), (wanted, used) => {
      const text = freeAddress(wanted, used);
      if (text === undefined) return;
      const free = cidr(text);
      expect(networkOf(free)).toEqual(networkOf(wanted));
      expect(isReservedHost(free)).toBe(false);
      expect(used.map(formatCidr)).not.toContain(text);
      expect(used.some((other) => other.family === free.family && other.value === free.value)).toBe(false);
    }),
  );
});

test('there is none only where the subnet is full', () => {
  fc.assert(
    fc.property(prefixes, fc.array(prefixes, { maxLength: 40 }), (wanted, used) => {
      if (freeAddress(wanted, used) !== undefined) return;
      const first = networkOf(wanted);
      for (let value = first.value; contains(first, { family: first.family, value }); value++) {
        const host = { ...wanted, value };
        const taken = used.some((other) => other.family === host.family && other.value === value);
        expect(taken || isReservedHost(host) || value === wanted.value).toBe(true);
      }
    }),
  );
});

test('the next one up is taken first', () => {
  expect(freeAddress(cidr('172.19.0.2/24'), [cidr('172.19.0.2/24')])).toBe('172.19.0.3/24');
  expect(freeAddress(cidr('10.0.0.255/24'), [])).toBe('10.0.0.1/24');
  expect(freeAddress(cidr('10.0.0.0/31'), [cidr('10.0.0.0/31'), cidr('10.0.0.1/31')])).toBeUndefined();
});

test('a free prefix has the same length and meets no other', () => {
  fc.assert(
    fc.property(prefixes, fc.array(prefixes, { maxLength: 40 }), (wanted, used) => {
      const text = freePrefix(wanted, [wanted, ...used]);
      if (text === undefined) return;
      const free = cidr(text);
      expect(free).toEqual(networkOf(free));
      expect(free.length).toBe(wanted.length);
      expect([wanted, ...used].filter((other) => overlaps(other, free))).toEqual([]);
    }),
  );
});
