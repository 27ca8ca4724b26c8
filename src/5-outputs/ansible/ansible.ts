// Ansible: a collection with one role per lab.
import { template as changelogTemplate } from '../../../templates/ansible/collection/CHANGELOG.md.hbs';
import { template as galaxyTemplate } from '../../../templates/ansible/collection/galaxy.yml.hbs';
import { template as playbookTemplate } from '../../../templates/ansible/collection/playbook.yml.hbs';
import { template as collectionTemplate } from '../../../templates/ansible/collection/README.md.hbs';
import { template as runtimeTemplate } from '../../../templates/ansible/collection/runtime.yml.hbs';
import { template as yamllintTemplate } from '../../../templates/ansible/collection/yamllint.hbs';
import { template as defaultsTemplate } from '../../../templates/ansible/defaults.yml.hbs';
import { template as foundTemplate } from '../../../templates/ansible/found.j2.hbs';
import { template as rulesTemplate } from '../../../templates/ansible/gates.j2.hbs';
import { template as argumentsTemplate } from '../../../templates/ansible/meta/argument_specs.yml.hbs';
import { template as metaTemplate } from '../../../templates/ansible/meta/main.yml.hbs';
import { template as readmeTemplate } from '../../../templates/ansible/README.md.hbs';
import { template as absentTemplate } from '../../../templates/ansible/tasks/absent.yml.hbs';
import { template as commandsTemplate } from '../../../templates/ansible/tasks/commands.yml.hbs';
import { template as compareTemplate } from '../../../templates/ansible/tasks/compare.yml.hbs';
import { template as endTemplate } from '../../../templates/ansible/tasks/end.yml.hbs';
import { template as etcTemplate } from '../../../templates/ansible/tasks/etc.yml.hbs';
import { template as filesTemplate } from '../../../templates/ansible/tasks/files.yml.hbs';
import { template as forgetTemplate } from '../../../templates/ansible/tasks/forget.yml.hbs';
import { template as gatesTemplate } from '../../../templates/ansible/tasks/gates.yml.hbs';
import { template as inodesTemplate } from '../../../templates/ansible/tasks/inodes.yml.hbs';
import { template as ipv6Template } from '../../../templates/ansible/tasks/ipv6.yml.hbs';
import { template as leaveTemplate } from '../../../templates/ansible/tasks/leave.yml.hbs';
import { template as lookTemplate } from '../../../templates/ansible/tasks/look.yml.hbs';
import { template as mainTemplate } from '../../../templates/ansible/tasks/main.yml.hbs';
import { template as preflightTemplate } from '../../../templates/ansible/tasks/preflight.yml.hbs';
import { template as presentTemplate } from '../../../templates/ansible/tasks/present.yml.hbs';
import { template as processesTemplate } from '../../../templates/ansible/tasks/processes.yml.hbs';
import { template as rememberTemplate } from '../../../templates/ansible/tasks/remember.yml.hbs';
import { template as restoreTemplate } from '../../../templates/ansible/tasks/restore.yml.hbs';
import { template as runTemplate } from '../../../templates/ansible/tasks/run.yml.hbs';
import { template as settingsTemplate } from '../../../templates/ansible/tasks/settings.yml.hbs';
import { template as startTemplate } from '../../../templates/ansible/tasks/start.yml.hbs';
import { template as undoTemplate } from '../../../templates/ansible/tasks/undo.yml.hbs';
import { template as verifyTemplate } from '../../../templates/ansible/tasks/verify.yml.hbs';
import { template as varsTemplate } from '../../../templates/ansible/vars.yml.hbs';
import type { Plan } from '../../4-plan/plan.ts';
import { renderTemplate } from '../handlebars.ts';
import type { Lesson, Output, OutputFile } from '../output.ts';
import { roleName } from '../role-name.ts';
import { roleValues } from './values.ts';

const collection = 'ansible_collections/netgen/labs';

/** The files of every role. */
const files: Readonly<Record<string, TemplateSpecification>> = {
  'README.md': readmeTemplate,
  'defaults/main.yml': defaultsTemplate,
  'meta/argument_specs.yml': argumentsTemplate,
  'meta/main.yml': metaTemplate,
  'tasks/absent.yml': absentTemplate,
  'tasks/compare.yml': compareTemplate,
  'tasks/inodes.yml': inodesTemplate,
  'tasks/look.yml': lookTemplate,
  'tasks/main.yml': mainTemplate,
  'tasks/preflight.yml': preflightTemplate,
  'tasks/present.yml': presentTemplate,
  'tasks/verify.yml': verifyTemplate,
  'tasks/restore.yml': restoreTemplate,
  'templates/found.j2': foundTemplate,
  'vars/main.yml': varsTemplate,
};

/** Files that only some roles need, by what the role then has. */
const filesFor = {
  ipv6: { 'tasks/ipv6.yml': ipv6Template },
  files: { 'tasks/etc.yml': etcTemplate, 'tasks/files.yml': filesTemplate, 'tasks/forget.yml': forgetTemplate },
  leaves: { 'tasks/leave.yml': leaveTemplate },
  remembers: { 'tasks/remember.yml': rememberTemplate, 'tasks/settings.yml': settingsTemplate },
  accepts: { 'tasks/gates.yml': gatesTemplate, 'templates/gates.j2': rulesTemplate },
  processes: {
    'tasks/processes.yml': processesTemplate,
    'tasks/start.yml': startTemplate,
    'tasks/end.yml': endTemplate,
  },
  commands: { 'tasks/commands.yml': commandsTemplate, 'tasks/run.yml': runTemplate, 'tasks/undo.yml': undoTemplate },
} as const;

function file(path: string, template: TemplateSpecification, values: object): OutputFile {
  return { path: `${collection}/${path}`, text: renderTemplate(template, values), executable: false };
}

function renderRole(plan: Plan): OutputFile[] {
  const values = roleValues(plan);
  const all = [
    ...Object.entries(files),
    ...Object.entries(filesFor).flatMap(([what, own]) =>
      values[what as keyof typeof filesFor] ? Object.entries(own) : [],
    ),
  ];
  return [
    ...all.map(([path, template]) => file(`roles/${values.role}/${path}`, template, values)),
    file(`playbooks/${values.role}.yml`, playbookTemplate, values),
  ];
}

/** A role for each lab, in one collection. */
export const ansible = {
  name: 'ansible',
  render: ({ plans }: Lesson) => plans.flatMap(renderRole),
  renderShared(lessons) {
    const roles = lessons
      .flatMap(({ plans }) => plans)
      .map(({ lab, tutorial }) => ({ role: roleName(lab), lab, title: tutorial.title, file: tutorial.file }))
      .sort((a, b) => (a.role < b.role ? -1 : 1));
    return [
      file('.yamllint', yamllintTemplate, {}),
      file('CHANGELOG.md', changelogTemplate, {}),
      file('README.md', collectionTemplate, { roles }),
      file('galaxy.yml', galaxyTemplate, {}),
      file('meta/runtime.yml', runtimeTemplate, {}),
    ];
  },
} satisfies Output;
