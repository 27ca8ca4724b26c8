// The Ansible side of a lesson: how the role of a lab is run up to a step.
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { markdownCode, shellWord, yamlText } from '../quote.ts';
import { roleName } from '../role-name.ts';
import { codeBlock } from './fences.ts';
import type { LessonWords } from './words.ts';

/** The role's name, as a link to its README. The page is one folder below that of the collections. */
export function roleLink(plan: Plan): string {
  const role = roleName(plan.lab);
  return `[${markdownCode(`netgen.labs.${role}`)}](../ansible_collections/netgen/labs/roles/${role}/README.md)`;
}

/** The playbook from the command line, and the role as a task, up to a step; a lab of one step needs no word for it. */
export function ansibleParts(plan: Plan, step: PlanStep, words: LessonWords): string[] {
  const role = roleName(plan.lab);
  const several = plan.steps.length > 1;
  const command = ['ansible-playbook -i inventory', `netgen.labs.${role}`];
  const task = ['- ansible.builtin.include_role:', `    name: netgen.labs.${role}`];
  if (several) {
    command.push(`--extra-vars ${shellWord(`${role}_until=${step.name}`)}`);
    task.push('  vars:', `    ${role}_until: ${yamlText(step.name)}`);
  }
  return [codeBlock('bash', command.join(' ')), words.asTask(roleLink(plan)), codeBlock('yaml', task.join('\n'))];
}
