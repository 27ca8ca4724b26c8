// Ansible: a collection with one role per lab.

import { template as defaultsTemplate } from '../../templates/ansible/defaults.yml.hbs';
import { template as foundTemplate } from '../../templates/ansible/found.j2.hbs';
import { template as argumentsTemplate } from '../../templates/ansible/meta/argument_specs.yml.hbs';
import { template as metaTemplate } from '../../templates/ansible/meta/main.yml.hbs';
import { template as compareTemplate } from '../../templates/ansible/tasks/compare.yml.hbs';
import { template as lookTemplate } from '../../templates/ansible/tasks/look.yml.hbs';
import { template as mainTemplate } from '../../templates/ansible/tasks/main.yml.hbs';
import { template as preflightTemplate } from '../../templates/ansible/tasks/preflight.yml.hbs';
import { template as presentTemplate } from '../../templates/ansible/tasks/present.yml.hbs';
import { template as verifyTemplate } from '../../templates/ansible/tasks/verify.yml.hbs';
import { template as varsTemplate } from '../../templates/ansible/vars.yml.hbs';
import type { Plan } from '../4-plan/plan.ts';
import { roleName } from './ansible-role-name.ts';
import { roleValues } from './ansible-values.ts';
import { renderTemplate } from './handlebars.ts';
import type { Lesson, Output, OutputFile } from './output.ts';

export const collectionFolder = 'ansible_collections/netgen/labs/';

const roleFiles = {
  'defaults/main.yml': defaultsTemplate,
  'meta/argument_specs.yml': argumentsTemplate,
  'meta/main.yml': metaTemplate,
  'tasks/compare.yml': compareTemplate,
  'tasks/look.yml': lookTemplate,
  'tasks/main.yml': mainTemplate,
  'tasks/preflight.yml': preflightTemplate,
  'tasks/present.yml': presentTemplate,
  'tasks/verify.yml': verifyTemplate,
  'templates/found.j2': foundTemplate,
  'vars/main.yml': varsTemplate,
};

function renderRole(plan: Plan): OutputFile[] {
  const values = roleValues(plan);
  return Object.entries(roleFiles).map(([path, template]) => ({
    path: `${collectionFolder}roles/${roleName(plan.lab)}/${path}`,
    text: renderTemplate(template, values),
    executable: false,
  }));
}

/** A role for each lab, in one collection. */
export const ansible: Output = {
  name: 'ansible',
  render: ({ plans }: Lesson) => plans.flatMap(renderRole),
};
