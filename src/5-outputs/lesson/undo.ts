// What leads back: from a step to the one before, and from the whole lab to the machine without it.
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import type { Resource } from '../../4-plan/resource.ts';
import { shellWord } from '../quote.ts';
import { type Remarks, textbookLine, withUplink } from './textbook.ts';

/** The lines that lead a step back. What has no undo of its own has none. */
export function backLines({ back = [] }: PlanStep, remarks: Remarks): string[] {
  return withUplink(back.flatMap(({ commands }) => commands.map((command) => textbookLine(command, remarks))));
}

/** The table of the machine that a resource is in: it goes as a whole, and all that is in it with it. */
const tableOf = ({ claims }: Resource): string | undefined => claims.find((claim) => claim.is === 'table')?.name;

/**
 * The lines that take a whole lab away: what its author has said of undoing, then what stands, last first. What ends with another
 * thing of the lab needs none.
 */
export function undoLines({ steps }: Plan, remarks: Remarks): string[] {
  const standing = (steps.at(-1)?.resources ?? []).toReversed();
  const keys = new Set(standing.flatMap(({ key, alsoKeys = [] }) => [key, ...alsoKeys]));
  const noted = standing.filter(({ undoIsNoted }) => undoIsNoted === true);
  const own = standing.filter(
    ({ undoIsNoted, within }) => undoIsNoted !== true && !within.some((key) => keys.has(key)),
  );
  const lines = [...noted, ...own].flatMap((resource) => {
    const table = tableOf(resource);
    if (table !== undefined) return [`nft delete table inet ${shellWord(table)}`];
    return resource.undo.map((command) => textbookLine(command, remarks));
  });
  // A table may hold several things.
  return withUplink([...new Set(lines)]);
}
