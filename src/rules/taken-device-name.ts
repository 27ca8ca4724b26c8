// A device of the lab on the machine itself, under a name that many machines have in use already.
import { defineDiagnostic } from '../diagnostics/diagnostic.ts';
import { interfacesOf } from '../model/interfaces.ts';
import type { Rule } from './rule.ts';

const report = defineDiagnostic('taken-device-name', 'device name that many machines use already', 'warning');

/** Names of NICs (systemd.net-naming-scheme(7)) and of the devices of common services. */
const common =
  /^(?:eth\d+|wlan\d+|en[opsx]\w+|wl[opsx]\w+|docker0|docker_gwbridge|virbr\d+|lxcbr\d+|lxdbr\d+|cni\d+|podman\d+|tailscale\d+)$/;

/** Warns of each device on the machine with such a name. */
export const takenDeviceName: Rule = ({ state }) =>
  interfacesOf(state)
    .filter(({ node, name, role }) => {
      const netns = state.nodes.get(node)?.netns;
      return netns === null && role !== 'loopback' && common.test(name);
    })
    .map(({ at, name }) =>
      report({
        at,
        label: `set-up stops where ${name} exists already`,
        help: 'take a name that only this lab uses, for example lab0',
      }),
    );
