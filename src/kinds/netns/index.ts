// A plain network namespace.

import type { Kind } from '../kind.ts';
import type { NodeKind } from '../node-kind.ts';

export const netns: NodeKind = {
  name: 'netns',
  summary: 'A network namespace: a network stack of its own. The default.',
  forwards: false,
  namespace: {
    reason: {
      en: 'A network namespace is a network stack of its own: its own interfaces, routes and rules.',
      'zh-CN': '网络命名空间是一套独立的网络栈：自己的接口、路由和规则。',
    },
  },
};

export const netnsKind: Kind = { nodes: [netns] };
