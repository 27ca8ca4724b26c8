// The output `planJson`: plan.json, what a lab is made of and the commands that make it, for review: what changed in meaning shows here.

import { type Address, type Cidr, formatAddress, formatCidr } from '../../address.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { Check } from '../../model/lab.ts';
import type { Command, Word } from '../../plan/command.ts';
import { byReason, type Change, type Plan, type PlanStep } from '../../plan/plan.ts';
import { formatJson, type Json } from '../json.ts';
import { type Lesson, labFolder, type Output } from '../output.ts';

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && 'file' in value;
}

function isAddress(value: object): value is Address | Cidr {
  return 'family' in value && 'value' in value && typeof value.value === 'bigint';
}

/** `LINE:COLUMN` of the tutorial. */
const place = ({ start }: Span): string => `${start.line}:${start.column}`;

/** A value of the plan in JSON: places and addresses as text. */
function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') throw new TypeError(`plan.json: no form for a ${typeof value}`);
  if (isSpan(value)) return place(value);
  if (isAddress(value)) return 'length' in value ? formatCidr(value) : formatAddress(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, jsonOf(inner)]])),
  );
}

/** A text in pieces, each line one: so a review sees which has changed. */
const lines = (pieces: readonly Word[]): Word[] =>
  pieces.flatMap((piece): readonly Word[] =>
    typeof piece === 'string' ? (piece.match(/[^\n]*\n|[^\n]+$/g) ?? []) : [piece],
  );

/** The words of a command; an object with more than them where there is more. */
function commandOf({ argv, stdin, unless, process }: Command): Json {
  if (stdin === undefined && unless === undefined && process === undefined) return jsonOf(argv);
  return jsonOf({ argv, stdin: stdin && lines(stdin), unless, process });
}

/** A field that says something: no empty list. */
const field = (name: string, list: readonly unknown[]): Record<string, Json> =>
  list.length === 0 ? {} : { [name]: list.map(jsonOf) };

/** What is said once of a resource, where it is made. */
function madeOf({ resource }: Change): Record<string, Json> {
  const { within, after, undo, undoIsNoted, claims } = resource;
  return {
    ...field('undoneBy', undo.map(commandOf)),
    ...(undoIsNoted === true ? { undoIsNoted } : {}),
    ...field('within', within),
    ...field('after', after),
    ...field('claims', claims),
  };
}

function changeOf(change: Change): Json {
  const { does, resource, commands, at } = change;
  return {
    [does]: resource.key,
    at: place(at),
    ...field('commands', commands.map(commandOf)),
    ...(does === 'make' ? madeOf(change) : {}),
  };
}

/** A sentence for one pair, and the address that it comes down to. */
function checkOf(check: Check): Json {
  const { text, at, note, within } = check;
  const dial = 'dial' in check && (check.dial.is === 'address' ? check.dial.address : check.dial.is);
  return jsonOf({ check: text, at, note, dial: dial === false ? undefined : dial, within: within || undefined });
}

function stepOf({ name, title, at, checks, changes }: PlanStep, { tutorial }: Plan): Json {
  const parts = byReason(changes).map((part) => ({
    reason: part.reason[tutorial.language],
    changes: part.changes.map(changeOf),
  }));
  return { step: name, title, at: place(at), parts, ...field('checks', checks.map(checkOf)) };
}

function planOf(plan: Plan): Json {
  return {
    lab: plan.lab,
    tutorial: plan.tutorial.file,
    steps: plan.steps.map((step) => stepOf(step, plan)),
  };
}

/** plan.json of each lab. */
export const planJson = {
  name: 'plan.json',
  render(lesson: Lesson) {
    return lesson.plans.map((plan) => ({
      path: `${labFolder(lesson, plan)}plan.json`,
      text: `${formatJson(planOf(plan))}\n`,
      executable: false,
    }));
  },
} satisfies Output;
