// What the templates of a role ask for.
import type { Plan } from '../4-plan/plan.ts';
import { type Item, itemsOf, place } from './ansible-items.ts';
import { roleName } from './ansible-role-name.ts';
import { foldPlan, type Wanted } from './ansible-wanted.ts';
import { ansibleWords } from './ansible-words.ts';
import type { Word } from './bash-commands.ts';
import { Rendered, yamlText } from './quote.ts';

/** One entry of a list in vars/main.yml. */
interface Entry {
  readonly reason: string;
  readonly fields: readonly { readonly name: string; readonly value: Rendered }[];
}

const yamlList = (values: readonly (string | number)[]): Rendered =>
  new Rendered(`[${values.map((value) => (typeof value === 'number' ? value : yamlText(value))).join(', ')}]`);

/** A command on one line: its words hold no blanks, and Jinja only where the role fills in the uplink. */
function commandText(words: readonly Word[], role: string): Rendered {
  const texts = words.map((word) => {
    if (typeof word !== 'string') return `{{ ${role}_uplinks | first }}`;
    if (!/^[^\s{}"\\]+$/.test(word)) throw new TypeError(`not a plain word of a command: ${word}`);
    return word;
  });
  return new Rendered(`"${texts.join(' ')}"`);
}

/** Everything that the templates of one lab's role ask for. */
export function roleValues(plan: Plan) {
  const { lab, mark, needs, tutorial } = plan;
  const role = roleName(lab);
  const language = tutorial.language;
  const words = ansibleWords[language];
  const all = foldPlan(plan);
  const multi = plan.steps.length > 1;
  const items = itemsOf(all, mark);
  const stepsField = (steps: readonly number[]) => (multi ? [{ name: 'steps', value: yamlList(steps) }] : []);
  let last = '';
  const reasonOf = (wanted: Pick<Wanted, 'reason'>) => {
    const reason = wanted.reason[language];
    const again = reason === last;
    last = reason;
    return again ? '' : reason;
  };
  const entries = (list: readonly Item[]): Entry[] =>
    list.map((item) => ({
      reason: reasonOf(item),
      fields: [
        { name: 'do', value: commandText(item.words, role) },
        { name: 'gives', value: yamlList(item.gives) },
        ...stepsField(item.steps),
      ],
    }));
  const namespaces = all.flatMap((wanted): Entry[] =>
    'do' in wanted.thing && wanted.thing.do === 'netns-add'
      ? [
          {
            reason: reasonOf(wanted),
            fields: [{ name: 'name', value: new Rendered(yamlText(wanted.thing.netns)) }, ...stepsField(wanted.steps)],
          },
        ]
      : [],
  );
  const sysctls = items.sysctls.map(
    ({ thing, gives, steps, reason }): Entry => ({
      reason: reasonOf({ reason }),
      fields: [
        { name: 'netns', value: new Rendered(yamlText(place(thing.netns))) },
        { name: 'key', value: new Rendered(yamlText(thing.key)) },
        { name: 'value', value: new Rendered(yamlText(thing.value)) },
        { name: 'gives', value: yamlList(gives) },
        ...stepsField(steps),
      ],
    }),
  );
  const lists = [
    { list: 'namespaces', title: words.namespacesList, items: namespaces },
    { list: 'links', title: words.linksList, items: entries(items.links) },
    { list: 'interfaces', title: words.interfacesList, items: entries(items.interfaces) },
    { list: 'sysctls', title: words.sysctlsList, items: sysctls },
    { list: 'addresses', title: words.addressesList, items: entries(items.addresses) },
    { list: 'routes', title: words.routesList, items: entries(items.routes) },
  ];
  const netnsLinks = [...new Set(needs.host.links)];
  const text = (value: string) => new Rendered(yamlText(value));
  const options = [
    {
      name: `${role}_state`,
      description: words.stateIs,
      type: 'str',
      elements: '',
      default: text('present'),
      choices: ['present', 'absent'],
    },
    ...(multi
      ? [
          {
            name: `${role}_until`,
            description: words.untilIs,
            type: 'str',
            elements: '',
            default: text(plan.steps.at(-1)?.name ?? ''),
            choices: plan.steps.map(({ name }) => name),
          },
        ]
      : []),
    ...(needs.uplink
      ? [
          {
            name: `${role}_uplink`,
            description: words.uplinkIs,
            type: 'list',
            elements: 'str',
            default: new Rendered('[]'),
            choices: [],
          },
        ]
      : []),
  ];
  return {
    role,
    lab,
    title: tutorial.title,
    alias: mark.alias,
    group: mark.group,
    notes: `/run/netgen/${lab}`,
    tools: needs.commands,
    multi,
    steps: plan.steps.map(({ name }) => name),
    lastStep: plan.steps.at(-1)?.name ?? '',
    uplink: needs.uplink,
    hostLinks: netnsLinks,
    namespaces: needs.namespaces.length > 0,
    sysctls: items.sysctls.length > 0,
    hostSysctls: items.sysctls.some(({ thing }) => thing.netns === null),
    now: new Rendered(multi ? ` | selectattr('steps', 'contains', ${role}_step)` : ''),
    compared: lists.slice(1).map(({ list }) => list),
    makes: lists
      .slice(1)
      .filter(({ list, items: own }) => own.length > 0 && list !== 'sysctls')
      .map(({ list }) => ({ list, name: words[list as 'links'] })),
    lists: lists.map((list) => ({ ...list, role })),
    options,
    verifyOptions: options.filter(({ name }) => !name.endsWith('_state')),
    words: {
      ...words,
      made: `netgen: ${tutorial.file}`,
      foreignFound: new Rendered(`X {{ ${role}_foreign | join(', ') }}`),
      itemMissing: new Rendered(`X {{ ${role}_missing[item] }}`),
      surplusFound: new Rendered(`X {{ ${role}_surplus }}`),
      toolsMissing: new Rendered(`X {{ ${role}_missing_tools | join(', ') }}`),
    },
  };
}
