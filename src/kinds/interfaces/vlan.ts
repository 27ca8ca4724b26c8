// A VLAN interface: it has the frames of its parent that bear the tag of one VLAN, and has them without it.
import { interfacesBySegment } from '../../model/interfaces.ts';
import type { Interface, State } from '../../model/lab.ts';
import { type Join, tagged, type Wired } from '../../model/resolve/layer2.ts';
import { isVlan } from '../vlans/ranges.ts';
import type { DeviceKind } from './device-kind.ts';

export const vlan: DeviceKind = {
  name: 'vlan',
  summary:
    'A VLAN of another interface, its `parent`: it sends frames with the tag of the VLAN, and takes those that come in with it.',
  options: {
    id: { summary: 'The number of the VLAN.', pattern: { test: isVlan }, example: '10', required: true },
    protocol: {
      summary: 'Which sort of tag: `802.1Q` (the default), or `802.1ad` for the outer one of two.',
      pattern: /^802\.1(?:Q|ad)$/,
      example: '802.1ad',
    },
  },
  reason: {
    en: 'A VLAN interface puts the tag of its VLAN on each frame that it sends by the interface below it, and takes those that come in there with this tag.',
    'zh-CN':
      '为网线上的一个 VLAN 建一个接口：从它发出的帧会打上这个 VLAN 的标签，带这个标签进来的帧去掉标签后从它出来。',
  },
  parent: 'required',
  words: ({ id = '', protocol }) => [...(protocol === undefined ? [] : ['protocol', protocol]), 'id', id],
};

/** The tag that a VLAN interface puts on, as src/model/resolve/layer2.ts writes it; undefined: it is none. */
export const tagOf = ({
  device,
  options: { id, protocol },
}: Pick<Interface, 'device' | 'options'>): string | undefined =>
  device?.type === vlan.name ? `${protocol?.value === '802.1ad' ? 'ad' : ''}${id?.value}` : undefined;

/** True of a VLAN interface that nobody hears. */
export const isAlone = (state: State, own: Interface): boolean =>
  tagOf(own) !== undefined && own.parent !== undefined && interfacesBySegment(state)[own.segment ?? -1]?.length === 1;

/** VLAN interfaces and their parents. */
export function joinsOfVlans({ nodes }: Wired): Join[] {
  const all = [...nodes.values()].flatMap(({ interfaces }) => [...interfaces.values()]);
  return all.flatMap((each): Join[] => {
    const [tag, { node, name, parent }] = [tagOf(each), each];
    if (tag === undefined || parent === undefined) return [];
    return [{ between: [{ node, interface: name }, parent], pass: tagged(tag) }];
  });
}

/** `id 10 on eth0`. */
export const badgeOf = (each: Interface): readonly string[] => {
  const { protocol, id } = each.options;
  if (tagOf(each) === undefined) return [];
  return [`${protocol === undefined ? '' : `${protocol.value} `}id ${id?.value} on ${each.parent?.interface}`];
};
