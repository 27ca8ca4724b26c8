// The output `planJson`: plan.json, what a lab is made of and the commands that make it, for review: what changed in meaning shows here.
import { type Address, type Cidr, formatAddress, formatCidr } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Check } from '../../model/lab.ts';
import type { Command, Word } from '../../plan/command.ts';
import { byReason, type Change, type Plan, type PlanStep } from '../../plan/plan.ts';
import { formatJson } from '../json.ts';
import { type Lesson, labFolder, type Output } from '../output.ts';

const isSpan = (value: object): value is Span => 'start' in value && 'end' in value && 'file' in value;

const isAddress = (value: object): value is Address | Cidr =>
  'family' in value && 'value' in value && typeof value.value === 'bigint';

/** Places are `LINE:COLUMN` of the tutorial, and addresses are text. */
function shown(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSpan(value)) return `${value.start.line}:${value.start.column}`;
  if (isAddress(value)) return 'length' in value ? formatCidr(value) : formatAddress(value);
  return value;
}

/** A text in pieces, each line one: so a review sees which has changed. */
const lines = (pieces: readonly Word[]): Word[] =>
  pieces.flatMap((piece): readonly Word[] =>
    typeof piece === 'string' ? (piece.match(/[^\n]*\n|[^\n]+$/g) ?? []) : [piece],
  );

/** The words of a command; an object with more than them where there is more. */
function commandOf({ argv, stdin, unless, process, keptAs }: Command): unknown {
  if (stdin === undefined && unless === undefined && process === undefined && keptAs === undefined) return argv;
  return { argv, stdin: stdin && lines(stdin), unless, process, keptAs };
}

/** A list that says something. */
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

function changeOf({ does, resource, commands, at }: Change): object {
  const { key, within, after, undo, undoIsNoted, claims } = resource;
  const run = some(commands.map(commandOf));
  if (does !== 'make') return { [does]: key, at, commands: run };
  // What is said once of a resource, where it is made.
  return {
    make: key,
    at,
    commands: run,
    undoneBy: some(undo.map(commandOf)),
    undoIsNoted: undoIsNoted || undefined,
    within: some(within),
    after: some(after),
    claims: some(claims),
  };
}

/** A sentence for one pair, and the address that it comes down to. */
function checkOf(check: Check): object {
  const { text, at, note, within, dial: dialled } = check;
  const dial = dialled?.is === 'address' ? dialled.address : dialled?.is;
  return { check: text, at, note, dial, within: within || undefined };
}

const stepOf = ({ name, title, at, checks, changes }: PlanStep, { tutorial }: Plan): object => ({
  step: name,
  title,
  at,
  parts: byReason(changes).map((part) => ({
    reason: part.reason[tutorial.language],
    changes: part.changes.map(changeOf),
  })),
  checks: some(checks.map(checkOf)),
});

export const planJson = {
  render(lesson: Lesson) {
    return lesson.plans.map((plan) => {
      const { lab, tutorial, steps } = plan;
      const value = { lab, tutorial: tutorial.file, steps: steps.map((step) => stepOf(step, plan)) };
      return { path: `${labFolder(lesson, plan)}plan.json`, text: `${formatJson(value, shown)}\n`, executable: false };
    });
  },
  files: {
    'plan.json': {
      en: 'everything that the lab is made of, with the commands that make and undo it, as data.',
      'zh-CN': '实验的全部组成部分，以及创建和撤销它们的命令，以数据形式给出。',
    },
  },
} satisfies Output;
