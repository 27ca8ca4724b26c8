// Fences and what really came: reading, comparing, rewriting, and the laws that hold between them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, answerFits, type Expected, fitsAll, wantedLines } from '../../src/transcripts/answer.ts';
import { type ConsoleCommand, readConsole } from '../../src/transcripts/console.ts';
import { differenceOf } from '../../src/transcripts/difference.ts';
import { badExpressionIn, lineMatcher } from '../../src/transcripts/pattern.ts';
import { rewritten, rewrittenLine } from '../../src/transcripts/rewrite.ts';
import { screenLines } from '../../src/transcripts/screen.ts';
import { normalised } from '../../src/transcripts/volatile.ts';

/** What tools print, and what could be mistaken for the grammar of a fence. */
const realLine = fc.oneof(
  fc.constantFrom(
    '2: veth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000',
    '    link/ether 7a:1b:22:33:44:55 brd ff:ff:ff:ff:ff:ff link-netnsid 0',
    '    inet6 fe80::781b:22ff:fe33:4455/64 scope link',
    '64 bytes from 172.20.0.2: icmp_seq=1 ttl=64 time=0.045 ms',
    'rtt min/avg/max/mdev = 0.030/0.045/0.060/0.010 ms',
    'LISTEN 0      5            0.0.0.0:80        0.0.0.0:*    users:(("python3",pid=123,fd=3))',
    'icmp     1 29 src=172.19.0.4 dst=203.0.113.9 type=8 code=0 id=1234',
    '10:11:12 .. ...',
  ),
  fc.constantFrom(
    '',
    '$ ip route',
    'ns1# x',
    '> more',
    '[exit 1]',
    '[no output]',
    '...',
    '[..]',
    '```',
    '~~~~ a',
    '[/(/]',
  ),
  fc.constantFrom(
    '  [exit 1]',
    '\u001b[31mred',
    'a\uFFFDb',
    '..7a:1b:22:33:44:55',
    'time=1 ms...',
    '> ',
    '$',
    '# x',
    '[/a/]',
  ),
  fc.string({ unit: fc.constantFrom(...'ab 0.:[]/\\$#>`~1-') }),
);
const realLines = fc.array(realLine, { maxLength: 8 }).map((lines) => screenLines(lines.join('\n')));
const answers: fc.Arbitrary<Answer> = fc.record({ lines: realLines, status: fc.constantFrom(0, 1, 255) });

/** Lines of an author: what came once, with elisions and mistakes. */
const authorLine = fc.oneof(
  realLine.map(rewrittenLine),
  fc.constantFrom('...', 'a [..] b', '64 bytes from [..]: icmp_seq=[/\\d+/] ttl=65 time=0.1 ms', 'something else'),
);
const fences = fc.record({ output: fc.array(authorLine, { maxLength: 6 }), status: fc.constantFrom(0, 1) });

const commandOf = (lines: readonly string[]): ConsoleCommand => {
  const { commands, problems } = readConsole(lines);
  expect(problems).toEqual([]);
  expect(commands).toHaveLength(1);
  return commands[0] as ConsoleCommand;
};

const expectedOf = ({ output, silent, exit }: ConsoleCommand): Expected => ({
  output,
  silent,
  status: exit?.status ?? 0,
});

