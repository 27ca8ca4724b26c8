// A bridge within a node: other interfaces of the node are its ports.
import { bridgeOptions, wordsOf } from '../bridge/words.ts';
import { vlansOption } from '../vlans/key.ts';
import type { DeviceKind } from './device-kind.ts';

export const bridge: DeviceKind = {
  name: 'bridge',
  summary: 'A bridge: it joins its `ports` into one segment, and takes part in it with its own address.',
  options: { vlans: vlansOption, ...bridgeOptions },
  reason: {
    en: 'A bridge joins interfaces of its node into one segment. The node itself takes part in that by the interface of the bridge.',
    'zh-CN': '网桥把本节点的几个接口连成一个网段，节点自己通过网桥这个接口加入该网段。',
  },
  ports: {
    as: 'bridge',
    // br_add_if() of net/bridge/br_if.c.
    refuses: ['bridge', 'vrf'],
    reason: {
      en: 'A port hands every frame to its bridge; addresses belong to the bridge.',
      'zh-CN': '端口把收到的每个帧都交给网桥；地址配在网桥上。',
    },
  },
  words: wordsOf,
};
