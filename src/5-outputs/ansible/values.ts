// What the templates of a lab's role ask for.
import type { Netns, Outlet } from '../../2-model/lab.ts';
import type { Plan, TableLoad } from '../../4-plan/plan.ts';
import { setupRuntime } from '../bash/runtime.ts';
import { eachUplink, nftTable, usesUplink } from '../nft.ts';
import { isJinja, Rendered, yamlText } from '../quote.ts';
import { roleName } from '../role-name.ts';
import { itemsOf, place } from './items.ts';
import { leavingOf } from './leaving.ts';
import { type Entry, type Field, fieldIndent, Lists, textField } from './lists.ts';
import { replacedAddresses } from './replaced.ts';
import { comesBack, isOfMachine, settingValues } from './settings.ts';
import { foldPlan, type Thing, uplinkSteps, type Wanted } from './wanted.ts';
import { type AnsibleWords, ansibleWords } from './words.ts';
import { yamlList, yamlTemplate, yamlValue } from './yaml.ts';

/** What nft reads: Jinja only where the role fills in the uplinks. */
function tableText(load: TableLoad, role: string): Rendered {
  const text = nftTable(load);
  if (!usesUplink(load.chains)) return yamlValue(text, fieldIndent);
  if (isJinja(text)) throw new TypeError(`Jinja in the table of ${role}`);
  return yamlTemplate(text.replaceAll(eachUplink, `"{{ ${role}__uplinks | join('", "') }}"`), fieldIndent);
}

const where = (netns: Netns): Field => textField('netns', place(netns));
const gives = (...facts: string[]): Field => ({ name: 'gives', value: yamlList(facts) });

/** What neither `ip` nor `sysctl` makes. */
function otherLists(lists: Lists, all: readonly Wanted[], role: string, words: AnsibleWords) {
  const uplinks = new Rendered(`"{{ ${role}__uplinks }}"`);
  const devices = (outlet: Outlet) => (outlet.is === 'uplink' ? uplinks : yamlList([outlet.name]));
  const files = lists.things(all, 'file-write', ({ netns, file, text }) => [
    textField('folder', `/etc/netns/${netns}`),
    textField('path', `/etc/netns/${netns}/${file}`),
    textField('text', text),
    gives(`host file /etc/netns/${netns}/${file}`),
  ]);
  const tables = lists.things(all, 'table-load', (load) => [
    where(load.netns),
    { name: 'text', value: tableText(load, role) },
    gives(`${place(load.netns)} table`),
  ]);
  const accepts = lists.things(all, 'forward-accept', (accept) => [
    { name: 'families', value: yamlList(accept.families) },
    { name: 'in', value: devices(accept.in) },
    { name: 'out', value: devices(accept.out) },
    { name: 'answers', value: new Rendered(String(accept.answersOnly)) },
  ]);
  const processes = lists.things(all, 'process-start', ({ netns, id, command }) => [
    textField('id', id),
    where(netns),
    textField('command', command),
    gives(`host process ${id}`),
  ]);
  const commands = lists.things(all, 'run', ({ netns, id, command, unless, undo }) => [
    textField('id', id),
    where(netns),
    textField('command', command),
    textField('unless', unless ?? ''),
    textField('undo', undo ?? ''),
    gives(`host command ${id}`),
  ]);
  return [
    { list: 'files', title: words.filesList, entries: files },
    { list: 'tables', title: words.tablesList, entries: tables },
    { list: 'accepts', title: words.acceptsList, entries: accepts },
    { list: 'processes', title: words.processesList, entries: processes },
    { list: 'commands', title: words.commandsList, entries: commands },
  ];
}

/** Everything that vars/main.yml lists, in the order that the role makes it. */
function listsOf(plan: Plan, all: readonly Wanted[], role: string, words: AnsibleWords) {
  const items = itemsOf(all, plan.mark);
  const lists = new Lists(plan, role);
  const namespaces = lists.things(all, 'netns-add', ({ netns }) => [textField('name', netns)]);
  const links = lists.commands(items.links);
  const interfaces = lists.commands(items.interfaces);
  const sysctls = items.sysctls.map((item) =>
    lists.entry(item, [
      where(item.thing.netns),
      textField('key', item.thing.key),
      textField('value', item.thing.value),
      gives(...item.gives),
      ...(isOfMachine(plan, item.thing) ? [{ name: 'returns', value: new Rendered('with_last_lab') }] : []),
      ...(comesBack(plan, item.thing) ? [{ name: 'returns', value: new Rendered('by_step') }] : []),
    ]),
  );
  const addresses = lists.commands(items.addresses);
  const replaced = replacedAddresses(items.addresses, plan.steps.length).map((item) =>
    lists.entry(item, [gives(...item.gives)]),
  );
  const routes = lists.commands(items.routes);
  return [
    { list: 'namespaces', title: words.namespacesList, entries: namespaces },
    { list: 'links', title: words.linksList, entries: links },
    { list: 'interfaces', title: words.interfacesList, entries: interfaces },
    { list: 'sysctls', title: words.sysctlsList, entries: sysctls },
    { list: 'addresses', title: words.addressesList, entries: addresses },
    { list: 'replaced', title: words.replacedList, entries: replaced },
    { list: 'routes', title: words.routesList, entries: routes },
    ...otherLists(lists, all, role, words),
  ].filter(({ list, entries }) => entries.length > 0 || always.has(list));
}

/** True of the command that gives a link the name it is to have. */
const isNaming = ({ fields }: Entry): boolean =>
  fields.some(({ name, value }) => name === 'do' && / link set \S+ name /.test(value.text));

/** Lists that the tasks of every role speak of. */
const always = new Set(['namespaces', 'links', 'interfaces', 'addresses', 'routes']);

