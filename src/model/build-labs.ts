// The blocks of a tutorial to its labs, step by step.

import { type Diagnostic, defineDiagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { lastingProblems } from '../diagnostics/lasting.ts';
import { oncePerPlace } from '../diagnostics/sort.ts';
import { isSamePlace, isWithin, type Span, type Text } from '../diagnostics/span.ts';
import { thingsOfCable } from '../language/cable-sides.ts';
import { readStatements } from '../language/read-statements.ts';
import { Budget } from '../language/reading.ts';
import type { Member, Statements } from '../language/statements.ts';
import { onceFor } from '../once-for.ts';
import type { Block, Tutorial, UnreadBlock } from '../source/tutorial.ts';
import { type LabNames, reportNodesOfAnotherLab } from './another-lab.ts';
import { blameOnce, withinOneBlock } from './broken-by-step.ts';
import type { Lab, LabTutorial, Step } from './lab.ts';
import { addContent } from './merge/add.ts';
import { changeContent } from './merge/change.ts';
import { type Declaration, nothingDeclared } from './merge/declaration.ts';
import { checkGroups, checkNamesakes } from './merge/groups.ts';
import { kindOf } from './merge/name-ends.ts';
import { removeContent } from './merge/remove.ts';
import { resolveCommands } from './resolve/commands.ts';
import { leavesHole, resolveState } from './resolve/resolve-state.ts';
import { reportUnknownNode } from './resolve/unknown-names.ts';

const labMissing = defineDiagnostic('lab-missing', 'first block without the name of a lab');
const stepTwice = defineDiagnostic('step-twice', 'two steps of one name in a lab');
const emptyStep = defineDiagnostic('empty-block', 'block that says nothing', 'warning');
const labTooLarge = defineDiagnostic('lab-too-large', 'more than a tutorial may hold over its steps');

/** Each step is a lab of its own, so what a tutorial costs grows with the sum over its steps. */
const mostThings = 100_000;

/** What a step holds: nodes, interfaces, cables, the items of lists under nodes, checks. */
function thingsOf({ nodes, cables }: Declaration, { checks }: Statements): number {
  let things = nodes.size + thingsOfCable * cables.length + checks.length;
  for (const { settings } of nodes.values()) {
    for (const value of Object.values(settings)) if (Array.isArray(value)) things += value.length;
  }
  return things;
}

/**
 * How far a lab can be trusted. `whole`: no errors. `wrong`: something in it is wrong, and nothing is missing. `holed`:
 * lines with errors have left holes, and only problems that cannot come from a hole are told. `torn`: it has holes, and something
 * in it may only seem to stand.
 */
export type Soundness = 'whole' | 'wrong' | 'holed' | 'torn';

interface LabInMaking {
  readonly name: Text;
  readonly steps: Step[];
  readonly stepNames: Map<string, Text>;
  groups: ReadonlyMap<string, readonly Member[]>;
  /** What was ever written as a member of one, and every node that there ever was. */
  readonly members: Member[];
  readonly everyNode: Map<string, Span | undefined>;
  /** Where each of them was defined last. */
  readonly groupPlaces: Map<string, Span>;
  declaration: Declaration;
  soundness: Soundness;
  /** No error is in the name of a node or in a group. */
  namesKnown: boolean;
  /** What a block takes away or changes could not be read: what earlier ones say may only seem to stand. */
  torn: boolean;
  /** Its blocks so far, those that could not be read among them. */
  blocks: number;
  /** The problems of the steps so far, as {@link blameOnce} knows them again. */
  readonly told: Set<string>;
}

function isEmpty({ add, change, remove, checks, groups, groupChanges }: Statements): boolean {
  const content = [add, change, remove].flatMap(({ nodes, cables }) => [nodes, cables]);
  return [...content, remove.groups, checks, groups, groupChanges].every((part) => part.length === 0);
}

function stepName(making: LabInMaking, statements: Statements, diagnostics: Diagnostic[]): string {
  const number = String(making.blocks);
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

/** The declaration with the block on top, or undefined where the tutorial grows too large. */
function declare(
  making: LabInMaking,
  statements: Statements,
  size: { things: number },
  diagnostics: Diagnostic[],
): Declaration | undefined {
  const removed = removeContent(making.declaration, statements.remove, diagnostics);
  const changed = changeContent(removed, statements.change, diagnostics);
  const added = addContent(making.name.text, changed, statements.add, diagnostics);
  checkNamesakes(making.groupPlaces, statements, removed.nodes, added.nodes, diagnostics);
  size.things += thingsOf(added, statements);
  if (size.things <= mostThings) return added;
  const help = 'make its labs smaller, or split the lesson into several tutorials';
  diagnostics.push(labTooLarge({ at: statements.at, label: `more than ${mostThings} over all steps`, help }));
  return undefined;
}

/** Puts one block on top of the lab. Gives what is wrong with it, without what only follows from holes. */
function takeBlock(making: LabInMaking, block: Block, statements: Statements, size: { things: number }): Diagnostic[] {
  const declared: Diagnostic[] = [];
  if (isEmpty(statements)) {
    const help = 'write "nodes:", "links:" or "checks:", or take the block away';
    declared.push(emptyStep({ at: statements.at, label: 'nothing to do in this step', help }));
  }
  checkGroups(making.groups, statements, declared);
  making.groups = statements.groupsNow;
  for (const { members } of [...statements.groupChanges, ...statements.groups])
    for (const member of members) making.members.push(member);
  const name = stepName(making, statements, declared);
  const declaration = declare(making, statements, size, declared);
  const holed = making.soundness === 'holed';
  if (hasErrors(declared) || declaration === undefined) making.soundness = 'holed';
  making.torn ||= declared.some((problem) => isOfWhatGoes(block, problem));
  const own = (problems: Diagnostic[]) => (making.torn ? surelyWrong(block, problems) : problems);
  const told = own(holed ? lastingProblems(declared) : declared);
  if (declaration === undefined) return declared;
  const at: Text = { text: name, at: statements.at };
  for (const [node, { name: written }] of declaration.nodes) making.everyNode.set(node, written.at);
  const resolved = resolveState(making.name.text, declaration, statements.checks, at);
  const { state, checks, dealt, neighbours, diagnostics: problems } = resolved;
  making.declaration = { ...declaration, dealt, neighbours };
  const shown: Diagnostic[] = [];
  const commands = resolveCommands(state, block.transcripts, shown);
  making.steps.push({ number: making.steps.length + 1, name, title: block.heading, block, state, checks, commands });
  const unknown = making.namesKnown ? problems.filter(({ code }) => code === 'unknown-node') : [];
  const found = making.soundness === 'holed' ? [...unknown, ...own(lastingProblems(problems))] : problems;
  const blamed = blameOnce(oncePerPlace(found), block, name, making.told);
  if (leavesHole(problems)) making.soundness = 'holed';
  else if (hasErrors(problems) && making.soundness === 'whole') making.soundness = 'wrong';
  return [...told, ...blamed, ...(making.namesKnown ? shown : [])];
}

/** True if none of these errors is in the name of a node or in a group: then a name that no node has is wrong by itself. */
function knowsNames(block: Block, errors: readonly Diagnostic[]): boolean {
  const naming = block.content.entries.flatMap(({ key, value }) => {
    if (key.text === 'links' || key.text === 'checks' || key.text === 'lab' || key.text === 'step') return [];
    if (key.text === 'nodes' && value.is === 'map')
      return value.entries.flatMap((entry) =>
        entry.value.is === 'map' ? [entry.key.at] : [entry.key.at, entry.value.at],
      );
    return [key.at, value.at];
  });
  // A key that is misspelt for one of these holds no names either.
  const nameless = ({ code, expected: [meant] }: Diagnostic) =>
    code === 'unknown-key' && (meant === 'links' || meant === 'checks');
  // Both are looked through in the order of the file: a block may have thousands of errors.
  let next = 0;
  const inOrder = errors.filter((error) => !nameless(error)).map(({ at }) => at);
  return !inOrder
    .sort((a, b) => a.start.offset - b.start.offset)
    .some((at) => {
      while ((naming[next]?.end.offset ?? at.end.offset) < at.end.offset) next += 1;
      const place = naming[next];
      return place !== undefined && isWithin(at, place);
    });
}

const placesOfWhatGoes = onceFor(({ content }: Block) =>
  content.entries.flatMap(({ key, value }) => (key.text === 'remove' || key.text === 'change' ? [value.at] : [])),
);

/** True if a problem is in what the block takes away or changes: that may only seem to stand then. */
function isOfWhatGoes(block: Block, { at }: Diagnostic): boolean {
  return placesOfWhatGoes(block).some((place) => isWithin(at, place));
}

/** The problems of a block that do not come from something that only seems to stand. */
function surelyWrong(block: Block, problems: readonly Diagnostic[]): Diagnostic[] {
  const others = problems.filter((problem) => !isOfWhatGoes(block, problem));
  return [...problems.filter((problem) => isOfWhatGoes(block, problem)), ...withinOneBlock(others, [block])];
}

/** True if a problem cannot come from a word that nobody knows for a group, and that is taken for one node. */
const isNotOfGroup = ({ code }: Diagnostic): boolean => code !== 'unequal-sequences' && code !== 'one-for-many';

/** The name of a block's lab before the block is understood: its groups are needed to expand it. */
function labName(block: Block): Text | undefined {
  const entry = block.content.entries.find(({ key }) => key.text === 'lab');
  return entry?.value.is === 'text' ? entry.value : undefined;
}

/** True if a block is told already that what may name its lab does not: `lab: [a]`, `lb: a`. */
function namesNoLab({ content }: Block, found: readonly Diagnostic[]): boolean {
  const unknown = new Set(found.filter(({ code }) => code === 'unknown-key').map(({ at }) => at.start.offset));
  return content.entries.some(
    ({ key, value }) => key.text === 'lab' || (value.is === 'text' && unknown.has(key.at.start.offset)),
  );
}

function labOf(labs: Map<string, LabInMaking>, name: Text): LabInMaking {
  const known = labs.get(name.text);
  if (known !== undefined) return known;
  const fresh: LabInMaking = {
    name,
    steps: [],
    stepNames: new Map(),
    groups: new Map(),
    members: [],
    everyNode: new Map([['host', undefined]]),
    groupPlaces: new Map(),
    declaration: nothingDeclared,
    soundness: 'whole',
    namesKnown: true,
    torn: false,
    blocks: 0,
    told: new Set(),
  };
  labs.set(name.text, fresh);
  return fresh;
}

/** The labs without errors, the others as far as they can be looked at for more problems, and the problems so far. */
export interface Built {
  readonly labs: readonly Lab[];
  readonly faulty: readonly { readonly lab: Lab; readonly soundness: Soundness }[];
  readonly diagnostics: readonly Diagnostic[];
}

function bridgesOf(making: LabInMaking | undefined): () => string[] {
  const nodes = [...(making?.declaration.nodes ?? [])];
  return () => nodes.flatMap(([name, node]) => (kindOf(name, node)?.bridge === undefined ? [] : [name]));
}

/** Passes over a block that cannot be read. Gives the lab that goes on after it: without a name, if nobody can tell which. */
function passOver(
  labs: Map<string, LabInMaking>,
  before: LabInMaking | undefined,
  { at, lab }: UnreadBlock,
): LabInMaking {
  const making = lab === undefined && before !== undefined ? before : labOf(labs, { text: lab ?? '', at });
  making.soundness = 'holed';
  making.namesKnown = false;
  making.torn ||= making.blocks > 0;
  making.blocks += 1;
  return making;
}

/** Members of groups that no step has a node for. A later step may add it: only the whole lab tells. */
function unknownMembers({ members, everyNode, groups, namesKnown }: LabInMaking): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!namesKnown) return found;
  for (const { text, at, of } of members) {
    if (of !== undefined || everyNode.has(text)) continue;
    reportUnknownNode({ text, at }, () => ({ groups: [...groups.keys()], nodes: everyNode }), found);
  }
  return found;
}

