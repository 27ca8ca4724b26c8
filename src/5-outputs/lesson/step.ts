// What the annotated lesson says after the block of a step: picture, addresses, commands with their reasons, checks.

import { template } from '../../../templates/docs/step.md.hbs';
import { formatCidr } from '../../2-model/address.ts';
import type { Check, Interface, Node, State } from '../../2-model/lab.ts';
import type { Operation, Plan, PlanStep } from '../../4-plan/plan.ts';
import { renderTemplate } from '../handlebars.ts';
import { markdownCode, markdownText, Rendered } from '../quote.ts';
import { commandLines, findUplink, usesUplink } from './commands.ts';
import { diagram } from './diagram.ts';
import { codeBlock } from './fences.ts';
import { type LessonWords, lessonWords } from './words.ts';

/** Sentences of one check, and ports of one bridge, beyond which the rest is counted. */
const mostShown = 12;

const rendered = (text: string): Rendered => new Rendered(text);
const nothing = '—';

/** A reason as a paragraph: what stands in backticks is code. No first word of it may be a statement of a module in MDX. */
function paragraph(reason: string): string {
  const parts = reason.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? markdownCode(part) : spaced(part)));
  return parts.join('').replace(/^(?:i(?=mport\b)|e(?=xport\b))/, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Text of a line, with the blanks at its ends, which a code span may stand beside. */
function spaced(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return `${before === '' ? '' : ' '}${markdownText(inner)}${after === '' ? '' : ' '}`;
}

function listed(items: readonly string[], words: LessonWords): string {
  return items.length === 0 ? nothing : items.join(words.comma);
}

/** The far ends of the cables at each interface, by `NODE:INTERFACE`. More than one where others share its wire. */
function farEnds(state: State): Map<string, string[]> {
  const far = new Map<string, string[]>();
  const add = (end: string, other: string): void => {
    const others = far.get(end);
    if (others === undefined) far.set(end, [other]);
    else others.push(other);
  };
  for (const { ends } of state.links) {
    const [first, second] = ends.map((end) => `${end.node}:${end.interface}`);
    if (first === undefined || second === undefined) continue;
    add(first, second);
    add(second, first);
  }
  return far;
}

function rowOf(node: Node, port: Interface, far: ReadonlyMap<string, readonly string[]>, words: LessonWords): object {
  const ports = node.interfaces.filter(({ bridge }) => bridge === port.name).map(({ name }) => markdownCode(name));
  const ends = (far.get(`${node.name}:${port.name}`) ?? []).map(markdownCode);
  const plugged = port.role === 'bridge' ? ports : ends;
  const addresses = port.addresses.map(({ cidr }) => markdownCode(formatCidr(cidr)));
  const alias = port.alias === undefined ? '' : ` (${markdownCode(port.alias)})`;
  return {
    where: rendered(node.netns === null ? words.host : markdownCode(node.netns)),
    name: rendered(`${markdownCode(port.name)}${alias}${port.up ? '' : ` (${words.down})`}`),
    address: rendered(listed(addresses, words)),
    far: rendered(plugged.length > mostShown ? words.ports(plugged.length) : listed(plugged, words)),
  };
}

/** The address table. A port has no row of its own: it stands with its bridge, and as the far end of its cable. */
function rowsOf(state: State, words: LessonWords): object[] {
  const far = farEnds(state);
  return [...state.nodes.values()].flatMap((node) =>
    node.interfaces.filter(({ role }) => role !== 'port').map((port) => rowOf(node, port, far, words)),
  );
}

/** The commands of a step under their reason. */
interface Group {
  readonly reason: Rendered;
  readonly lines: readonly string[];
}

/** Operations in a row that share their reason, together under it; before them, how to find the uplink that they use. */
function groupsOf(plan: Plan, step: PlanStep, words: LessonWords): Group[] {
  const groups: { readonly reason: string; readonly operations: Operation[] }[] = [];
  for (const operation of step.operations) {
    const reason = operation.reason[plan.tutorial.language];
    const last = groups.at(-1);
    if (last?.reason === reason) last.operations.push(operation);
    else groups.push({ reason, operations: [operation] });
  }
  const remarks = remarksOf(plan, step, words);
  const made = groups.map(({ reason, operations }) => ({
    reason: rendered([paragraph(reason), ...remarks(operations)].join(words.blank)),
    lines: commandLines(operations, plan.mark, words),
  }));
  const needsUplink = made.some(({ lines }) => lines.some(usesUplink));
  return needsUplink ? [{ reason: rendered(words.uplink), lines: [findUplink] }, ...made] : made;
}

/** What is said once beside a reason: what the mark on links of the machine is, once a lab; when a firewall matters, once a step. */
function remarksOf(plan: Plan, step: PlanStep, words: LessonWords): (operations: readonly Operation[]) => string[] {
  const marks = ({ action }: Operation): boolean =>
    action.do === 'link-add' && (action.netns === null || action.peer?.netns === null);
  const earlier = plan.steps.filter(({ number }) => number < step.number);
  let marked = earlier.some(({ operations }) => operations.some(marks));
  let pierced = false;
  return (operations) => {
    const says: string[] = [];
    if (!marked && operations.some(marks)) {
      marked = true;
      says.push(words.group(markdownCode(`group ${plan.mark.group}`)));
    }
    if (!pierced && operations.some(({ action }) => action.do === 'forward-accept')) {
      pierced = true;
      says.push(words.firewall);
    }
    return says;
  };
}

/** The checks, those of one sentence of the author's together, with its note once. */
function checksOf(checks: readonly Check[], verify: string, words: LessonWords): Rendered[] {
  const sentences = new Map<string, Check[]>();
  for (const check of checks) {
    const key = `${check.at.start.offset} ${check.note ?? ''}`;
    const group = sentences.get(key);
    if (group === undefined) sentences.set(key, [check]);
    else group.push(check);
  }
  return [...sentences.values()].map((group) => {
    const shown = group.slice(0, mostShown).map(({ text }) => markdownCode(text));
    const rest = group.length - shown.length;
    if (rest > 0) shown.push(words.more(rest, `[verify.bats](${verify})`));
    const note = group[0]?.note;
    return rendered(shown.join(words.comma) + (note === undefined ? '' : `${words.colon}${markdownText(note)}`));
  });
}

/** The Markdown that follows a block. `folder` leads from the lesson to the files of its lab. */
export function stepText(plan: Plan, step: PlanStep, folder: string): string {
  const words = lessonWords[plan.tutorial.language];
  const before = plan.steps.find(({ number }) => number === step.number - 1)?.state;
  const picture = diagram(step.state, before, step.checks, words);
  const groups = groupsOf(plan, step, words);
  const several = plan.steps.length > 1;
  const name = step.name === String(step.number) ? undefined : markdownCode(step.name);
  const until = several ? ` --until ${step.name}` : '';
  return renderTemplate(template, {
    words: {
      columns: {
        where: rendered(words.columns.where),
        name: rendered(words.columns.name),
        address: rendered(words.columns.address),
        far: rendered(words.columns.far),
      },
      checks: rendered(words.checks),
    },
    heading: several && rendered(words.step(step.number, plan.steps.length, name)),
    picture: rendered(
      picture === undefined ? words.tooLarge(step.state.links.length) : codeBlock('mermaid', picture.text),
    ),
    legend: picture?.marked === true && rendered(words.marked),
    rows: rowsOf(step.state, words),
    commandsHeading: rendered(groups.length === 0 ? words.noCommands : words.commands),
    groups: groups.map(({ reason, lines }) => ({ reason, commands: rendered(codeBlock('bash', lines.join('\n'))) })),
    atOnce:
      groups.length > 0 &&
      rendered(words.atOnce(markdownCode(`sudo ./setup.sh${until}`), `[setup.sh](${folder}setup.sh)`)),
    checks: checksOf(step.checks, `${folder}verify.bats`, words),
  });
}
