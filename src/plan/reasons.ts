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
  removed: {
    en: 'This step takes it away.',
    'zh-CN': '这一步把它去掉。',
  },
} satisfies Record<string, Localized>;
