// A VXLAN interface: it has a segment in common with interfaces of other nodes, to which it sends its frames in UDP packets.
import { addressIn, formatAddress, parseAddress } from '../../address.ts';
import { interfacesOf } from '../../model/interfaces.ts';
import type { Interface } from '../../model/lab.ts';
import { bridgeCommand } from '../../plan/command.ts';
import { linkKey, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Wire } from '../../prediction/carry.ts';
import type { Kind, Lowering } from '../kind.ts';
import { numberUpTo } from '../link-kind.ts';
import type { DeviceKind } from './device-kind.ts';

const reasons = {
  device: {
    en: 'A VXLAN interface sends frames in UDP packets to other machines. The number (VNI) keeps networks apart that share these machines.',
    'zh-CN': 'VXLAN 接口把帧装进 UDP 包，发给别的机器。编号（VNI）把共用这些机器的几个网络隔开。',
  },
  remote: {
    en: 'Where a frame goes whose receiver is not known yet, and one to everybody: to each remote end. From the answers the interface learns who is where.',
    'zh-CN': '还不知道接收者在哪里的帧，以及发给所有人的帧，会发往每个远端。接口从应答中学到谁在哪里。',
  },
};

/** Numbers of VXLAN networks: 24 bits (RFC 7348 §5); 0 is refused by nobody and used by nobody. */
const mostVni = 2 ** 24 - 1;

export const vxlan: DeviceKind = {
  name: 'vxlan',
  summary:
    'A segment in common with the same interface of other nodes, its `remotes`, over whatever network lies between.',
  options: {
    id: { summary: 'The number of the network, VNI.', pattern: numberUpTo(mostVni), example: '100', required: true },
    port: { summary: 'The UDP port; the default is 4789.', pattern: numberUpTo(65_535), example: '4789' },
  },
  reason: reasons.device,
  parent: 'optional',
  remotes: true,
  overhead: 50,
  words: ({ id = '', port = '4789' }) => ['id', id, 'dstport', port],
};

export const numberAndPort = ({ options: { id, port } }: Pick<Interface, 'options'>): string =>
  `${id?.value} ${port?.value ?? '4789'}`;

/** The number and the port of a VXLAN interface, by which ends find each other; undefined: it is none. */
export const networkOf = (own: Pick<Interface, 'device' | 'options'>): string | undefined =>
  own.device?.type === vxlan.name ? numberAndPort(own) : undefined;

/** The interfaces on both sides of each pair of which one names the node of the other. */
export const joinsOfVxlans: NonNullable<Kind['joins']> = ({ nodes }) =>
  [...nodes.values()].flatMap(({ name: node, interfaces }) =>
    [...interfaces.values()].flatMap((own) =>
      (own.device?.remotes ?? []).flatMap((remote) =>
        [...(nodes.get(remote.text)?.interfaces.values() ?? [])]
          .filter((far) => networkOf(far) === networkOf(own))
          .map((far) => ({
            between: [
              { node, interface: own.name },
              { node: remote.text, interface: far.name },
            ] as const,
          })),
      ),
    ),
  );

export const badgeOf = (each: Interface): readonly string[] =>
  networkOf(each) === undefined ? [] : [`id ${each.options['id']?.value}`];

/** Everybody, as bridge(8) writes it. */
const everybody = '00:00:00:00:00:00';
const thing = noun('remote end', 'remote ends', '个远端');

/** The remote ends of each interface. */
export const lowerRemotes = ({ state }: Lowering): Resource[] =>
  interfacesOf(state).flatMap(({ node, name: dev, remotes = [] }) => {
    const netns = state.nodes.get(node)?.netns ?? null;
    const link = linkKey(netns, dev);
    return remotes.map(({ address, at }) => {
      const spot = [everybody, 'dev', dev, 'dst', formatAddress(address)];
      return resourceOf({
        key: `remote ${formatAddress(address)} ${link}`,
        netns,
        within: [link, ...withinNetns(netns)],
        make: [bridgeCommand(netns, 'fdb', 'append', ...spot)],
        undo: [bridgeCommand(netns, 'fdb', 'delete', ...spot)],
        // What it has learned comes and goes.
        question: { ask: bridgeCommand(netns, 'fdb', 'show', 'dev', dev, 'state', 'permanent').argv.map(String) },
        needs: [{ is: 'command', name: 'bridge' }],
        reason: reasons.remote,
        at,
        thing: { ...thing, name: formatAddress(address) },
      });
    });
  });

/** What a VXLAN interface puts around a frame for one of its remote ends, or for one that names it (vxlan_xmit_one() of drivers/net/vxlan/vxlan_core.c). It takes what comes from wherever (vxlan_rcv()). */
export const wrapInVxlan: NonNullable<Wire['wraps']> = (_state, own, far) => {
  const named = own.remotes?.find(({ node }) => node === far.node);
  const remote = named ?? far.remotes?.find(({ node }) => node === own.node);
  if (remote === undefined || networkOf(own) === undefined || networkOf(own) !== networkOf(far)) return undefined;
  const local = own.device?.words[own.device.words.indexOf('local') + 1];
  const from = own.device?.words.includes('local') ? parseAddress(local ?? '') : undefined;
  const udpPort = Number(own.options['port']?.value ?? 4789);
  const overhead = remote.address.family === 4 ? 50 : 70;
  const learned = named === undefined && { isLearned: true as const };
  const said = { kind: vxlan.name, to: addressIn(remote.address), ...(from && { from }), udpPort, overhead };
  return { ...said, ...learned, fromAnywhere: true, follows: 'address' };
};

/** What came from one remote end is not handed to another: between them, no bridge has learned who is where (vxlan_rcv()). */
export const remoteToRemote: NonNullable<Wire['stops']> = (_state, from, at, to) =>
  networkOf(at) !== undefined && from && to && networkOf(from) !== undefined && networkOf(to) !== undefined
    ? `${at.node}:${at.name} does not hand on what comes from another remote end`
    : undefined;
