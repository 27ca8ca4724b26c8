// The twenty cases of the language: each is read whole, or refused only by what comes later.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileTutorial } from '../../src/compile.ts';
import { tutorialOf } from '../tutorial-text.ts';
import { problemsOf, readBlock } from './read.ts';

const text = readFileSync(resolve(import.meta.dirname, 'cases.md'), 'utf8');

/** Heading and content of every block. */
function blocks(): { heading: string; yaml: string }[] {
  let heading = '';
  return [...text.matchAll(/^## (.*)$|^```topology\n([\s\S]*?)^```/gm)].flatMap(([, title, yaml]) => {
    heading = title ?? heading;
    return yaml === undefined ? [] : [{ heading, yaml }];
  });
}

/** What each block makes: nodes, cables, checks; or the words that come later, in the order of the block. */
const expected: readonly (readonly [string, string])[] = [
  ['Case 1a', '2 nodes, 1 cables, 1 checks'],
  ['Case 1b', '4 nodes, 3 cables, 2 checks'],
  ['Case 1b', '1 nodes, 0 cables, 4 checks'],
  ['Case 2', '8 nodes, 7 cables, 4 checks'],
  ['Case 3', '8 nodes, 8 cables, 3 checks'],
  ['Case 4', '5 nodes, 4 cables, 4 checks'],
  ['Case 5', '7 nodes, 6 cables, 2 checks'],
  ['Case 6', '5 nodes, 5 cables, 2 checks'],
  ['Case 7', '7 nodes, 7 cables, 3 checks'],
  ['Case 8', '7 nodes, 6 cables, 3 checks'],
  ['Case 9', '8 nodes, 7 cables, 5 checks'],
  ['Case 10', '18 nodes, 20 cables, 58 checks'],
  ['Case 11', '3 nodes, 3 cables, 1 checks'],
  ['Case 11', '0 nodes, 0 cables, 2 checks'],
  ['Case 11', '0 nodes, 0 cables, 1 checks'],
  ['Case 12', '2 nodes, 1 cables, 2 checks'],
  ['Case 13', '1001 nodes, 1000 cables, 999 checks'],
  ['Case 14', '5 nodes, 4 cables, 4 checks'],
  ['Case 15', '4 nodes, 3 cables, 1 checks'],
  ['Case 15', '0 nodes, 0 cables, 2 checks'],
  ['Case 15', '1 nodes, 0 cables, 1 checks'],
  ['Case 16', '4 nodes, 3 cables, 4 checks'],
  ['Case 17', '2 nodes, 2 cables, 2 checks'],
  ['Case 18', '2 nodes, 1 cables, 1 checks'],
  ['Case 19', 'later: machines, machine, machine, machine'],
  ['Case 20', '5 nodes, 4 cables, 14 checks'],
];

describe('the cases', () => {
  const all = blocks();
  const headings = [...new Set(all.map(({ heading }) => heading))];

  test('are all there', () => {
    expect(all.map(({ heading }) => heading.split(':')[0])).toEqual(expected.map(([heading]) => heading));
  });

  test.each(all.map(({ heading, yaml }, index) => [heading, yaml, expected[index]?.[1]] as const))(
    '%s',
    (_, yaml, is) => {
      const read = readBlock(yaml);
      const others = problemsOf(read).filter((problem) => !problem.startsWith('not-yet '));
      expect(others).toEqual([]);
      const { statements, source, diagnostics } = read;
      const words = diagnostics.map(({ at }) => source.slice(at.start.offset, at.end.offset));
      const made =
        statements && [statements.add.nodes, statements.add.cables, statements.checks].map((list) => list.length);
      const told = made ? `${made[0]} nodes, ${made[1]} cables, ${made[2]} checks` : `later: ${words.join(', ')}`;
      expect(told).toBe(is);
    },
  );

  test.each(headings)('%s: no rule has anything to say', (of) => {
    const text = tutorialOf(...all.filter(({ heading }) => heading === of).map(({ yaml }) => yaml));
    const { diagnostics } = compileTutorial('case.md', new TextEncoder().encode(text));
    expect(diagnostics.filter(({ code }) => code !== 'not-yet')).toEqual([]);
  });
});
