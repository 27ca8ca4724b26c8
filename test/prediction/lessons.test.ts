// What is foretold of the labs of this repository is what their checks say, which were all tried on a kernel.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { isReach, type ReachCheck } from '../../src/checks/reach/check.ts';
import { buildLabs } from '../../src/model/build-labs.ts';
import type { State } from '../../src/model/lab.ts';
import { predict } from '../../src/prediction/predict.ts';
import { verdictText } from '../../src/prediction/tell.ts';
import { readTutorial } from '../../src/source/read-tutorial.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = ['tutorials', 'src/kinds', 'test/checks'].flatMap((folder) =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

function foretold({ from, fromInterface, to, dial, service }: ReachCheck, state: State) {
  if (from.is !== 'node' || dial.is !== 'address') return undefined;
  return predict(state, {
    from: from.netns,
    ...(fromInterface !== undefined && { bound: fromInterface }),
    to: dial.address,
    ...(service ?? { protocol: 'icmp' }),
    ...(to?.is === 'node' && { target: to.netns }),
  });
}

test.each(pages)('%s', (page) => {
  const { tutorial } = readTutorial(page, readFileSync(resolve(root, page)));
  const steps = tutorial === undefined ? [] : buildLabs(tutorial).labs.flatMap((lab) => lab.steps);
  const wrong = steps.flatMap(({ checks, state }) =>
    checks.filter(isReach).flatMap((check) => {
      const found = foretold(check, state);
      if (found === undefined || found.verdict === 'unknown') return [];
      const isReached = found.verdict === 'arrives' && check.because?.reason !== 'refuses';
      return isReached === check.expect ? [] : `${check.text}: ${verdictText(found)}`;
    }),
  );
  expect(wrong).toEqual([]);
});
