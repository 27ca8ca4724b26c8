// A dummy: an interface that leads nowhere, for addresses that are to stay.
import type { DeviceKind } from './device-kind.ts';

export const dummy: DeviceKind = {
  name: 'dummy',
  summary: 'An interface that leads nowhere, for addresses that are to stay.',
  options: {},
  reason: {
    en: 'A dummy is an interface without a cable: its addresses are there as long as the node is.',
    'zh-CN': 'dummy 是没有网线的接口：只要节点在，它的地址就在。',
  },
  words: () => [],
};
