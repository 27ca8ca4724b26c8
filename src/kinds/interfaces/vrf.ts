// A VRF: interfaces of a node that are routed by a table of their own.
import type { Interface } from '../../model/lab.ts';
import { noun } from '../../plan/things.ts';
import { numberUpTo } from '../link-kind.ts';
import type { LinkType } from '../link-type.ts';
import { mostTable, numbersOfTables } from '../routes/sentences.ts';
import type { DeviceKind } from './device-kind.ts';

/** A table of its own is none of those that every node has. */
const isTable = (text: string): boolean =>
  numberUpTo(mostTable).test(text) && ![...numbersOfTables.values()].includes(Number(text));

export const vrf: DeviceKind = {
  name: 'vrf',
  summary:
    'A VRF: what comes in at its `ports` is routed by a table of its own. It is the interface that stands for all of them.',
  options: {
    table: { summary: 'The number of the table.', pattern: { test: isTable }, example: '10', required: true },
  },
  reason: {
    en: 'A VRF is a routing table with an interface that stands for it. What is in the VRF is routed by this table alone, so subnets elsewhere may be the same.',
    'zh-CN': 'VRF 是一张路由表，加上一个代表它的接口。属于 VRF 的接口只按这张表路由，所以其他地方可以有相同的子网。',
  },
  ports: {
    as: 'vrf',
    // do_vrf_add_slave() of drivers/net/vrf.c.
    refuses: ['vrf'],
    reason: {
      en: 'An interface enters a VRF before it gets addresses: as it enters, it loses its IPv6 addresses and its routes.',
      'zh-CN': '接口要先加入 VRF 再配置地址：加入时会失去已有的 IPv6 地址和路由。',
    },
  },
  words: ({ table = '' }) => ['table', table],
};

export const vrfType: LinkType = { name: vrf.name, noun: noun('VRF', 'VRFs', '个 VRF') };

/** The number of the table of a VRF, by its name; undefined where there is no such VRF. */
export function tableOf(
  interfaces: readonly Pick<Interface, 'name' | 'role' | 'options'>[],
  vrf: string | undefined,
): number | undefined {
  const { role, options } = interfaces.find(({ name }) => name === vrf) ?? {};
  return role === 'vrf' ? Number(options?.['table']?.value) : undefined;
}

/** `table 10` at a VRF, `vrf red` at what is in it. */
export const badgesOf = ({ role, options, vrf: name }: Interface): readonly string[] => [
  ...(role === 'vrf' ? [`table ${options['table']?.value}`] : []),
  ...(name === undefined ? [] : [`vrf ${name}`]),
];
