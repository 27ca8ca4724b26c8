// The scripts of a lab: setup.sh holds the commands of the lesson and what carries them out, teardown.sh takes all back.

import { template as setupTemplate } from '../../../templates/bash/setup.sh.hbs';
import { template as teardownTemplate } from '../../../templates/bash/teardown.sh.hbs';
import type { Language, Localized } from '../../1-source/tutorial.ts';
import { actionsOf } from '../../4-plan/actions.ts';
import type { Action, Operation, Plan, PlanStep } from '../../4-plan/plan.ts';
import { type Command, commandsOf, type Word } from '../commands.ts';
import { renderTemplate } from '../handlebars.ts';
import { type Lesson, labFolder, type Output, type OutputFile } from '../output.ts';
import { comment, Rendered } from '../quote.ts';
import { placeMark, placesMark, withPlaces } from './places.ts';
import { setupRuntime, teardownRuntime } from './runtime.ts';
import { introduction, labels, phrases, runtimeRule, sourcesRule, uplinkWords, verbs } from './words.ts';

const lineWidth = 110;

/** Words as the lines of an array in shell: one line if they fit, else as many as it takes. */
function rows(words: readonly string[]): { name: string; gap: Rendered }[] {
  let width = 0;
  return words.map((name, index) => {
    const fits = width + name.length + 1 < lineWidth;
    width = fits && index > 0 ? width + name.length + 1 : name.length;
    return { name, gap: new Rendered(index === 0 ? '' : fits ? ' ' : '\n  ') };
  });
}

/** Prose as lines of comments; a Chinese character is as wide as two and may end a line. */
function folded(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of comment(text).match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (line !== '' && widthOf(line + piece.trimEnd()) > lineWidth) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);

/** A label of the header and its text; labels of one header are as wide as the widest, a Chinese character as two. */
function header(entries: readonly (readonly [Localized, string])[], language: Language) {
  const widest = Math.max(...entries.map(([label]) => widthOf(label[language])));
  return entries.map(([label, text], index) => {
    const again = index > 0 && entries[index - 1]?.[0] === label;
    const shown = again ? '' : label[language];
    return { label: shown, pad: new Rendered(' '.repeat(widest - widthOf(shown) + 2)), text };
  });
}

/** The programs that the scripts call; of two with a `|` between them one is enough. */
function commandsNeeded(plan: Plan): string[] {
  const actions = actionsOf(plan);
  const inside = (action: Action) => 'netns' in action && action.netns !== null;
  const read = actions.some((action) => (action.do === 'sysctl-set' || action.do === 'table-load') && inside(action));
  const own = [
    'flock',
    'ip',
    'sed',
    'sh',
    'unshare',
    ...(read ? ['grep', 'nsenter'] : []),
    ...(actions.some((action) => action.do === 'process-start') ? ['setsid'] : []),
    ...(actions.some((action) => action.do === 'sysctl-set') ? ['sysctl'] : []),
  ];
  return [...new Set([...plan.needs.commands, ...own])].sort().map((name) => (name === 'nft' ? 'nft|iptables' : name));
}

/** The namespaces that get an address of IPv6 in some step. */
function namespacesWithIpv6(plan: Plan): string[] {
  const given = actionsOf(plan).flatMap((action) =>
    action.do === 'address-add' && action.family === 6 && action.netns !== null ? [action.netns] : [],
  );
  return [...new Set(given)];
}

/** The files in `/etc/netns`, each once. */
const filesOf = (plan: Plan): string[] => [
  ...new Set(
    actionsOf(plan).flatMap((action) =>
      action.do === 'file-write' ? [`/etc/netns/${action.netns}/${action.file}`] : [],
    ),
  ),
];

/** Where the lab keeps its notes: of files on the disk that these are on. */
const notesOf = (plan: Plan): string[] => [
  `/run/netgen/${plan.lab}`,
  ...(filesOf(plan).length > 0 ? [`/etc/netns/.netgen-${plan.lab}`] : []),
];

function touches(plan: Plan, language: Language): string[] {
  const { sysctls, forwarding } = plan.needs.host;
  const onHost = actionsOf(plan).filter(
    (action) => (action.do === 'run' || action.do === 'process-start') && action.netns === null,
  );
  const lines = [
    ...(sysctls.length > 0 ? [phrases.sysctls(sysctls.join(' '))[language]] : []),
    ...(forwarding ? [phrases.forwarding(plan.mark.comment)[language]] : []),
    ...(onHost.length > 0 ? [phrases.hostCommands(String(onHost.length))[language]] : []),
  ];
  return lines.length > 0 ? lines : [phrases.nothing[language]];
}

/** What the lab makes, a line for each kind of thing. */
function makes(plan: Plan, language: Language): string[] {
  const actions = actionsOf(plan);
  const files = filesOf(plan);
  const shorten = (names: readonly string[]) =>
    names.length <= 8 ? names.join(' ') : `${names.slice(0, 4).join(' ')} … ${names.slice(-2).join(' ')}`;
  const { namespaces, host } = plan.needs;
  return [
    ...(namespaces.length > 0 ? [phrases.namespaces(shorten(namespaces))[language]] : []),
    ...(host.links.length > 0 ? [phrases.hostLinks(shorten(host.links))[language]] : []),
    ...(actions.some((action) => action.do === 'table-load') ? [phrases.table(plan.mark)[language]] : []),
    ...(files.length > 0 ? [phrases.files(shorten(files))[language]] : []),
  ];
}