/** The role's variables, for defaults/main.yml and meta/argument_specs.yml. */
function optionsOf(plan: Plan, role: string, words: AnsibleWords) {
  const text = (value: string) => new Rendered(yamlText(value));
  const names = plan.steps.map(({ name }) => name);
  const option = (name: string, description: string, preset: Rendered, choices: readonly string[]) => ({
    name: `${role}_${name}`,
    description,
    type: 'str',
    elements: '',
    preset,
    presetText: preset.text,
    choices,
  });
  const state = option('state', words.stateIs, text('present'), ['present', 'absent']);
  const until = option('until', words.untilIs, text(names.at(-1) ?? ''), names);
  const uplink = {
    ...option('uplink', words.uplinkIs, new Rendered('[]'), []),
    type: 'list',
    elements: 'str',
  };
  return [state, ...(names.length > 1 ? [until] : []), ...(plan.needs.uplink ? [uplink] : [])];
}

/** Processes and commands in one list: which file of tasks makes an entry, and those that are missing, in the order of the steps. */
function worksOf(has: ReadonlySet<string>, role: string, multi: boolean, words: AnsibleWords) {
  const lists = ['processes', 'commands'].filter((list) => has.has(list));
  if (lists.length === 0) return undefined;
  const [both, isCommand] = [lists.length > 1, has.has('commands')];
  const missing = lists.map((list) => `${role}__missing.${list}`).join(' + ');
  return {
    title: both ? words.works : isCommand ? words.commands : words.processes,
    file: new Rendered(
      both
        ? `"{{ 'run.yml' if ${role}__work.unless is defined else 'start.yml' }}"`
        : isCommand
          ? 'run.yml'
          : 'start.yml',
    ),
    missing: new Rendered(multi ? `(${missing}) | sort(attribute='steps.0')` : missing),
  };
}

/** What tasks/leave.yml and the parts of other files that lead to it ask for. */
function leavingValues(plan: Plan, all: readonly Wanted[], role: string) {
  const leaving = leavingOf(all, plan.steps.length, role, plan.lab, settingValues(plan).remembers);
  const loses = (list: string) => leaving.some((one) => one.list === list);
  const settings = all.flatMap(({ thing }) => ('key' in thing ? [thing] : []));
  return {
    leaving,
    leaves: leaving.length > 0,
    leavingNamespaces: loses('namespaces'),
    notesOfThings: ['sysctls', 'files', 'processes', 'commands'].some(loses),
    leavingSettings: settings.some((setting) => comesBack(plan, setting)),
    leavingHostSettings: loses('sysctls') && settings.some(({ netns }) => netns === null),
    leavingRoutes: loses('routes'),
    leavingFiles: loses('files'),
    leavingTables: loses('tables'),
    leavingProcesses: loses('processes'),
    leavingCommands: loses('commands'),
  };
}

/** Where the lab comes from, and how its objects say that they are its own. */
function marksOf({ lab, mark, tutorial }: Plan) {
  return {
    title: tutorial.title,
    titleText: yamlValue(tutorial.title, 2),
    file: tutorial.file,
    alias: mark.alias,
    group: mark.group,
    mark: mark.comment,
    table: mark.table,
    notes: `/run/netgen/${lab}`,
    fileNotes: `/etc/netns/.netgen-${lab}`,
  };
}

/** Which lists the lab has that some roles lack. */
function partsOf(has: ReadonlySet<string>) {
  return {
    sysctls: has.has('sysctls'),
    files: has.has('files'),
    tables: has.has('tables'),
    accepts: has.has('accepts'),
    processes: has.has('processes'),
    commands: has.has('commands'),
    replaced: has.has('replaced'),
  };
}

/** Everything that the templates of one lab's role ask for. */
export function roleValues(plan: Plan) {
  const { lab, needs, tutorial } = plan;
  const role = roleName(lab);
  const words = ansibleWords(tutorial.language, role, tutorial.file);
  const all = foldPlan(plan);
  const lists = listsOf(plan, all, role, words);
  const places = (which: (thing: Thing) => boolean) =>
    all.flatMap(({ thing }) => (which(thing) && 'netns' in thing ? [place(thing.netns)] : []));
  const has = new Set(lists.filter(({ entries }) => entries.length > 0).map(({ list }) => list));
  const options = optionsOf(plan, role, words);
  return {
    role,
    lab,
    ...marksOf(plan),
    tools: needs.commands,
    uses: setupRuntime(plan).leaving,
    carried: lists.some(({ entries }) => entries.some(isNaming)),
    multi: plan.steps.length > 1,
    steps: plan.steps.map(({ name }) => name),
    ipv6: all.some(({ thing }) => 'address' in thing && thing.address.includes(':')),
    uplink: needs.uplink,
    uplinkSteps: yamlList(uplinkSteps(all)),
    uplinkRules: needs.uplink && (has.has('tables') || has.has('accepts')),
    hostLinks: needs.host.links,
    ...settingValues(plan),
    ...partsOf(has),
    works: worksOf(has, role, plan.steps.length > 1, words),
    now: new Rendered(plan.steps.length > 1 ? ` | selectattr('steps', 'contains', ${role}__step)` : ''),
    lists: lists.map((list) => ({ ...list, role })),
    compared: lists.map(({ list }) => list).filter((list) => !['namespaces', 'accepts', 'replaced'].includes(list)),
    hostRoutes: all.some(({ thing }) => 'hops' in thing && thing.netns === null),
    busy: [...new Set(places((thing) => 'do' in thing && (thing.do === 'process-start' || thing.do === 'run')))],
    ...leavingValues(plan, all, role),
    options,
    verifyOptions: options.slice(1),
    words,
  };
}
