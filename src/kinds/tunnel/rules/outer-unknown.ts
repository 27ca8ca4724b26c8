// A tunnel of which nobody knows by which interfaces it leaves, or between which addresses.
import { defineDiagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Rule } from '../../../rules/rule.ts';
import { tunnelsOf } from '../outer.ts';

const unknown = defineDiagnostic('outer-unknown', 'tunnel that does not know by which interfaces it leaves');
const without = defineDiagnostic('outer-without-address', 'tunnel between interfaces without addresses');

/** Reports each such tunnel. */
export const outerUnknown: Rule = ({ state }) =>
  tunnelsOf(state).lost.map(({ is, at, label, help, expected }) =>
    (is === 'unknown' ? unknown : without)({ at, label, help, expected }),
  );