/** The problems of all blocks with those of groups. A member that is nowhere there is told once, and not again where the group is used. */
function withMembers(problems: readonly Diagnostic[], labs: readonly LabInMaking[]): readonly Diagnostic[] {
  const members = labs.flatMap(unknownMembers);
  const isTold = ({ code, related }: Diagnostic) =>
    members.some((one) => one.code === code && related.some(({ at }) => isSamePlace(one.at, at)));
  return [...(members.length === 0 ? problems : problems.filter((problem) => !isTold(problem))), ...members];
}

/** The problems without those of names that only seem to be missing: they stand where no node can. */
function withoutStrangers(problems: readonly Diagnostic[], { text }: Tutorial): readonly Diagnostic[] {
  const written = ({ at: { start, end } }: Diagnostic) => text.slice(start.offset, end.offset);
  const strangers = new Set(problems.filter(({ code }) => code === 'unknown-key').map(written));
  if (strangers.size === 0) return problems;
  return problems.filter((problem) => problem.code !== 'unknown-node' || !strangers.has(written(problem)));
}

/** The problems of the first block of a lab, which may be meant for an earlier one. */
function ofThisLab(
  making: LabInMaking,
  labs: ReadonlyMap<string, LabInMaking>,
  problems: Diagnostic[],
  tutorial: Tutorial,
): Diagnostic[] {
  const earlier = [...labs.values()].filter(({ name }) => name !== making.name && name.text !== '');
  const namesOf = ({ name, everyNode, groups }: LabInMaking): LabNames => ({
    name,
    knows: (one) => one !== 'host' && (everyNode.has(one) || groups.has(one)),
    hasNodes: everyNode.size > 1,
  });
  const other = reportNodesOfAnotherLab(namesOf(making), earlier.map(namesOf), problems, tutorial);
  if (other === undefined) return problems;
  making.namesKnown = false;
  return [other];
}

