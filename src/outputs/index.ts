// The list of outputs: one line each.
import { ansible } from './ansible/ansible.ts';
import { bash } from './bash/bash.ts';
import { bats } from './bats/bats.ts';
import { diagram } from './diagram/diagram.ts';
import { evidenceJson } from './evidence/evidence.ts';
import { lessonDoc } from './lesson/lesson.ts';
import type { Output } from './output.ts';
import { planJson } from './plan-json/plan-json.ts';

/** Every output that `netgen build` makes. */
export const outputs: readonly Output[] = [bash, bats, planJson, lessonDoc, diagram, ansible, evidenceJson];
