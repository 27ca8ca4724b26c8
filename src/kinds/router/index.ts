// A network namespace that passes packets on.

import type { Kind } from '../kind.ts';
import { netns } from '../netns/index.ts';
import type { NodeKind } from '../node-kind.ts';

const router: NodeKind = {
  ...netns,
  name: 'router',
  summary: 'A network namespace that forwards, in IPv4 and IPv6.',
  forwards: true,
  namespace: {
    reason: {
      en: 'A router is a network namespace too; what makes it one is that it passes packets on.',
      'zh-CN': '路由器也是一个网络命名空间；它会转发数据包，这才使它成为路由器。',
    },
  },
};

export const routerKind: Kind = { nodes: [router] };
