// Translations of a node: what it masquerades, publishes and maps.
import type { Kind } from '../kind.ts';
import { carryTranslations } from './carry.ts';
import { allowTranslated, lowerTranslations } from './lower.ts';
import { resolveTranslations } from './resolve.ts';
import { mapNotRouted } from './rules/map-not-routed.ts';
import { natSourceNotBehind } from './rules/nat-source-not-behind.ts';
import { natSourceWithoutRoute } from './rules/nat-source-without-route.ts';
import { natWithoutWayOut } from './rules/nat-without-way-out.ts';
import { publishPortTwice } from './rules/publish-port-twice.ts';
import { nat } from './sentences.ts';
import { shownAs } from './shown-as.ts';

export const natKind: Kind = {
  keys: [nat],
  resolve: resolveTranslations,
  knownAs: shownAs,
  rules: [mapNotRouted, natSourceNotBehind, natSourceWithoutRoute, natWithoutWayOut, publishPortTwice],
  allowances: allowTranslated,
  lowerOnNetwork: lowerTranslations,
  carry: carryTranslations,
};
