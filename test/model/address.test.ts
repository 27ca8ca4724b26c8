// Addresses in their one normal form: that of inet_ntop(3), by which ip prints them, so that a second run finds them.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/address.ts';

it.each([
  ['::ffff:0:0', '::ffff:0.0.0.0'],
  ['::a02:300', '::10.2.3.0'],
  ['::5:0', '::0.5.0.0'],
  ['::1', '::1'],
  ['::1234', '::1234'],
  ['::ffff:0:0:0', '::ffff:0:0:0'],
  ['64:ff9b::', '64:ff9b::'],
  ['2001:db8:0:0:1:0:0:0', '2001:db8:0:0:1::'],
  ['0:0:1::', '0:0:1::'],
])('%s is written %s', (text, normal) => {
  const address = parseAddress(text);
  expect(address && formatAddress(address)).toBe(normal);
});

it('is what the C library prints, for addresses with few and with many zeros', () => {
  const group = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff }));
  const groups = fc.sample(fc.array(group, { minLength: 8, maxLength: 8 }), { numRuns: 500, seed: 4 });
  const texts = groups.map((each) => each.map((value) => value.toString(16)).join(':'));
  const program =
    'import socket, sys\nfor line in sys.stdin: print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, line.strip())))';
  const printed = execFileSync('python3', ['-c', program], { input: texts.join('\n'), encoding: 'utf8' }).trim();
  const ours = texts.map((text) => {
    const address = parseAddress(text);
    return address && formatAddress(address);
  });
  expect(ours).toEqual(printed.split('\n'));
});
