// Ansible: a collection with a role for each lab, whose tasks are the lesson: a file a step, a task a reason, the lines of setup.sh in it.
import { template as changelogTemplate } from '../../../templates/ansible/collection/CHANGELOG.md.hbs';
import { template as galaxyTemplate } from '../../../templates/ansible/collection/galaxy.yml.hbs';
import { template as playbookTemplate } from '../../../templates/ansible/collection/playbook.yml.hbs';
import { template as collectionTemplate } from '../../../templates/ansible/collection/README.md.hbs';
import { template as runtimeTemplate } from '../../../templates/ansible/collection/runtime.yml.hbs';
import { template as yamllintTemplate } from '../../../templates/ansible/collection/yamllint.hbs';
import { template as defaultsTemplate } from '../../../templates/ansible/defaults.yml.hbs';
import { template as argumentsTemplate } from '../../../templates/ansible/meta/argument_specs.yml.hbs';
import { template as metaTemplate } from '../../../templates/ansible/meta/main.yml.hbs';
import { template as readmeTemplate } from '../../../templates/ansible/README.md.hbs';
import { template as chineseReadmeTemplate } from '../../../templates/ansible/README.zh-CN.md.hbs';
import { template as absentTemplate } from '../../../templates/ansible/tasks/absent.yml.hbs';
import { template as mainTemplate } from '../../../templates/ansible/tasks/main.yml.hbs';
import { template as presentTemplate } from '../../../templates/ansible/tasks/present.yml.hbs';
import { template as stepTemplate } from '../../../templates/ansible/tasks/step.yml.hbs';
import { needsOf } from '../../plan/needs.ts';
import type { Plan } from '../../plan/plan.ts';
import { lessonLines } from '../../scripts/lines.ts';
import { setupScript, teardownScript } from '../../scripts/scripts.ts';
import type { Language } from '../../source/tutorial.ts';
import { renderTemplate } from '../handlebars.ts';
import type { Lesson, Output, OutputFile } from '../output.ts';
import { isJinja, Rendered, yamlText } from '../quote.ts';
import { roleName } from '../role-name.ts';
import { type RoleTexts, roleTexts } from './role-texts.ts';
import { commentLines, yamlLine, yamlLines } from './yaml.ts';

const collection = 'ansible_collections/netgen/labs';

const readmes: Readonly<Record<Language, TemplateSpecification>> = {
  en: readmeTemplate,
  'zh-CN': chineseReadmeTemplate,
};

/** The role's variables, for defaults/main.yml, meta/argument_specs.yml and the README. */
function optionsOf(plan: Plan, role: string, words: RoleTexts, uplink: boolean) {
  const option = (name: string, description: string, preset: string, choices: readonly string[]) => ({
    name: `${role}_${name}`,
    lines: commentLines(description),
    description: yamlLine(description, 10),
    meaning: description,
    shown: preset,
    preset: new Rendered(choices.length > 0 ? yamlText(preset) : preset),
    choices,
  });
  const names = plan.steps.map(({ name }) => name);
  const numbers = plan.steps.map(({ number }) => String(number));
  const until = option('until', words.untilIs, names.at(-1) ?? '', [...new Set([...names, ...numbers])]);
  return [
    option('state', words.stateIs, 'present', ['present', 'absent']),
    ...(names.length > 1 ? [until] : []),
    ...(uplink ? [option('uplink', words.uplinkIs, '[]', [])] : []),
  ];
}

const namesOf = (words: RoleTexts) =>
  Object.fromEntries(Object.entries(words).map(([name, text]) => [name, yamlLine(text, 12)]));

/** A reason as ansible-lint wants a name: with a capital, and without a full stop. */
const taskName = (reason: string): string =>
  reason.replace(/[.\u3002]$/u, '').replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

function valuesOf(plan: Plan) {
  const role = roleName(plan.lab);
  const { file, language, title } = plan.tutorial;
  const words = roleTexts[language];
  const record = `/run/netgen/${plan.lab}`;
  const uplink = needsOf(plan).some(({ is }) => is === 'uplink');
  return {
    role,
    words: namesOf(words),
    file,
    title,
    uplink,
    summary: yamlLine(title, 6),
    record,
    head: `${words.presentHead} ${record}`,
    removesIs: words.removesIs,
    several: plan.steps.length > 1,
    until: `${role}_until`,
    options: optionsOf(plan, role, words, uplink),
    steps: plan.steps.map((step) => ({
      name: step.name,
      file: `step-${step.number}-${step.name}.yml`,
      head: commentLines(`${step.title}: ${file}:${step.at.start.line}`),
      parts: lessonLines(step.changes).map(({ reason, lines }) => ({
        name: yamlLine(taskName(reason[language]), 4),
        lines: yamlLines(lines.join('\n'), 6),
        looksLikeJinja: isJinja(lines.join('\n')),
      })),
    })),
  };
}

function file(path: string, template: TemplateSpecification, values: object): OutputFile {
  return { path: `${collection}/${path}`, text: renderTemplate(template, values), executable: false };
}

function renderRole(plan: Plan): OutputFile[] {
  const values = valuesOf(plan);
  const { role, record, several, steps } = values;
  const folder = `roles/${role}`;
  const script = (name: string, text: string) => ({
    path: `${collection}/${folder}/files/${name}`,
    text,
    executable: true,
  });
  return [
    file(`${folder}/README.md`, readmes[plan.tutorial.language], values),
    file(`${folder}/defaults/main.yml`, defaultsTemplate, values),
    script('setup.sh', setupScript(plan, { forRole: true })),
    script('teardown.sh', teardownScript(plan)),
    file(`${folder}/meta/argument_specs.yml`, argumentsTemplate, values),
    file(`${folder}/meta/main.yml`, metaTemplate, values),
    file(`${folder}/tasks/absent.yml`, absentTemplate, values),
    file(`${folder}/tasks/main.yml`, mainTemplate, values),
    file(`${folder}/tasks/present.yml`, presentTemplate, values),
    ...steps.map((step) => file(`${folder}/tasks/${step.file}`, stepTemplate, { ...step, record, several })),
    file(`playbooks/${role}.yml`, playbookTemplate, values),
  ];
}

export const ansible = {
  render: ({ plans }: Lesson) => plans.flatMap(renderRole),
  renderShared(lessons) {
    const roles = lessons
      .flatMap(({ plans }) => plans)
      .map(({ lab, tutorial }) => ({ role: roleName(lab), title: tutorial.title, file: tutorial.file }))
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
