// The output `planJson`: plan.json, the operations of a lab in their order, for review: what changed in meaning shows here.
import { type Address, type Cidr, formatAddress, formatCidr } from '../../2-model/address.ts';
import type { Plan, PlanStep } from '../../4-plan/plan.ts';
import type { Span } from '../../diagnostics/span.ts';
import { type Lesson, labFolder, type Output } from '../output.ts';
import { formatJson, type Json } from '../json.ts';

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && 'file' in value;
}

function isAddress(value: object): value is Address | Cidr {
  return 'family' in value && 'value' in value && typeof value.value === 'bigint';
}

/** `FILE:LINE:COLUMN`, the file as the scripts name it. */
const place = ({ file, start }: Span): string => `${file}:${start.line}:${start.column}`;

/** A value of the plan in JSON: places and addresses as text, keys in alphabetical order. */
function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') throw new TypeError(`plan.json: no form for a ${typeof value}`);
  if (isSpan(value)) return place(value);
  if (isAddress(value)) return 'length' in value ? formatCidr(value) : formatAddress(value);
  const result: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value).sort(byKey)) {
    if (inner !== undefined) result[key] = jsonOf(inner);
  }
  return result;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

function stepOf(step: PlanStep, { tutorial }: Plan): Json {
  return {
    number: step.number,
    name: step.name,
    title: step.title,
    at: place(step.at),
    operations: step.operations.map((operation) => ({
      id: operation.id,
      at: place(operation.at),
      reason: operation.reason[tutorial.language],
      action: jsonOf(operation.action),
      undo: jsonOf(operation.undo),
      probe: jsonOf(operation.probe),
    })),
    checks: step.checks.map(jsonOf),
  };
}

function planOf(plan: Plan): Json {
  return {
    lab: plan.lab,
    tutorial: plan.tutorial.file,
    language: plan.tutorial.language,
    mark: jsonOf(plan.mark),
    needs: jsonOf(plan.needs),
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
