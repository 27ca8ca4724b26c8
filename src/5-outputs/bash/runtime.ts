// What carries a lesson out: the parts of the scripts that are the same in every lab, and which of them a lab needs.
import { text as carriedSetup } from '../../../templates/bash/carried/setup.bash';
import { text as commandsShared } from '../../../templates/bash/commands/both.bash';
import { text as commandsSetup } from '../../../templates/bash/commands/setup.bash';
import { text as commandsTeardown } from '../../../templates/bash/commands/teardown.bash';
import { text as acting } from '../../../templates/bash/core/acting.bash';
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
import type { Action } from '../../4-plan/plan.ts';

/** A part of the runtime that only some labs need. Its functions are called by their names: `look_NAME`, `extras_NAME` … */
interface Feature {
  readonly name: string;
  /** Actions that may need it. */
  readonly actions: readonly Action['do'][];
  /** Of those, the ones that do; all, if not given. */
  readonly needs?: (action: Action) => boolean;
  /** In setup.sh and teardown.sh. */
  readonly both?: string;
  readonly setup?: string;
  readonly teardown?: string;
}

/** A link that is made from the namespace of the interface that carries it. */
const carriedFromAway = (action: Action): boolean =>
  action.do === 'link-add' && action.parent !== undefined && action.parent.netns !== action.netns;

const features: readonly Feature[] = [
  { name: 'carried', actions: ['link-add'], needs: carriedFromAway, setup: carriedSetup },
  { name: 'removals', actions: ['link-delete', 'netns-delete'], setup: removalsSetup },
  {
    name: 'settings',
    actions: ['sysctl-set', 'sysctl-restore'],
    both: settingsShared,
    setup: settingsSetup,
    teardown: settingsTeardown,
  },
  {
    name: 'iptables',
    actions: ['table-load', 'table-delete', 'forward-accept', 'forward-forget'],
    both: iptablesShared,
  },
  {
    name: 'tables',
    actions: ['table-load', 'table-delete'],
    both: tablesShared,
    setup: tablesSetup,
    teardown: tablesTeardown,
  },
  {
    name: 'gates',
    actions: ['forward-accept', 'forward-forget'],
    both: gatesShared,
    setup: gatesSetup,
    teardown: gatesTeardown,
  },
  { name: 'files', actions: ['file-write', 'file-delete'], setup: filesSetup, teardown: filesTeardown },
  {
    name: 'processes',
    actions: ['process-start', 'process-end'],
    both: processesShared,
    setup: processesSetup,
    teardown: processesTeardown,
  },
  { name: 'commands', actions: ['run'], both: commandsShared, setup: commandsSetup, teardown: commandsTeardown },
];

/** A part without its head, which is for those who work on it: all up to the first empty line. */
const withoutHead = (part: string): string => part.slice(part.indexOf('\n\n') + 2);

const joined = (parts: readonly (string | undefined)[]): string =>
  parts
    .filter((part) => part !== undefined)
    .map(withoutHead)
    .join('\n');

const featuresOf = (actions: readonly Action[]): Feature[] =>
  features.filter(({ actions: some, needs = () => true }) =>
    actions.some((action) => some.includes(action.do) && needs(action)),
  );

/** The parts of setup.sh that these actions need: their names, and the text of the whole runtime. */
export function setupRuntime(actions: readonly Action[]): {
  readonly features: readonly string[];
  readonly text: string;
} {
  const used = featuresOf(actions);
  const core = [shared, names, words, reading, comparing, refusing, noting, shells, acting];
  return {
    features: used.map(({ name }) => name),
    text: joined([...core, ...used.flatMap(({ both, setup }) => [both, setup]), run]),
  };
}

/** The runtime of teardown.sh: every part, as it also takes down what an older version of the lab has made. */
export function teardownRuntime(): string {
  return joined([shared, ...features.flatMap((feature) => [feature.both, feature.teardown]), teardown]);
}
