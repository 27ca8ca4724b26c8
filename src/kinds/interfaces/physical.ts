// A network card of the machine that moves into a node, and comes back when the lab goes.
import type { DeviceKind } from './device-kind.ts';

export const physical: DeviceKind = {
  name: 'physical',
  summary: 'A network card of the machine, by its own name: it is moved into the node, and given back as it was.',
  options: {},
  reason: {
    en: 'A network card moves into the namespace with whatever is plugged into it. The machine itself does not see it until it comes back.',
    'zh-CN': '网卡连同插在上面的网线一起移入命名空间。在它回来之前，宿主机自己看不到它。',
  },
  isMoved: true,
  words: () => [],
};
