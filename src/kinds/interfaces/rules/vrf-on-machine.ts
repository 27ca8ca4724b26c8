// A VRF on the machine itself: the rule that the kernel makes for it stays behind when it goes.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';

const report = defineDiagnostic('vrf-on-machine', 'VRF on the machine itself');

/** Reports each such VRF (vrf_add_fib_rules() of drivers/net/vrf.c: nothing takes the rule away). */
export const vrfOnMachine: Rule = ({ state }) =>
  [...state.nodes.values()].flatMap(({ netns, interfaces }) =>
    interfaces.flatMap(({ role, at }) =>
      netns !== null || role !== 'vrf'
        ? []
        : report({
            at,
            label: 'its rule would outlive the lab',
            help: 'give it to a router, and join that to the machine: "links: [r1 -- host: 10.0.0.0/30]"',
          }),
    ),
  );
