// What leads back: from a step to the one before, and from the whole lab to the machine without it.
import type { Command } from '../../plan/command.ts';
import { claimsOf } from '../../plan/needs.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import type { Claim, Resource } from '../../plan/resource.ts';
import { shellWord } from '../quote.ts';
import { type Remarks, textbookLine, withUplink } from './textbook.ts';

const linesOf = (commands: readonly Command[], remarks: Remarks): string[] =>
  commands.map((command) => textbookLine(command, remarks));

/** The tables of the machine that these have parts in. A table goes as a whole, and its parts with it. */
const tablesIn = (claims: readonly Claim[]): string[] =>
  claims.flatMap((claim) => (claim.is === 'table' ? [`nft delete table inet ${shellWord(claim.name)}`] : []));

const isInTable = ({ claims }: Resource): boolean => tablesIn(claims).length > 0;

/** The lines that lead a step back to the one before. What has no undo of its own has none. */
export function backLines({ back, resources }: PlanStep, before: PlanStep | undefined, remarks: Remarks): string[] {
  if (back === undefined || before === undefined) return [];
  const tables = (all: readonly Resource[]) => tablesIn(all.flatMap(({ claims }) => claims));
  const left = new Set(tables(before.resources));
  const gone = [...new Set(tables(resources))].filter((table) => !left.has(table));
  const own = back.filter(({ resource }) => gone.length === 0 || !isInTable(resource));
  return withUplink([...gone, ...own.flatMap(({ commands }) => linesOf(commands, remarks))]);
}

/**
 * The lines that take a whole lab away: what its author has said of undoing, then what stands, last first. What ends with another
 * thing of the lab needs none.
 */
export function undoLines(plan: Plan, remarks: Remarks): string[] {
  const standing = (plan.steps.at(-1)?.resources ?? []).toReversed();
  const keys = new Set(standing.flatMap(({ key, alsoKeys = [] }) => [key, ...alsoKeys]));
  const noted = standing.filter(({ undoIsNoted }) => undoIsNoted === true);
  const own = standing.filter(
    (one) => one.undoIsNoted !== true && !isInTable(one) && !one.within.some((key) => keys.has(key)),
  );
  const undo = (resources: readonly Resource[]) => resources.flatMap((one) => linesOf(one.undo, remarks));
  return withUplink([...undo(noted), ...tablesIn(claimsOf(plan)), ...undo(own)]);
}
