// The scripts of a lab as texts: setup.sh holds the commands of the lesson and a frame that carries them out, teardown.sh takes all back.
import { template as cards } from '../../templates/bash/cards.sh.hbs';
import { template as machine } from '../../templates/bash/machine.sh.hbs';
import { template as record } from '../../templates/bash/record.sh.hbs';
import { template as run } from '../../templates/bash/run.sh.hbs';
import { template as setup } from '../../templates/bash/setup.sh.hbs';
import { template as teardown } from '../../templates/bash/teardown.sh.hbs';
import { template as words } from '../../templates/bash/words.sh.hbs';
import { onceFor } from '../once-for.ts';
import { renderTemplate } from '../outputs/handlebars.ts';
import { Rendered, shellWord } from '../outputs/quote.ts';
import { type Command, commandLine, type Word } from '../plan/command.ts';
import type { Plan } from '../plan/plan.ts';
import { areMany, declarationsText } from './declarations.ts';
import { deletesNamespaces, type Facts, factsOf } from './facts.ts';
import { folded, setupHeader, teardownHeader } from './header.ts';
import { frameTools, lessonText } from './lines.ts';
import { forwarding, forwardingOfIpv6, phrases, rules } from './script-texts.ts';

/** For whom a script is: for readers, or with the verbs that the tasks of a role call. */
export interface ScriptOptions {
  readonly forRole?: boolean;
}

/** Words of the lesson that the frame defines itself. */
const ofFrame: ReadonlySet<string> = new Set(['ip', 'sysctl', 'iptables', 'ip6tables', 'kill']);

/** The programs that lines of the lesson begin with. */
function programs({ commands }: Facts): string[] {
  const first = commands.flatMap(({ argv: [word], process }) =>
    typeof word === 'string' && process === undefined ? [word] : [],
  );
  return [...new Set(first)].filter((name) => !ofFrame.has(name) && !frameTools.has(name)).sort();
}

const holds = (word: Word, is: string): boolean => typeof word === 'object' && word.is === is;

/** True if a line of a namespace reaches into another one, so that order matters between them. */
const reachesFar = ({ commands }: Facts): boolean =>
  commands.some(({ argv }) => argv[1] === '-n' && (argv.includes('netns') || argv.includes('delete')));

/** A question, and the file for the answer where it is one namespace's. */
const questionPart = (question: Command) => {
  const [program, option, netns, ...words] = question.argv;
  const name = new Rendered(`${netns} ${program} ${words.join(' ')}`);
  return { text: new Rendered(commandLine(question)), file: option === '-n' && name };
};

/** The network cards that the lab takes, and how they are given back. */
const cardsOf = ({ cards: names }: Facts) => ({
  cards: names.length > 0 && names.map((name) => new Rendered(shellWord(name))),
  giveCardBack: new Rendered(renderTemplate(cards, {}).trimEnd()),
});

/** Words of the frame that lines of the lesson may have. */
const ownWordsOf = ({ commands }: Facts) => ({
  before: commands.some(({ argv }) => argv.some((word) => holds(word, 'before'))),
  stops: commands.some(({ argv }) => argv.some((word) => holds(word, 'process'))),
  asks: commands.some(({ unless }) => unless !== undefined),
  keeps: commands.some(({ keptAs }) => keptAs !== undefined),
});

/** Which parts the frame needs. */
const partsOf = onceFor((facts: Facts) => {
  const { commands, settings, gates, firstWithUplink, links, subnets, parents, masters, routed, bareRoutes } = facts;
  const linkTypes = facts.linkTypes.length > 0;
  const tables = facts.tables.length > 0;
  const uplinks = firstWithUplink > 0;
  return {
    far: reachesFar(facts),
    many: areMany(facts),
    farOfMany: areMany(facts) && reachesFar(facts),
    carried: commands.some(({ argv }) => argv.includes('netns') && argv.indexOf('link') !== argv.lastIndexOf('link')),
    programs: programs(facts).map((name) => new Rendered(shellWord(name))),
    settings: settings.length > 0,
    along: settings.includes(forwarding),
    forwardsIpv6: settings.includes(forwardingOfIpv6),
    gates: gates.length > 0 && gates.map((name) => new Rendered(name)),
    gates6: gates.includes('ip6tables'),
    processes: facts.processes.length > 0,
    leaves: deletesNamespaces(facts),
    undos: facts.hasUndos,
    takesTime: facts.hasUndos || facts.processes.length > 0,
    takesBack: facts.takesBack,
    questions: facts.questions.map(questionPart),
    rules6: commands.some(({ argv }) => argv[0] === 'ip' && argv.includes('-6') && argv.includes('rule')),
    ofHost: links.length + masters.length + routed.length + bareRoutes.length > 0,
    links: links.length > 0,
    files: facts.files.length > 0,
    subnets: subnets.length > 0,
    claimsRoutes: subnets.length + bareRoutes.length > 0,
    subnetWords: new Rendered([...subnets, ...bareRoutes.map(({ prefix }) => prefix)].join(' ')),
    bareRoutes: bareRoutes.map(({ question, undo }) => ({
      question: new Rendered(question),
      undo: new Rendered(commandLine(undo)),
    })),
    ports: facts.ports.length > 0,
    nft: tables || gates.length > 0,
    survey: uplinks || links.length + subnets.length + bareRoutes.length > 0,
    outer: uplinks || parents.length > 0,
    ...ownWordsOf(facts),
    uplinkSet: commands.some(({ stdin = [] }) => stdin.some((word) => holds(word, 'uplinks'))),
    modules: facts.modules.map((words) => new Rendered(words)),
    ...{ ...cardsOf(facts), tables, uplinks, linkTypes, parents, qdiscs: facts.qdiscs },
  };
});

/** What setup.sh says of a lab to readers and to the tasks of a role alike. */
const lessonOf = onceFor((plan: Plan) => {
  const { language, title, file } = plan.tutorial;
  const facts = factsOf(plan);
  return {
    lab: new Rendered(plan.lab),
    title,
    header: setupHeader(plan, facts),
    lessonRule: rules.lesson[language],
    declarationsRule: rules.declarations[language],
    frameRule: rules.frame[language],
    steps: plan.steps.map((step) => ({
      function: new Rendered(step.name),
      title: step.title,
      place: `${file}:${step.at.start.line}`,
      text: new Rendered(lessonText(step.changes, language, folded)),
    })),
    declarations: new Rendered(declarationsText(plan, facts)),
  };
});

/** The text of setup.sh. */
export function setupScript(plan: Plan, { forRole = false }: ScriptOptions = {}): string {
  const values = { ...partsOf(factsOf(plan)), forRole };
  const frame = [words, record, machine, run].map((template) => renderTemplate(template, values).trimEnd());
  return renderTemplate(setup, { ...lessonOf(plan), frame: new Rendered(frame.join('\n\n')) });
}

/** The text of teardown.sh. */
export const teardownScript = onceFor((plan: Plan): string => {
  const facts = factsOf(plan);
  const { language } = plan.tutorial;
  return renderTemplate(teardown, {
    ...partsOf(facts),
    lab: new Rendered(shellWord(plan.lab)),
    purpose: phrases.teardown()[language],
    group: facts.group,
    header: teardownHeader(plan, facts),
  });
});
