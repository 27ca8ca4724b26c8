// Translations of a node: what it masquerades, and what it publishes.
import type { Kind } from '../kind.ts';
import { carryTranslations } from './carry.ts';
import { allowTranslated, lowerTranslations } from './lower.ts';
import { resolveTranslations } from './resolve.ts';
import { natSourceNotBehind } from './rules/nat-source-not-behind.ts';
import { natWithoutWayOut } from './rules/nat-without-way-out.ts';
import { publishPortTwice } from './rules/publish-port-twice.ts';
import { nat } from './sentences.ts';

export const natKind: Kind = {
  keys: [nat],
  resolve: resolveTranslations,
  rules: [natSourceNotBehind, natWithoutWayOut, publishPortTwice],
  allowances: allowTranslated,
  lowerOnNetwork: lowerTranslations,
  carry: carryTranslations,
};
