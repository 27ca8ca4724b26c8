// What the prediction says of a check: it holds, it will not hold, or nobody can tell.
import type { Related } from '../diagnostics/diagnostic.ts';

/** Asked of a check where it can be foretold. */
export type Foretold =
  | { readonly is: 'holds' }
  | { readonly is: 'unknown'; readonly why: string }
  | {
      readonly is: 'fails';
      readonly label: string;
      readonly related: readonly Related[];
      /** The edit that mends it, which takes time to find. */
      help(): string;
    };

export const holds: Foretold = { is: 'holds' };