/** The labs of a tutorial, each as it stands after every one of its steps. */
export function buildLabs(tutorial: Tutorial): Built {
  const diagnostics: Diagnostic[] = [];
  const tell = (problems: readonly Diagnostic[]) => {
    for (const problem of problems) diagnostics.push(problem);
  };
  const labs = new Map<string, LabInMaking>();
  let making: LabInMaking | undefined;
  const budget = new Budget();
  const size = { things: 0 };
  const blocks = [...tutorial.blocks, ...tutorial.unread].sort((a, b) => a.at.start.offset - b.at.start.offset);
  for (const block of blocks) {
    if (!('content' in block)) {
      making = passOver(labs, making, block);
      continue;
    }
    const name = labName(block);
    if (name !== undefined) making = labOf(labs, name);
    const groups = making?.groups ?? new Map();
    const { understood, diagnostics: found } = readStatements(block, groups, bridgesOf(making), budget);
    tell(making?.namesKnown === false ? found.filter(isNotOfGroup) : found);
    if (making === undefined) {
      const help = 'begin the block with "lab: NAME"';
      if (!namesNoLab(block, found)) diagnostics.push(labMissing({ at: block.at, label: 'which lab is this?', help }));
      break;
    }
    making.blocks += 1;
    if (hasErrors(found)) {
      making.soundness = 'holed';
      making.namesKnown &&= knowsNames(block, found);
      making.torn ||= found.some((problem) => isOfWhatGoes(block, problem));
    }
    if (understood === undefined) {
      making.namesKnown = false;
    } else {
      const problems = takeBlock(making, block, understood, size);
      tell(making.blocks > 1 ? problems : ofThisLab(making, labs, problems, tutorial));
    }
    // What comes after it is not looked at: it would be too much as well.
    if (budget.isSpent || size.things > mostThings) return { ...sortLabs([...labs.values()], tutorial), diagnostics };
  }
  const all = withMembers(withoutStrangers(diagnostics, tutorial), [...labs.values()]);
  return { ...sortLabs([...labs.values()], tutorial), diagnostics: all };
}

function sortLabs(
  making: readonly LabInMaking[],
  { file, name, title, language }: Tutorial,
): Omit<Built, 'diagnostics'> {
  const tutorial: LabTutorial = { file, name, title, language };
  const all = making.map(({ name: lab, steps, soundness, torn }) => ({
    lab: { name: lab.text, tutorial, steps },
    soundness: torn ? 'torn' : soundness,
  }));
  return {
    labs: all.flatMap(({ lab, soundness }) => (soundness === 'whole' ? [lab] : [])),
    faulty: all.filter(({ soundness }) => soundness !== 'whole'),
  };
}
