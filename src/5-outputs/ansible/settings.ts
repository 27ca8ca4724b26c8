// Settings of the kernel in a role: which of them have their value before noted, to be given back.
import type { Plan, SysctlSet } from '../../4-plan/plan.ts';

/** Settings with which the kernel writes others: inet_forward_change(), devinet.c; addrconf_fixup_forwarding(), addrconf.c. */
const forwardingKeys: readonly string[] = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'];

/** True if a later step gives the setting of a namespace back the value it had. */
export function comesBack(plan: Plan, { netns, key }: SysctlSet): boolean {
  return plan.steps.some(({ operations }) =>
    operations.some(
      ({ action }) => action.do === 'sysctl-restore' && netns !== null && action.netns === netns && action.key === key,
    ),
  );
}

/** True if the value before is noted: of the machine, but for interfaces that the lab makes there; else as the steps need it. */
export function isNoted(plan: Plan, setting: SysctlSet): boolean {
  if (setting.netns !== null) return comesBack(plan, setting);
  return !plan.needs.host.links.includes(setting.key.split('.')[3]?.replaceAll('/', '.') ?? '');
}

/** What the templates ask of the settings of a lab. */
export function settingValues(plan: Plan) {
  const settings = plan.steps.flatMap(({ operations }) =>
    operations.flatMap(({ action }) => (action.do === 'sysctl-set' ? [action] : [])),
  );
  const ofMachine = settings.filter(({ netns }) => netns === null);
  return {
    hostSysctls: ofMachine.length > 0,
    remembers: ofMachine.some((setting) => isNoted(plan, setting)),
    forwarding: ofMachine.some(({ key }) => forwardingKeys.includes(key)),
    forwardingKeys,
    forwards6: ofMachine.some(({ key, value }) => key === 'net.ipv6.conf.all.forwarding' && value === '1'),
  };
}
