// A check that dials a service of a node by an interface of a VRF: a server that is not bound to the VRF does not hear it, unless a setting lets it.
import { sameAddress } from '../../../address.ts';
import { isReach } from '../../../checks/reach/check.ts';
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { sysctl } from '../../sysctl/key.ts';

const report = defineDiagnostic('vrf-server-unheard', 'service that is not heard within a VRF', 'warning');

/** Warns of each such check (`tcp_l3mdev_accept` of Documentation/networking/vrf.rst). */
export const vrfServerUnheard: Rule = ({ state, checks }) =>
  checks.filter(isReach).flatMap(({ expect, service, to, dial, at }) => {
    const node = to?.is === 'node' ? state.nodes.get(to.name) : undefined;
    if (!expect || node === undefined || service === undefined || dial.is !== 'address') return [];
    const within = node.interfaces.find(
      ({ vrf, addresses }) => vrf !== undefined && addresses.some(({ cidr }) => sameAddress(cidr, dial.address)),
    );
    const key = `net.ipv4.${service.protocol}_l3mdev_accept`;
    if (within === undefined || sysctl.of(node).some((said) => said.key === key && said.value !== '0')) return [];
    const label = `${node.name}:${within.name} is in ${within.vrf}, its server is not`;
    return report({ at, label, help: `let it hear: \`sysctl: { ${key}: 1 }\` under ${node.name}` });
  });