/** A word as the template prints it. */
const wordOf = (word: Word) =>
  typeof word === 'string' ? { text: word } : { variable: new Rendered(`$${word.variable}`) };

/** A command as the template prints it, with the word that ends its here-document: in quotes where the shell is to fill nothing in. */
function lineOf({ words, input, expands = false }: Command, operation: Operation) {
  const place = new Rendered(placeMark(operation.at.start.line));
  if (input === undefined) return { place, words: words.map(wordOf) };
  const end = words.includes('nft') ? 'NFT' : 'IPTABLES';
  const start = new Rendered(expands ? end : `'${end}'`);
  return { place, words: words.map(wordOf), input: new Rendered(input), start, end };
}

/** Operations in a row that share a reason, and their commands. */
function groupsOf(step: PlanStep, plan: Plan, language: Language) {
  const groups: { reason: string; commands: ReturnType<typeof lineOf>[] }[] = [];
  for (const operation of step.operations) {
    const reason = operation.reason[language];
    const commands = commandsOf(operation.action, plan.mark).flatMap((command) => [
      lineOf(command, operation),
      ...(command.instead ?? []).map((other, index) => ({
        ...lineOf(other, operation),
        ...(index === 0 ? { remark: phrases.withoutNft[language] } : {}),
      })),
    ]);
    const last = groups.at(-1);
    if (last?.reason === reason) last.commands.push(...commands);
    else groups.push({ reason, commands });
  }
  return groups.map(({ reason, commands }) => ({ reason: folded(reason), commands }));
}

const verbNames = ['accept_forward', 'write_file', 'start_process', 'run_once'];

/** What a reader is told before the lesson: how its lines are meant, and the words in it that are no programs. */
function introductionOf(plan: Plan): string[] {
  const { language } = plan.tutorial;
  const words = actionsOf(plan).flatMap((action) => commandsOf(action, plan.mark).map(({ words: [first] }) => first));
  return [
    ...introduction[language],
    ...(words.some((word) => typeof word === 'string' && verbNames.includes(word)) ? verbs[language] : []),
    ...(plan.needs.uplink ? uplinkWords[language] : []),
  ];
}

function setupText(plan: Plan): string {
  const { language, file, title } = plan.tutorial;
  const steps = plan.steps.map((step) => ({
    number: step.number,
    name: step.name,
    title: step.title,
    source: `${file}:${step.at.start.line}`,
    groups: groupsOf(step, plan, language),
  }));
  const runtime = setupRuntime(plan);
  const script = renderTemplate(setupTemplate, {
    lab: plan.lab,
    title,
    group: plan.mark.group,
    table: runtime.features.includes('tables') ? plan.mark.table : undefined,
    header: header(
      [
        ...makes(plan, language).map((text) => [labels.makes, text] as const),
        ...touches(plan, language).map((text) => [labels.touches, text] as const),
        [labels.needs, phrases.needs(commandsNeeded(plan).join(' ').replace('|', '/'))[language]],
        ...notesOf(plan).map((text) => [labels.notes, text] as const),
        [labels.undo, phrases.undo[language]],
        [labels.source, phrases.source(file)[language]],
      ],
      language,
    ),
    steps,
    namespaces: rows(plan.needs.namespaces),
    ipv6: rows(namespacesWithIpv6(plan)),
    commands: rows(commandsNeeded(plan)),
    introduction: introductionOf(plan),
    tutorial: file,
    sourcesRule: sourcesRule[language],
    sources: new Rendered(placesMark),
    rule: runtimeRule[language],
    features: runtime.features,
    runtime: new Rendered(runtime.text),
  });
  return withPlaces(script);
}

function teardownText(plan: Plan): string {
  const { language, file } = plan.tutorial;
  return renderTemplate(teardownTemplate, {
    lab: plan.lab,
    purpose: phrases.teardown[language],
    group: plan.mark.group,
    table: plan.mark.table,
    header: header(
      [
        ...makes(plan, language).map((text) => [labels.removes, text] as const),
        [labels.needs, phrases.teardownNeeds(filesOf(plan).length > 0)[language]],
        [labels.source, phrases.source(file)[language]],
      ],
      language,
    ),
    namespaces: rows(plan.needs.namespaces),
    rule: runtimeRule[language],
    runtime: new Rendered(teardownRuntime()),
  });
}

function render(lesson: Lesson): OutputFile[] {
  return lesson.plans.flatMap((plan) => {
    const folder = labFolder(lesson, plan);
    return [
      { path: `${folder}setup.sh`, text: setupText(plan), executable: true },
      { path: `${folder}teardown.sh`, text: teardownText(plan), executable: true },
    ];
  });
}

/** setup.sh and teardown.sh of each lab. */
export const bash = { name: 'bash', render } satisfies Output;