const authored = fences.map(({ output, status }): Expected => {
  const lines = output.map((line) => line.replace(/^(\$|ns1#|>|```|~~~).*|^ *\[(exit|no).*/, 'x'));
  return expectedOf(commandOf(['$ true', ...lines, ...(status === 0 ? [] : [`[exit ${status}]`])]));
});

const updated = (expected: Expected, answer: Answer, fill = false): Expected => {
  const lines = rewritten(expected, answer, fill);
  return lines === undefined ? expected : expectedOf(commandOf(['$ true', ...lines]));
};

describe('laws', () => {
  test('what came fits itself, as it came in a line of a fence, and without what differs from run to run', () => {
    fc.assert(
      fc.property(realLine, (line) => {
        const [text = ''] = screenLines(line);
        expect(lineMatcher(rewrittenLine(text))(text)).toBe(true);
        if (!text.includes('[/')) expect(lineMatcher(text)(text)).toBe(true);
        expect(normalised(normalised(text))).toBe(normalised(text));
      }),
    );
  });

  test('after an update the fence fits, whatever it said before', () => {
    fc.assert(
      fc.property(authored, answers, fc.boolean(), (expected, answer, fill) => {
        expect(answerFits(updated(expected, answer, fill), answer)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('an update of a fence that fits changes nothing, so a second one changes nothing', () => {
    fc.assert(
      fc.property(authored, answers, fc.boolean(), (expected, answer, fill) => {
        expect(rewritten(updated(expected, answer, fill), answer, fill && answer.lines.length > 0)).toBeUndefined();
      }),
    );
  });

  test('lines `...` outlive every update', () => {
    const gaps = ({ output }: Expected) => output.filter((line) => line.trim() === '...').length;
    fc.assert(
      fc.property(authored, answers, (expected, answer) => {
        expect(gaps(updated(expected, answer))).toBeGreaterThanOrEqual(gaps(expected));
      }),
    );
  });

  test('the lines that fit stay as the author wrote them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('one', 'two  two', 'three', 'four [..] x'), { minLength: 2 }),
        (output) => {
          const expected: Expected = { output, silent: false, status: 0 };
          const lines = output.map((line) => line.replace('  ', ' ').replace('[..]', 'y'));
          const { output: now } = updated(expected, { lines: ['new', ...lines.slice(1)], status: 0 });
          expect(now.slice(1)).toEqual(output.slice(1));
        },
      ),
    );
  });

  test('there is a difference where something does not fit, and only there', () => {
    fc.assert(
      fc.property(authored, answers, (expected, answer) => {
        const difference = differenceOf(expected, answer);
        expect(difference === undefined).toBe(answerFits(expected, answer));
      }),
      { numRuns: 300 },
    );
  });

  test('lines fit as a search over all ways says', () => {
    const fits = (wanted: readonly string[], given: readonly string[]): boolean => {
      const [first, ...rest] = wanted;
      if (first === undefined) return given.length === 0;
      if (first === '...') return given.some((_, index) => fits(rest, given.slice(index))) || fits(rest, []);
      return given.length > 0 && lineMatcher(first)(given[0] ?? '') && fits(rest, given.slice(1));
    };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '...', '[..]')),
        fc.array(fc.constantFrom('a', 'b', 'c')),
        (wanted, given) => {
          expect(fitsAll(wantedLines(wanted), given)).toBe(fits(wanted, given));
        },
      ),
    );
  });
});

describe('a line', () => {
  test.each([
    ['a  b', ' a b ', true],
    ['a b', 'ab', false],
    ['a...c', 'abc', true],
    ['a[..]c', 'ac', true],
    ['a[...]c', 'abd', false],
    ['ttl=[/\\d+/] x', 'ttl=64 x', true],
    ['ttl=[/\\d+/] x', 'ttl= x', false],
    ['[/a\\/b/]', 'a/b', true],
    ['[/a', '[/a', true],
    ['x.y*', 'xzy*', false],
    ['time=0.04 ms', 'time=12 ms', true],
    ['time=0.04 ms', 'time=soon ms', false],
    ['ttl=64', 'ttl=63', false],
    ['link/ether 02:00:00:00:00:01', 'link/ether 7a:7a:7a:7a:7a:7a', true],
    ['brd ff:ff:ff:ff:ff:ff', 'brd 7a:7a:7a:7a:7a:7a', false],
    ['7: veth0@if2: <UP>', '9: veth0@if4: <UP>', true],
    ['7: veth0@[..]: <UP>', '9: veth0@eth0: <UP>', true],
    ['0: from all lookup local', '1: from all lookup local', false],
    ['fe80::1', 'fe80::2', false],
    ['fe80::7878:78ff:fe78:7878/64', 'fe80::1:2ff:fe03:4/64', true],
    ['tcp dport 8080', 'tcp dport 8081', false],
    ['172.19.0.3:51000', '172.19.0.3:40000', true],
    ['172.19.0.3:8080', '172.19.0.3:8081', false],
    ['vxlan id 42', 'vxlan id 43', false],
    ['delay 10ms', 'delay 20ms', false],
  ])('%s and %s: %s', (written, line, fits) => {
    expect(lineMatcher(written)(line)).toBe(fits);
  });

  test('an expression that cannot be read is told with its columns', () => {
    const columnsOf = (line: string) => {
      const places: (readonly [number, number])[] = [];
      const problem = badExpressionIn(line, (from, to) => {
        places.push([from, to]);
        const point = { line: 1, column: from + 1, offset: from };
        return { file: 'x.md', start: point, end: point };
      });
      return [problem?.label, ...places];
    };
    expect(columnsOf('a [/(/] b [/*/]')).toEqual(['missing closing )', [2, 7]]);
    expect(columnsOf('a [/b/] [/*/]')).toEqual(['missing argument to repetition operator', [8, 13]]);
    expect(columnsOf('[/'.repeat(100_000))).toEqual([undefined]);
  });
});

describe('a fence', () => {
  test('holds prompts, commands over several lines, output and endings', () => {
    const { commands, problems } = readConsole([
      '',
      'ns1$ a \\',
      '> b',
      '  out',
      '',
      'more',
      '',
      '$ c',
      '# d',
      '[exit 2]',
      'r-1# e',
      '[no output]',
      '',
      '$ f',
    ]);
    expect(problems).toEqual([]);
    expect(commands).toEqual([
      {
        node: 'ns1',
        line: 1,
        column: 5,
        answer: 3,
        end: 6,
        run: 'a \\\nb',
        output: ['  out', '', 'more'],
        silent: false,
      },
      {
        line: 7,
        column: 2,
        answer: 8,
        end: 10,
        run: 'c',
        output: ['# d'],
        silent: false,
        exit: { line: 9, status: 2 },
      },
      { node: 'r-1', line: 10, column: 5, answer: 11, end: 12, run: 'e', output: [], silent: true },
      { line: 13, column: 2, answer: 14, end: 14, run: 'f', output: [], silent: false },
    ]);
  });

  test.each([
    [['out', '$ a'], [{ line: 0, is: 'no prompt' }]],
    [[''], [{ line: 0, is: 'no prompt' }]],
    [['# ip route'], [{ line: 0, is: 'no prompt' }]],
    [['$ a', '[exit 1]', 'b'], [{ line: 2, is: 'after the end' }]],
    [['$ a', '[no output]', 'b'], [{ line: 2, is: 'no output and some' }]],
    [['$ a', 'b', '[no output]'], [{ line: 2, is: 'no output and some' }]],
  ])('%j is told of', (lines, problems) => {
    expect(readConsole(lines).problems).toEqual(problems);
  });
});

describe('a rewritten fence', () => {
  const expected = (...output: string[]): Expected => ({ output, silent: false, status: 0 });

  test('keeps elisions where the words around them still are', () => {
    const now = rewritten(expected('64 bytes from [..]: icmp_seq=1 ttl=64 time=[..] ms', '...'), {
      lines: ['64 bytes from 10.0.0.1: icmp_seq=1 ttl=63 time=0.1 ms', 'x', 'y'],
      status: 1,
    });
    expect(now).toEqual(['64 bytes from [..]: icmp_seq=1 ttl=63 time=[..] ms', '...', '[exit 1]']);
  });

  test('puts the last line right although a gap stands before it', () => {
    const now = rewritten(expected('PING a', '...', '1 packets transmitted, 1 received, 0% packet loss'), {
      lines: ['PING a', 'b', '1 packets transmitted, 0 received, 100% packet loss'],
      status: 0,
    });
    expect(now).toEqual(['PING a', '...', '1 packets transmitted, 0 received, 100% packet loss']);
  });

  test('leaves a command without output as it is, unless it is to be filled', () => {
    const plain = expected();
    expect(rewritten(plain, { lines: ['a'], status: 0 })).toBeUndefined();
    expect(rewritten(plain, { lines: ['a'], status: 3 })).toEqual(['[exit 3]']);
    expect(rewritten(plain, { lines: ['a'], status: 0 }, true)).toEqual(['a']);
    expect(rewritten(plain, { lines: [], status: 0 }, true)).toEqual(['[no output]']);
  });

  test('a difference shows the place, what the fence says and what came', () => {
    const difference = differenceOf(
      { output: ['one', 'two', 'three', 'four', 'five', 'six'], silent: false, status: 0 },
      { lines: ['one', 'two', 'three', 'four', 'FIVE', 'six'], status: 1 },
    );
    expect(difference?.row).toBe(4);
    expect(difference?.text((row) => `a.md:${row + 10}`)).toBe(
      '@@ a.md:11 @@\n two\n three\n four\n-five\n+FIVE\n six\n+[exit 1]',
    );
  });
});

test('a screen knows no colour, no tab and no control', () => {
  expect(screenLines('\u001b[1;32ma\u001b[0m\tb \r\nc\u0000\u202e\rd\n\n\n')).toEqual([
    'a       b',
    'c\uFFFD\uFFFD',
    'd',
  ]);
});
