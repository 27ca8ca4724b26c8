// What is said of the last step of a hop: why nobody answers there, or nobody can tell.
import type { Localized } from '../source/tutorial.ts';

export const neighbourTexts = {
  nowhere: (dev: string): Localized => ({
    en: `sends it by ${dev}, which leads nowhere`,
    'zh-CN': `从 ${dev} 发出，而它不通向任何地方`,
  }),
  down: (dev: string): Localized => ({
    en: `sends it by ${dev}, which is down`,
    'zh-CN': `从 ${dev} 发出，而它已关闭`,
  }),
  ring: (end: string): Localized => ({
    en: `bridges that ${end} leads to are joined in a ring`,
    'zh-CN': `${end} 所连的网桥接成了环`,
  }),
  notCarried: (protocol: string, dev: string): Localized => ({
    en: `sends ${protocol} by ${dev}, which does not carry it`,
    'zh-CN': `从 ${dev} 发出 ${protocol}，而它不承载 ${protocol}`,
  }),
  both: (one: string, other: string, address: string): Localized => ({
    en: `${one} and ${other} both answer for ${address}`,
    'zh-CN': `${one} 和 ${other} 都会应答 ${address}`,
  }),
  beyond: (address: string, end: string): Localized => ({
    en: `who has ${address} beyond ${end} is not of the lab`,
    'zh-CN': `${end} 之外谁有 ${address}，不由本实验决定`,
  }),
  kernelMade: (address: string): Localized => ({
    en: `${address} may be an address that the kernel makes`,
    'zh-CN': `${address} 可能是内核自己生成的地址`,
  }),
  nobody: (address: string, dev: string, why: Localized): Localized => ({
    en: `asks for ${address} by ${dev}, and ${why.en}`,
    'zh-CN': `从 ${dev} 询问 ${address}，${why['zh-CN']}`,
  }),
};
