// Translations to pieces: one nftables table of the lab's own in each namespace that translates.
import type { Localized } from '../../1-source/tutorial.ts';
import { families, formatAddress, formatCidr } from '../../2-model/address.ts';
import type { Masquerade, Node, Outlet, Publish, State } from '../../2-model/lab.ts';
import { type Piece, placeName, withinNetns } from '../piece.ts';
import type { Chain, Rule, TableLoad } from '../plan.ts';
import { reasons } from '../reasons.ts';

function masqueradeRules({ text, sources, out, as }: Masquerade): Rule[] {
  return families.flatMap((family): Rule[] => {
    const from = sources.filter((source) => source.family === family).map(formatCidr);
    if (from.length === 0) return [];
    const verdict =
      as === undefined ? ({ do: 'masquerade' } as const) : ({ do: 'snat', to: formatAddress(as) } as const);
    return [{ text, family, from, out, verdict }];
  });
}

function publishRule(publish: Publish): Rule {
  const { text, protocol, port, lastPort, to, toPort, inside } = publish;
  const width = lastPort - port;
  const behind: Outlet = { is: 'interface', name: inside };
  return {
    text,
    family: to.family,
    ...(publish.in.length === 0 ? { notIn: [behind] } : { in: publish.in }),
    toLocal: true,
    service: { protocol, port, lastPort },
    verdict: { do: 'dnat', to: formatAddress(to), port: toPort, lastPort: toPort + width },
  };
}

/** What the namespace itself dials is translated where it goes out: the hook output. There is no interface it came in by. */
function ownRule(publish: Publish): Rule {
  const { notIn: _, in: __, ...rule } = publishRule(publish);
  return rule;
}

function chainsOf({ translations }: Node): Chain[] {
  const masquerades = translations.filter((translation) => translation.is === 'masquerade');
  const publishes = translations.filter((translation) => translation.is === 'publish');
  const unbound = publishes.filter((publish) => publish.in.length === 0);
  const chains: Chain[] = [
    { name: 'way_in', type: 'nat', hook: 'prerouting', priority: 'dstnat', rules: publishes.map(publishRule) },
    // nft(8) gives the hook output no priority by name for nat; -100 is that of dstnat.
    { name: 'way_in_from_here', type: 'nat', hook: 'output', priority: -100, rules: unbound.map(ownRule) },
    {
      name: 'way_out',
      type: 'nat',
      hook: 'postrouting',
      priority: 'srcnat',
      rules: masquerades.flatMap(masqueradeRules),
    },
  ];
  return chains.filter(({ rules }) => rules.length > 0);
}

function tableReason({ translations }: Node): Localized {
  const kinds = new Set(translations.map((translation) => translation.is));
  if (kinds.size === 2) return reasons.masqueradeAndPublish;
  return kinds.has('publish') ? reasons.publish : reasons.masquerade;
}

/** A table for each node that translates. */
export function lowerTranslations({ nodes }: State, table: string): Piece[] {
  return [...nodes.values()].flatMap((node): Piece[] => {
    const { netns, translations } = node;
    const [first] = translations;
    if (first === undefined) return [];
    const chains = chainsOf(node);
    const make: TableLoad = { do: 'table-load', netns, table, chains };
    const gone = { do: 'table-delete', netns, table } as const;
    const [home] = withinNetns(netns);
    return [
      {
        key: `table ${placeName(netns)}`,
        within: withinNetns(netns),
        make,
        remove: { ...gone, chains },
        undo: home === undefined ? gone : { with: home },
        change: (before) => [before.do === 'table-load' ? { ...make, before: before.chains } : make],
        probe: { list: 'rules', netns, find: `table inet ${table}` },
        reason: tableReason(node),
        at: first.at,
        places: translations.map(({ at }) => at),
      },
    ];
  });
}
