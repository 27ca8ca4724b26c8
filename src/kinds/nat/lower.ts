// Translations to resources: chains of a table of the lab's own in each namespace that translates.

import { families, formatAddress, formatCidr } from '../../address.ts';
import { familiesOn, machineSpeaks } from '../../model/interfaces.ts';
import type { Egress, Node } from '../../model/lab.ts';
import { inside } from '../../plan/command.ts';
import { egressNeed, ownDevices } from '../../plan/egress.ts';
import type { ForwardAllowance } from '../../plan/forward-allowances.ts';
import { labNames } from '../../plan/lab-names.ts';
import { type Claim, placeName, type Resource, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import type { Lowering } from '../kind.ts';
import { natRules } from './iptables.ts';
import { type Chain, chainsText, type Rule } from './nft-text.ts';
import { nat } from './sentences.ts';
import { egressesOf, type Masquerade, type PrefixMapping, type Publish, type Translation } from './translation.ts';

const thing = noun('address translation', 'address translations', '项地址转换');

const reasons = {
  masquerade: {
    en: 'Beyond this point nobody knows the addresses of the lab, so packets leave with the address of the interface they leave by.',
    'zh-CN': '从这里再往外，没有人认识实验里的地址，所以数据包改用出接口的地址发出。',
  },
  publish: {
    en: 'What is dialled at the published port is handed on to the node behind it; answers find their way back by themselves.',
    'zh-CN': '访问对外公布的端口时，连接会转交给后面的节点；应答会自动原路返回。',
  },
  map: {
    en: 'Each address of the prefix has its counterpart with the same host number: written over the source on the way out, and over the destination on the way in.',
    'zh-CN': '前缀中的每个地址都有一个主机号相同的对应地址：出去时替换源地址，进来时替换目的地址。',
  },
  acceptOut: {
    en: 'Where a firewall of the machine drops what is forwarded, the lab is let out.',
    'zh-CN': '如果宿主机的防火墙会丢弃转发的数据包，就放行本实验发出的数据包。',
  },
  acceptAnswers: {
    en: 'Inwards, only answers are let through, and what was translated to come in.',
    'zh-CN': '向内只放行应答，以及经过地址转换进来的数据包。',
  },
};

function masqueradeRules({ sources, out, as }: Masquerade): Rule[] {
  return families.flatMap((family): Rule[] => {
    const from = sources.filter((source) => source.family === family).map(formatCidr);
    if (from.length === 0) return [];
    const verdict =
      as === undefined ? ({ do: 'masquerade' } as const) : ({ do: 'snat', to: formatAddress(as) } as const);
    return [{ family, from, out, verdict }];
  });
}

function publishRule(publish: Publish): Rule {
  const { protocol, port, lastPort, to, toPort, inside: behind } = publish;
  return {
    family: to.family,
    ...(publish.in.length === 0 ? { notIn: behind } : { in: publish.in }),
    toLocal: true,
    service: { protocol, port, lastPort },
    verdict: { do: 'dnat', to: formatAddress(to), port: toPort, lastPort: toPort + lastPort - port },
  };
}

/** On the way back into the network where they come from, they get the address of this node: else the target would answer past it. */
const hairpinRules = ({ to, inside, hairpin }: Publish): Rule[] =>
  hairpin.map(({ family, ...subnet }) => ({
    family,
    from: [formatCidr({ family, ...subnet })],
    to: [formatAddress(to)],
    out: [{ is: 'interface', name: inside }],
    isDialled: true,
    verdict: { do: 'masquerade' },
  }));

function mapChains(maps: readonly PrefixMapping[]): Chain[] {
  const rules = (side: 'from' | 'to'): Rule[] =>
    maps.flatMap(({ sources, out, to }) =>
      sources.map((source) => {
        const [old, fresh] = side === 'from' ? [source, to] : [to, source];
        const [from, into] = [formatCidr(old), formatCidr(fresh)];
        const way = side === 'from' ? { from: [from], out } : { to: [from], in: out };
        return { family: to.family, ...way, verdict: { do: 'map', side, from, to: into } };
      }),
    );
  return [
    { name: 'map_out', hook: 'postrouting', priority: 'srcnat', rules: rules('from') },
    { name: 'map_in', hook: 'prerouting', priority: 'dstnat', rules: rules('to') },
  ];
}

const isMap = (translation: Translation): translation is PrefixMapping => translation.is === 'map';
const isMasquerade = (translation: Translation): translation is Masquerade => translation.is === 'masquerade';
const isPublish = (translation: Translation): translation is Publish => translation.is === 'publish';

/** The chain for what goes out. */
const waysOut = (masquerades: readonly Masquerade[]): Chain[] => [
  { name: 'way_out', hook: 'postrouting', priority: 'srcnat', rules: masquerades.flatMap(masqueradeRules) },
];

/** The chains for what comes in, and for what is dialled here: that is translated where it goes out, and came in by no interface. */
function waysIn(publishes: readonly Publish[]): Chain[] {
  const own = publishes.filter((publish) => publish.in.length === 0).map(publishRule);
  const chains: Chain[] = [
    { name: 'way_in', hook: 'prerouting', priority: 'dstnat', rules: publishes.map(publishRule) },
    // nft(8) gives the hook output no priority by name for nat; -100 is that of dstnat.
    { name: 'way_in_from_here', hook: 'output', priority: -100, rules: own.map(({ notIn: _, ...rule }) => rule) },
    { name: 'way_back', hook: 'postrouting', priority: 'srcnat', rules: publishes.flatMap(hairpinRules) },
  ];
  return chains.filter(({ rules }) => rules.length > 0);
}

/** Chains that come and go together, with the translations that they are for. */
type Translating = Pick<Resource, 'reason' | 'claims'> & {
  readonly translations: readonly Translation[];
  readonly chains: readonly Chain[];
};

function chainsResource({ netns, at }: Node, of: Translating, { lab, state }: Lowering): Resource {
  const { translations, chains, reason, claims } = of;
  const { table } = labNames(lab);
  const load = { ...inside(netns, 'nft', '-f', '-'), stdin: chainsText(table, chains) };
  const egresses = netns === null ? translations.flatMap(egressesOf) : [];
  return {
    key: `chain ${placeName(netns)} ${chains[0]?.name ?? ''}`,
    netns,
    within: withinNetns(netns),
    after: [],
    make: [{ ...load, older: natRules('-A', netns, chains) }],
    undo: chains.map((chain) => ({
      ...inside(netns, 'nft', 'delete', 'chain', 'inet', table, chain.name),
      older: natRules('-D', netns, [chain]),
    })),
    reason,
    at: translations[0]?.at ?? at,
    places: translations.map((each) => each.at),
    claims: netns === null ? [{ is: 'table', name: table }, ...claims] : [],
    needs: [{ is: 'command', name: 'nft' }, ...egresses.flatMap((egress) => egressNeed(egress, ownDevices(state)))],
    question: {
      ask: [...(netns === null ? [] : ['ip', 'netns', 'exec', netns]), 'nft', '-s', 'list', 'table', 'inet', table],
    },
    thing,
  };
}

/** The chains of each node that translates. */
export const lowerTranslations = (lowering: Lowering): Resource[] =>
  [...lowering.state.nodes.values()].flatMap((node) => {
    const translations = nat.of(node);
    const [masquerades, publishes] = [translations.filter(isMasquerade), translations.filter(isPublish)];
    const maps = translations.filter(isMap);
    const ports = publishes.map(
      ({ protocol, port: first, lastPort: last }): Claim => ({ is: 'port', protocol, first, last }),
    );
    const ways: Translating[] = [
      { translations: masquerades, chains: waysOut(masquerades), reason: reasons.masquerade, claims: [] },
      { translations: publishes, chains: waysIn(publishes), reason: reasons.publish, claims: ports },
      { translations: maps, chains: mapChains(maps), reason: reasons.map, claims: [] },
    ];
    return ways.flatMap((way) => (way.translations.length === 0 ? [] : chainsResource(node, way, lowering)));
  });

/** What the translations of the machine need: out what is masqueraded, in the answers and what is published. */
export function allowTranslated({ state }: Lowering): ForwardAllowance[] {
  const host = state.nodes.get('host');
  const uplink: Egress = { is: 'uplink' };
  const all = (host === undefined ? [] : nat.of(host)).flatMap((translation) => {
    const { at } = translation;
    const bound = egressesOf(translation);
    return [translation.inside].flat().flatMap((name) =>
      (bound.length === 0 ? [uplink] : bound).flatMap((egress): ForwardAllowance[] => {
        const device: Egress = { is: 'interface', name };
        const families = familiesOn(
          state,
          machineSpeaks(state).filter((one) => one.name === name),
        );
        // The answers of a published service leave by the way of everything that goes out.
        return [
          { in: device, out: egress, families, reason: reasons.acceptOut, at },
          { in: egress, out: device, families, reason: reasons.acceptAnswers, at, answersOnly: true },
        ];
      }),
    );
  });
  if (!host?.forwardsAll) return all;
  // What leads out of the machine, or to what is the lab's, is open anyway.
  const own = new Set(machineSpeaks(state).map(({ name }) => name));
  const isOpen = (egress: Egress): boolean => egress.is === 'uplink' || own.has(egress.name);
  return all.filter((one) => !isOpen(one.in) || !isOpen(one.out));
}
