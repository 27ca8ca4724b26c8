// What a plan asks of the machine: commands, link types, an uplink, and what it touches there.
import type { Outlet } from '../2-model/lab.ts';
import type { Action, Needs, Operation } from './plan.ts';
import { firstProgram } from './programs.ts';

/** The command that each action is carried out by. */
const commandOf: Readonly<Record<Action['do'], readonly string[]>> = {
  'netns-add': ['ip'],
  'netns-delete': ['ip'],
  'link-add': ['ip'],
  'link-delete': ['ip'],
  'link-set': ['ip'],
  'address-add': ['ip'],
  'address-delete': ['ip'],
  'route-add': ['ip'],
  'route-delete': ['ip'],
  'sysctl-set': ['ip', 'sysctl'],
  'sysctl-restore': ['ip', 'sysctl'],
  'table-load': ['nft'],
  'table-delete': ['nft'],
  'forward-accept': [],
  'forward-forget': [],
  'file-write': [],
  'file-delete': [],
  'process-start': ['ip'],
  'process-end': [],
  run: ['ip'],
};

/** The programs of the author's own commands. `unless` may be there to ask whether a program is. */
function programsOf(action: Action): string[] {
  if (action.do !== 'process-start' && action.do !== 'run') return [];
  const lines = [action.command, ...(action.do === 'run' && action.undo !== undefined ? [action.undo] : [])];
  return lines.flatMap((line) => firstProgram(line) ?? []);
}

/** What an action speaks of: interfaces by their names, or the uplink. */
export function outletsOf(action: Action): readonly Outlet[] {
  if (action.do === 'forward-accept') return [action.in, action.out];
  if (action.do === 'link-add') return action.parent === undefined ? [] : [action.parent.dev];
  if (action.do !== 'table-load') return [];
  return action.chains.flatMap(({ rules }) =>
    rules.flatMap((rule) => [...(rule.in ?? []), ...(rule.out ?? []), ...(rule.notIn ?? [])]),
  );
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

function linksOnMachine(action: Action): string[] {
  if (action.do !== 'link-add') return [];
  const ends = [action, ...(action.peer === undefined ? [] : [action.peer])];
  return ends.filter(({ netns }) => netns === null).map(({ dev }) => dev);
}

/** The needs of all steps together. */
export function needsOf(operations: readonly Operation[]): Needs {
  const actions = operations.map(({ action }) => action);
  const sysctls = actions.flatMap((action) =>
    action.do === 'sysctl-set' && action.netns === null ? [action.key] : [],
  );
  return {
    commands: unique(actions.flatMap((action) => [...commandOf[action.do], ...programsOf(action)])).toSorted(),
    linkTypes: unique(actions.flatMap((action) => (action.do === 'link-add' ? [action.type] : []))).toSorted(),
    uplink: actions.some((action) => outletsOf(action).some((outlet) => outlet.is === 'uplink')),
    host: {
      links: unique(actions.flatMap(linksOnMachine)),
      sysctls: unique(sysctls),
      forwarding: actions.some((action) => action.do === 'forward-accept'),
    },
    namespaces: unique(actions.flatMap((action) => (action.do === 'netns-add' ? [action.netns] : []))),
  };
}
