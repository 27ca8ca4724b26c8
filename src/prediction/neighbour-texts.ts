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
  noSignal: (dev: string, parent: string): Localized => ({
    en: `sends it by ${dev}, whose parent ${parent} has no signal`,
    'zh-CN': `从 ${dev} 发出，而其父接口 ${parent} 没有信号`,
  }),
  vrfDown: (dev: string, vrf: string): Localized => ({
    en: `sends it by ${dev}, whose VRF ${vrf} is down`,
    'zh-CN': `从 ${dev} 发出，而它的 VRF ${vrf} 已关闭`,
  }),
  ring: (end: string): Localized => ({
    en: `bridges that ${end} leads to are joined in a ring`,
    'zh-CN': `${end} 所连的网桥接成了环`,
  }),
  notCarried: (protocol: string, dev: string): Localized => ({
    en: `sends ${protocol} by ${dev}, which does not carry it`,
    'zh-CN': `从 ${dev} 发出 ${protocol}，而它不承载 ${protocol}`,
  }),
  noPeer: (dev: string): Localized => ({
    en: `sends it by ${dev}, which has no peer for it`,
    'zh-CN': `从 ${dev} 发出，而它没有对应的对等体`,
  }),
  farDown: (dev: string): Localized => ({
    en: `sends it by ${dev}, whose other end is down`,
    'zh-CN': `从 ${dev} 发出，而它的另一端已关闭`,
  }),
  tooLong: (length: number, end: string, most: number): Localized => ({
    en: `sends ${length} bytes, and ${end} takes ${most}`,
    'zh-CN': `发出 ${length} 字节，而 ${end} 最多 ${most} 字节`,
  }),
  anyWay: (end: string, length: number): Localized => ({
    en: `STP decides by which of several ways a frame of ${end} goes, and not all take ${length} bytes`,
    'zh-CN': `${end} 的帧走哪条路由 STP 决定，而并非每条路都能通过 ${length} 字节`,
  }),
  aboutFits: (end: string, mtu: number): Localized => ({
    en: `br_netfilter decides whether ${end} takes more than ${mtu} bytes`,
    'zh-CN': `${end} 能否接收多于 ${mtu} 字节，由 br_netfilter 决定`,
  }),
  cutOnTheWay: (end: string, node: string): Localized => ({
    en: `whether ${end} has learnt the MTU of its way to ${node} depends on what was sent there before`,
    'zh-CN': `${end} 是否已得知到 ${node} 沿途的 MTU，取决于以前发过什么`,
  }),
  learns: (end: string, node: string): Localized => ({
    en: `${end} sends to ${node} only what it has learnt of from there before`,
    'zh-CN': `${end} 只把以前从 ${node} 学到的发给它`,
  }),
  roams: (end: string): Localized => ({
    en: `${end} sends to where it has heard its peer last, and that depends on what was sent before`,
    'zh-CN': `${end} 发往最后一次听到对端的地方，而那取决于以前发过什么`,
  }),
  through: (end: string, why: Localized): Localized => ({
    en: `sends it through ${end}, but ${why.en}`,
    'zh-CN': `经 ${end} 发出，但是 ${why['zh-CN']}`,
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
  ndpStopped: (node: string): Localized => ({
    en: `the firewall of ${node} stops NDP`,
    'zh-CN': `${node} 的防火墙拦下 NDP`,
  }),
  nobody: (address: string, dev: string, why: Localized): Localized => ({
    en: `asks for ${address} by ${dev}, and ${why.en}`,
    'zh-CN': `从 ${dev} 询问 ${address}，${why['zh-CN']}`,
  }),
};
