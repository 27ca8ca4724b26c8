// Phase 2: the blocks of a tutorial to its labs, step by step.
import type { Block, Tutorial } from '../1-source/tutorial.ts';
import { type Diagnostic, defineDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Text } from '../diagnostics/span.ts';
import type { Lab, LabTutorial, Step } from './lab.ts';
import { readStatements } from './language/read-statements.ts';
import type { Statements } from './language/statements.ts';
import { addContent } from './merge/add.ts';
import { changeContent } from './merge/change.ts';
import { type Declaration, nothingDeclared } from './merge/declaration.ts';
import { removeContent } from './merge/remove.ts';
import { resolveState } from './resolve/resolve-state.ts';

const labMissing = defineDiagnostic('lab-missing', 'first block without the name of a lab');
const stepTwice = defineDiagnostic('step-twice', 'two steps of one name in a lab');
const emptyStep = defineDiagnostic('empty-block', 'block that says nothing', 'warning');
const labTooLarge = defineDiagnostic('lab-too-large', 'more nodes and cables than a lab may have over its steps');
const groupTwice = defineDiagnostic('group-twice', 'group that is defined twice');

/** Each step is a lab of its own, so what a lab costs grows with the sum over its steps. */
const mostThings = 100_000;

/** A lab under way. After a block with an error nothing more of it is resolved, so that one mistake is told once. */
interface LabInMaking {
  readonly name: Text;
  readonly steps: Step[];
  readonly stepNames: Map<string, Text>;
  groups: ReadonlyMap<string, readonly Text[]>;
  declaration: Declaration;
  broken: boolean;
  /** Nodes and cables, counted again at every step. */
  things: number;
}

function isEmpty({ add, change, remove, checks, groups, groupChanges }: Statements): boolean {
  const parts = [
    add.nodes,
    add.cables,
    change.nodes,
    change.cables,
    remove.nodes,
    remove.cables,
    remove.groups,
    checks,
    groups,
    groupChanges,
  ];
  return parts.every((part) => part.length === 0);
}

function takeGroups(making: LabInMaking, statements: Statements, diagnostics: Diagnostic[]): void {
  const groups = new Map(making.groups);
  for (const name of statements.remove.groups) groups.delete(name.text);
  for (const { name, members } of statements.groupChanges) groups.set(name.text, members);
  for (const { name, members } of statements.groups) {
    if (groups.has(name.text)) {
      const help = 'give it another name, or write it under "remove:" first';
      diagnostics.push(groupTwice({ at: name.at, label: `${name.text} is a group already`, help }));
    }
    groups.set(name.text, members);
  }
  making.groups = groups;
}

function stepName(making: LabInMaking, statements: Statements, diagnostics: Diagnostic[]): string {
  const number = String(making.steps.length + 1);
  const name = statements.step ?? { text: number, at: statements.at };
  const before = making.stepNames.get(name.text);
  if (before !== undefined) {
    const related = [{ at: before.at, label: 'first used here' }];
    diagnostics.push(
      stepTwice({ at: name.at, label: `${name.text} again`, related, help: 'give each step a name of its own' }),
    );
  }
  making.stepNames.set(name.text, name);
  return name.text;
}

/** Puts one block on top of the lab. */
function takeBlock(making: LabInMaking, block: Block, statements: Statements): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (isEmpty(statements)) {
    const help = 'write "nodes:", "links:" or "checks:", or take the block away';
    diagnostics.push(emptyStep({ at: statements.at, label: 'nothing to do in this step', help }));
  }
  takeGroups(making, statements, diagnostics);
  const name = stepName(making, statements, diagnostics);
  const removed = removeContent(making.declaration, statements.remove, diagnostics);
  const changed = changeContent(removed, statements.change, diagnostics);
  const added = addContent(making.name.text, changed, statements.add, diagnostics);
  if (hasErrors(diagnostics)) return diagnostics;
  making.things += added.nodes.size + added.cables.length;
  if (making.things > mostThings) {
    const help = 'make it smaller, or split the lesson into several labs: "lab: NAME" starts another';
    return [...diagnostics, labTooLarge({ at: statements.at, label: `more than ${mostThings} over all steps`, help })];
  }
  const at: Text = { text: name, at: statements.at };
  const { state, checks, dealt } = resolveState(making.name.text, added, statements.checks, at, diagnostics);
  making.declaration = { ...added, dealt };
  making.steps.push({ number: making.steps.length + 1, name, title: block.heading, block, state, checks });
  return diagnostics;
}

/** The name of a block's lab before the block is understood: its groups are needed to expand it. */
function labName(block: Block): Text | undefined {
  const entry = block.content.entries.find(({ key }) => key.text === 'lab');
  return entry?.value.is === 'text' ? entry.value : undefined;
}

/** The lab of this name: one under way, or a new one. */
function labOf(labs: Map<string, LabInMaking>, name: Text): LabInMaking {
  const known = labs.get(name.text);
  if (known !== undefined) return known;
  const fresh: LabInMaking = {
    name,
    steps: [],
    stepNames: new Map(),
    groups: new Map(),
    declaration: nothingDeclared,
    broken: false,
    things: 0,
  };
  labs.set(name.text, fresh);
  return fresh;
}

/** The labs of a tutorial, each as it stands after every one of its steps. Labs with errors are left out. */
export function buildLabs(tutorial: Tutorial): { labs: Lab[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const labs = new Map<string, LabInMaking>();
  let making: LabInMaking | undefined;
  for (const block of tutorial.blocks) {
    const name = labName(block);
    if (name !== undefined) making = labOf(labs, name);
    const { statements, diagnostics: found } = readStatements(block, making?.groups ?? new Map());
    diagnostics.push(...found);
    if (making === undefined) {
      const help = 'begin the block with "lab: NAME"';
      diagnostics.push(labMissing({ at: block.at, label: 'which lab is this?', help }));
      break;
    }
    making.broken ||= statements === undefined || hasErrors(found);
    if (making.broken || statements === undefined) continue;
    const problems = takeBlock(making, block, statements);
    diagnostics.push(...problems);
    making.broken ||= hasErrors(problems);
  }
  const { file, name, title, language } = tutorial;
  const about: LabTutorial = { file, name, title, language };
  const whole = [...labs.values()].filter(({ broken }) => !broken);
  return { labs: whole.map(({ name: lab, steps }) => ({ name: lab.text, tutorial: about, steps })), diagnostics };
}
