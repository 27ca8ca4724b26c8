// What the annotated lesson says after the block of a step: picture, changes, addresses, commands, what to see, the way back.
import { template } from '../../../templates/docs/step.md.hbs';
import { formatCidr } from '../../address.ts';
import { groupBy } from '../../group-by.ts';
import { kinds } from '../../kinds/list.ts';
import { isMaster } from '../../model/interfaces.ts';
import type { Interface, InterfaceRef, Node, State } from '../../model/lab.ts';
import type { Lack } from '../../plan/command.ts';
import type { Plan, PlanStep } from '../../plan/plan.ts';
import { pictureOf } from '../drawing/picture.ts';
import { renderMarkdown } from '../handlebars.ts';
import { type Lesson, labFolder } from '../output.ts';
import { markdownAlternative, markdownCode, shellWord, yamlText } from '../quote.ts';
import { roleName } from '../role-name.ts';
import { changesText } from './changes.ts';
import { backLines, groupsOf } from './commands.ts';
import { expectedItems, verifiedText, wayParts } from './expected.ts';
import { type LessonTexts, lessonTexts } from './lesson-texts.ts';
import { codeBlock, details } from './markdown.ts';

/** Rows beyond which the address table is folded. */
const mostRows = 12;

/** Ports of one bridge beyond which they are counted. */
const mostPorts = 12;

/** From the lesson to the files of a lab: nothing, or the lab's folder. */
export const folderOf = (lesson: Lesson, plan: Plan): string =>
  labFolder(lesson, plan).slice(lesson.tutorial.name.length + 1);

const endText = ({ node, interface: name }: InterfaceRef): string => `${node}:${name}`;

function rowOf(node: Node, port: Interface, far: readonly string[], texts: LessonTexts): string {
  const listed = (items: readonly string[]): string => items.join(texts.comma) || '—';
  const named = (each: Interface): string =>
    [
      markdownCode(each.name),
      ...kinds.flatMap((kind) => kind.badge?.(each) ?? []).map((badge) => `(${markdownCode(badge)})`),
    ].join(' ');
  const ports = node.interfaces.filter(({ vrf, master = vrf }) => master === port.name);
  const hasPorts = isMaster(port);
  const count = hasPorts ? ports.length : far.length;
  const alias = port.alias === undefined ? '' : ` (${markdownCode(port.alias)})`;
  const cells = [
    node.netns === null ? texts.host : markdownCode(node.netns),
    `${named(port)}${alias}${port.up ? '' : ` (${texts.down})`}`,
    listed(port.addresses.map(({ cidr }) => markdownCode(formatCidr(cidr)))),
    count > mostPorts ? texts.ports(count) : listed(hasPorts ? ports.map(named) : far.map(markdownCode)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The rows of the address table. A port has none of its own: it stands with its bridge, and as the far end of its cable. */
function addressRows(state: State, texts: LessonTexts): string[] {
  // More than one cable ends at an interface where others share its wire.
  const cables = state.links.flatMap(({ ends: [a, b] }) => [[a, b] as const, [b, a] as const]);
  const far = groupBy(cables, ([own]) => endText(own));
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces
      .filter(({ master }) => master === undefined)
      .map((port) => {
        const others = far.get(endText({ node: node.name, interface: port.name })) ?? [];
        return rowOf(
          node,
          port,
          others.map(([, other]) => endText(other)),
          texts,
        );
      }),
  );
}

function addressTable(step: PlanStep, before: PlanStep | undefined, texts: LessonTexts): string | undefined {
  const rows = addressRows(step.state, texts);
  const same = before !== undefined && addressRows(before.state, texts).join('\n') === rows.join('\n');
  if (rows.length === 0 || same) return undefined;
  const { where, name, address, far } = texts.columns;
  const table = [`| ${where} | ${name} | ${address} | ${far} |`, '|---|---|---|---|', ...rows].join('\n');
  return rows.length > mostRows ? details(texts.addresses(rows.length), [table]) : table;
}

/** The role's name, as a link to its README. The page is one folder below that of the collections. */
export function roleLink(plan: Plan): string {
  const role = roleName(plan.lab);
  return `[${markdownCode(`netgen.labs.${role}`)}](../ansible_collections/netgen/labs/roles/${role}/README.md)`;
}

/** All at once, up to a step: the script, and in its place the playbook, or the role as a task. A lab of one step needs no word for it. */
function atOnce(plan: Plan, { name }: PlanStep, folder: string, texts: LessonTexts): object {
  const role = roleName(plan.lab);
  const several = plan.steps.length > 1;
  const playbook = `ansible-playbook -i inventory netgen.labs.${role}`;
  const until = several ? ` --extra-vars ${shellWord(`${role}_until=${name}`)}` : '';
  const task = ['- ansible.builtin.include_role:', `    name: netgen.labs.${role}`];
  if (several) task.push('  vars:', `    ${role}_until: ${yamlText(name)}`);
  return {
    text: texts.atOnce(`[setup.sh](${folder}setup.sh)`),
    command: codeBlock('bash', `sudo ./setup.sh${several ? ` --until ${name}` : ''}`),
    ansible: details('Ansible', [
      codeBlock('bash', `${playbook}${until}`),
      texts.asTask(roleLink(plan)),
      codeBlock('yaml', task.join('\n')),
    ]),
  };
}

function stepText(lesson: Lesson, plan: Plan, step: PlanStep, told: Set<Lack>): string {
  const texts = lessonTexts[plan.tutorial.language];
  const folder = folderOf(lesson, plan);
  const before = plan.steps.find(({ number }) => number === step.number - 1);
  const picture = pictureOf(lesson, plan, step);
  const groups = groupsOf(step, plan, texts, told);
  const name = step.name === String(step.number) ? undefined : markdownCode(step.name);
  const back = backLines(step, before, texts);
  const ways = wayParts(plan, step, picture, folder);
  return renderMarkdown(template, {
    heading: plan.steps.length > 1 ? texts.step(step.number, plan.steps.length, name) : undefined,
    picture:
      picture === undefined
        ? texts.tooLarge(step.state.links.length)
        : `![${markdownAlternative(picture.alt)}](${folder}${picture.name})`,
    changes: changesText(step, before, plan.tutorial.language, texts),
    table: addressTable(step, before, texts),
    commandsHeading: groups.length === 0 ? texts.noCommands : texts.commands,
    groups,
    atOnce: groups.length > 0 && atOnce(plan, step, folder, texts),
    expected: step.checks.length > 0 && texts.expected,
    items: expectedItems(lesson, plan, step, `${folder}verify.bats`, texts),
    ways: ways.length > 0 && details(texts.ways, ways),
    verified: before === undefined ? verifiedText(lesson, plan, texts) : undefined,
    back: back.length > 0 && details(texts.back, [codeBlock('bash', back.join('\n'))]),
  }).trim();
}

/** What follows the block of each step of a plan. What is to be told once of older tools is told at its first place. */
export function stepTexts(lesson: Lesson, plan: Plan): string[] {
  const told = new Set<Lack>();
  return plan.steps.map((step) => stepText(lesson, plan, step, told));
}
