// Kernel settings that the author names.
import type { Kind } from '../kind.ts';
import { carrySettings } from './carry.ts';
import { sysctl } from './key.ts';
import { ipv6SwitchedOff } from './rules/ipv6-switched-off.ts';
import { mtuTooSmallForIpv6 } from './rules/mtu-too-small-for-ipv6.ts';
import { settingFollowsLink } from './rules/setting-follows-link.ts';
import { settingStays } from './rules/setting-stays.ts';
import { settingTwice } from './rules/setting-twice.ts';
import { settingWithoutInterface } from './rules/setting-without-interface.ts';
import { settingWithoutReturn } from './rules/setting-without-return.ts';

const reason = { en: 'A setting of the kernel that the lesson asks for.', 'zh-CN': '本课需要的一项内核设置。' };

export const sysctlKind: Kind = {
  keys: [sysctl],
  rules: [
    ipv6SwitchedOff,
    mtuTooSmallForIpv6,
    settingFollowsLink,
    settingStays,
    settingTwice,
    settingWithoutInterface,
    settingWithoutReturn,
  ],
  settings: (node) => sysctl.of(node).map((setting) => ({ ...setting, reason, isWritten: true })),
  carry: carrySettings,
};
