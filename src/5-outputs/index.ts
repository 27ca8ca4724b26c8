// The list of outputs: one line each.
import { ansible } from './ansible.ts';
import { bash } from './bash.ts';
import { bats } from './bats.ts';
import { lessonDoc } from './lesson.ts';
import type { Output } from './output.ts';
import { planJson } from './plan-json.ts';

/** Every output that `netgen build` makes. */
export const outputs: readonly Output[] = [bash, bats, planJson, lessonDoc, ansible];
