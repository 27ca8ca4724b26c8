// Firewalls of nodes: which packets pass, and what happens to the others.
import type { Kind } from '../kind.ts';
import { carryFirewall } from './carry.ts';
import { firewall } from './key.ts';
import { lowerFirewalls } from './lower.ts';
import { mendFirewall } from './mends.ts';
import { resolveFirewalls } from './resolve.ts';
import { answersDropped } from './rules/answers-dropped.ts';
import { lineNeverFits } from './rules/line-never-fits.ts';
import { markAlone } from './rules/mark-alone.ts';
import { neighboursUnheard } from './rules/neighbours-unheard.ts';

export const firewallKind: Kind = {
  keys: [firewall],
  resolve: resolveFirewalls,
  rules: [answersDropped, lineNeverFits, markAlone, neighboursUnheard],
  lowerOnNetwork: lowerFirewalls,
  carry: carryFirewall,
  mends: mendFirewall,
};
