// What carries a lesson out: the parts of the scripts that are the same in every lab, and which of them a lab needs.
import { text as carriedSetup } from '../../../templates/bash/carried/setup.bash';
import { text as commandsShared } from '../../../templates/bash/commands/both.bash';
import { text as commandsSetup } from '../../../templates/bash/commands/setup.bash';
import { text as commandsTeardown } from '../../../templates/bash/commands/teardown.bash';
import { text as acting } from '../../../templates/bash/core/acting.bash';
import { text as addresses } from '../../../templates/bash/core/addresses.bash';
import { text as shared } from '../../../templates/bash/core/both.bash';
import { text as comparing } from '../../../templates/bash/core/comparing.bash';
import { text as names } from '../../../templates/bash/core/names.bash';
import { text as noting } from '../../../templates/bash/core/noting.bash';
import { text as reading } from '../../../templates/bash/core/reading.bash';
import { text as refusing } from '../../../templates/bash/core/refusing.bash';
import { text as run } from '../../../templates/bash/core/run.bash';
import { text as shells } from '../../../templates/bash/core/shells.bash';
import { text as teardown } from '../../../templates/bash/core/teardown.bash';
import { text as words } from '../../../templates/bash/core/words.bash';
import { text as filesShared } from '../../../templates/bash/files/both.bash';
import { text as filesSetup } from '../../../templates/bash/files/setup.bash';
import { text as filesTeardown } from '../../../templates/bash/files/teardown.bash';
import { text as gatesShared } from '../../../templates/bash/gates/both.bash';
import { text as gatesSetup } from '../../../templates/bash/gates/setup.bash';
import { text as gatesTeardown } from '../../../templates/bash/gates/teardown.bash';
import { text as iptablesShared } from '../../../templates/bash/iptables/both.bash';
import { text as processesShared } from '../../../templates/bash/processes/both.bash';
import { text as processesSetup } from '../../../templates/bash/processes/setup.bash';
import { text as processesTeardown } from '../../../templates/bash/processes/teardown.bash';
import { text as removalsSetup } from '../../../templates/bash/removals/setup.bash';
import { text as settingsShared } from '../../../templates/bash/settings/both.bash';
import { text as settingsSetup } from '../../../templates/bash/settings/setup.bash';
import { text as settingsTeardown } from '../../../templates/bash/settings/teardown.bash';
import { text as tablesShared } from '../../../templates/bash/tables/both.bash';
import { text as tablesSetup } from '../../../templates/bash/tables/setup.bash';
import { text as tablesTeardown } from '../../../templates/bash/tables/teardown.bash';
import { text as uplinksSetup } from '../../../templates/bash/uplinks/setup.bash';
import { actionsOf } from '../../4-plan/actions.ts';
import type { Action, Needs, Plan } from '../../4-plan/plan.ts';

/** A part of the runtime that only some labs need. Its functions are called by their names: `look_NAME`, `extras_NAME` … */
interface Feature {
  readonly name: string;
  readonly isNeeded: (actions: readonly Action[], needs: Needs) => boolean;
  /** In setup.sh and teardown.sh. */
  readonly both?: string;
  readonly setup?: string;
  /** Of a part that leaves something to be taken down. */
  readonly teardown?: string;
}

const does =
  (...some: readonly Action['do'][]) =>
  (actions: readonly Action[]): boolean =>
    actions.some((action) => some.includes(action.do));

/** A link that is made from the namespace of the interface that carries it. */
const isCarriedFromAway = (action: Action): boolean =>
  action.do === 'link-add' && action.parent !== undefined && action.parent.netns !== action.netns;

const features: readonly Feature[] = [
  { name: 'carried', isNeeded: (actions) => actions.some(isCarriedFromAway), setup: carriedSetup },
  { name: 'removals', isNeeded: does('link-delete', 'netns-delete'), setup: removalsSetup },
  {
    name: 'settings',
    isNeeded: does('sysctl-set', 'sysctl-restore'),
    both: settingsShared,
    setup: settingsSetup,
    teardown: settingsTeardown,
  },
  {
    name: 'iptables',
    isNeeded: does('table-load', 'table-delete', 'forward-accept', 'forward-forget'),
    both: iptablesShared,
  },
  {
    name: 'tables',
    isNeeded: does('table-load', 'table-delete'),
    both: tablesShared,
    setup: tablesSetup,
    teardown: tablesTeardown,
  },
  {
    name: 'gates',
    isNeeded: does('forward-accept', 'forward-forget'),
    both: gatesShared,
    setup: gatesSetup,
    teardown: gatesTeardown,
  },
  { name: 'uplinks', isNeeded: (_, needs) => needs.uplink, setup: uplinksSetup },
  {
    name: 'files',
    isNeeded: does('file-write', 'file-delete'),
    both: filesShared,
    setup: filesSetup,
    teardown: filesTeardown,
  },
  {
    name: 'processes',
    isNeeded: does('process-start', 'process-end'),
    both: processesShared,
    setup: processesSetup,
    teardown: processesTeardown,
  },
  { name: 'commands', isNeeded: does('run'), both: commandsShared, setup: commandsSetup, teardown: commandsTeardown },
];

/** A part without its head, which is for those who work on it: all up to the first empty line. */
const withoutHead = (part: string): string => part.slice(part.indexOf('\n\n') + 2);

const joined = (parts: readonly (string | undefined)[]): string =>
  parts
    .filter((part) => part !== undefined)
    .map(withoutHead)
    .join('\n');

/** The parts of the runtime that this plan needs. `leaving`: the names of those that leave something to be taken down. */
export interface SetupRuntime {
  readonly features: readonly string[];
  readonly leaving: readonly string[];
  /** The whole runtime of setup.sh. */
  readonly text: string;
}

/** What carries the lesson of this plan out. */
export function setupRuntime(plan: Plan): SetupRuntime {
  const actions = actionsOf(plan);
  const used = features.filter(({ isNeeded }) => isNeeded(actions, plan.needs));
  const core = [shared, names, words, reading, comparing, addresses, refusing, noting, shells, acting];
  return {
    features: used.map(({ name }) => name),
    leaving: used.filter(({ teardown: down }) => down !== undefined).map(({ name }) => name),
    text: joined([...core, ...used.flatMap(({ both, setup }) => [both, setup]), run]),
  };
}

/** The runtime of teardown.sh: every part, as it also takes down what an older version of the lab has made. */
export function teardownRuntime(): string {
  return joined([shared, ...features.flatMap((feature) => [feature.both, feature.teardown]), teardown]);
}
