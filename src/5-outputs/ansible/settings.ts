// Settings of the kernel in a role: which of them have their value before noted, to be given back.
import { forwardingKeys } from '../../2-model/setting-key.ts';
import type { Plan, SysctlSet } from '../../4-plan/plan.ts';

/** Settings with which the kernel writes others: inet_forward_change(), devinet.c; addrconf_fixup_forwarding(), addrconf.c. */
const switches: readonly string[] = Object.values(forwardingKeys);

/** True of a setting of the machine that does not go with an interface of the lab: the last lab that needs it gives it back. */
export function isOfMachine(plan: Plan, { netns, key }: SysctlSet): boolean {
  return netns === null && !plan.needs.host.links.includes(key.split('.')[3]?.replaceAll('/', '.') ?? '');
}

/** True if a setting that goes with its namespace or interface gets the value it had back from a later step. */
export function comesBack(plan: Plan, setting: SysctlSet): boolean {
  const { netns, key } = setting;
  return (
    !isOfMachine(plan, setting) &&
    plan.steps.some(({ operations }) =>
      operations.some(({ action }) => action.do === 'sysctl-restore' && action.netns === netns && action.key === key),
    )
  );
}

/** What the templates ask of the settings of a lab. */
export function settingValues(plan: Plan) {
  const settings = plan.steps.flatMap(({ operations }) =>
    operations.flatMap(({ action }) => (action.do === 'sysctl-set' ? [action] : [])),
  );
  const ofMachine = settings.filter(({ netns }) => netns === null);
  return {
    hostSysctls: ofMachine.length > 0,
    remembers: settings.some((setting) => isOfMachine(plan, setting)),
    forwarding: ofMachine.some(({ key }) => switches.includes(key)),
    forwardingKeys: switches,
    forwards6: ofMachine.some(({ key, value }) => key === 'net.ipv6.conf.all.forwarding' && value === '1'),
  };
}
