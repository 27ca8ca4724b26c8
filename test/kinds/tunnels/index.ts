// Two kinds of links that only the test has, with an option of one name that takes a number in the one and a word in the other.
import type { Kind } from '../../../src/kinds/kind.ts';
import type { LinkKind } from '../../../src/kinds/link-kind.ts';
import { veth } from '../../../src/kinds/veth/index.ts';

const tunnel = (name: string, pattern: RegExp, example: string): LinkKind => ({
  ...veth,
  name,
  type: name,
  options: { id: { summary: `What tells one ${name} from another.`, pattern, example } },
  lower: (link, ends, state) => ({
    ...veth.lower(link, ends, state),
    type: name,
    words: ['id', link.options['id'] ?? example],
  }),
});

export const tunnelsKind: Kind = {
  links: [tunnel('counted', /^\d+$/, '7'), tunnel('named', /^[a-z]+$/, 'red')],
};
