// Why a plan does what it does, where no kind has said it.
import type { Localized } from '../source/tutorial.ts';

/** One sentence for each, in every language. Operations in a row that share one are shown under it together. */
export const reasons = {
  loopback: {
    en: 'The loopback interface of a new namespace is down.',
    'zh-CN': '新命名空间的回环接口默认是关闭的。',
  },
  port: {
    en: 'The other end of the cable is plugged into a bridge too.',
    'zh-CN': '网线的另一端也插到网桥上。',
  },
  up: {
    en: 'A new interface is down; it sends and receives only when it is set up.',
    'zh-CN': '新接口默认是关闭的；启用之后才能收发数据包。',
  },
  down: {
    en: 'The interface is set down, as if the cable were pulled out.',
    'zh-CN': '关闭接口，相当于拔掉网线。',
  },
  linkChange: {
    en: 'The interface stays and only this is set anew.',
    'zh-CN': '接口保持不变，只重新设置这一项。',
  },
  acceptBridged: {
    en: 'With br_netfilter, as Docker loads it, even what only crosses the bridge passes the firewall; where that filters, the lab is let through.',
    'zh-CN':
      '加载了 br_netfilter（例如装了 Docker）时，只是穿过网桥的帧也要经过宿主机的防火墙；如果防火墙会过滤，就放行本实验的数据包。',
  },
  acceptAll: {
    en: 'Where a firewall of the machine drops what is forwarded, the lab is let through, in both directions.',
    'zh-CN': '如果宿主机的防火墙会丢弃转发的数据包，就双向放行本实验的数据包。',
  },
  acceptOut: {
    en: 'Where a firewall of the machine drops what is forwarded, the lab is let out.',
    'zh-CN': '如果宿主机的防火墙会丢弃转发的数据包，就放行本实验发出的数据包。',
  },
  acceptAnswers: {
    en: 'Inwards, only answers are let through, and what was translated to come in.',
    'zh-CN': '向内只放行应答，以及经过地址转换进来的数据包。',
  },
  removed: {
    en: 'This step takes it away.',
    'zh-CN': '这一步把它去掉。',
  },
} satisfies Record<string, Localized>;
