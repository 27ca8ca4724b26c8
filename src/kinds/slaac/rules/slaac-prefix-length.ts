// An end that is to make an address of a prefix in which there is no room for the half that it makes itself.
import { formatCidr } from '../../../address.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { endsAsking } from '../../answering.ts';

const report = defineDiagnostic('slaac-prefix-length', 'SLAAC in a subnet that is no /64');

/** Reports each such end: hosts make the last 64 bits themselves (RFC 4862, 5.5.3; RFC 4291, 2.5.1), and pass over any other prefix. */
export const slaacPrefixLength: Rule = ({ state }) =>
  endsAsking(state, 'slaac').flatMap(({ at, device: { segment } }) => {
    const subnets = segment === undefined ? [] : (state.segments[segment]?.subnets ?? []);
    const own = subnets.filter(({ prefix }) => prefix.family === 6);
    const [first] = own;
    if (first === undefined || own.some(({ prefix }) => prefix.length === 64)) return [];
    const wanted = formatCidr({ ...first.prefix, length: 64 });
    return report({
      at,
      label: `${formatCidr(first.prefix)} leaves other than 64 bits`,
      related: [{ at: first.at, label: 'the subnet' }],
      help: `write ${wanted} for the subnet`,
    });
  });
