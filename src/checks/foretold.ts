// What the prediction says of a check: it holds, it will not hold, or nobody can tell.
import type { Related } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Writing } from '../language/say-of-node.ts';
import type { Fault } from '../prediction/question.ts';
import type { Prediction } from '../prediction/way.ts';

/** How to mend a check: in words, and as what is to be written, where that has been tried. */
export interface Help {
  readonly text: string;
  readonly writes?: readonly Writing[];
}

/** Asked of a check where it can be foretold. */
export type Foretold =
  | {
      readonly is: 'holds';
      /** It would not, if something else were not broken, of which the sentence says nothing. */
      readonly onlySince?: Fault;
    }
  | { readonly is: 'unknown'; readonly why: string }
  | {
      readonly is: 'fails';
      readonly label: string;
      readonly related: readonly Related[];
      /** The edits that mend it, which take time to find. */
      help(): Help;
    };

export const holds: Foretold = { is: 'holds' };

/** Foretold of what packets have no part in: `label` says what is so instead. */
export const foretoldIf = (isSo: boolean, label: string, help: string): Foretold =>
  isSo ? holds : { is: 'fails', label, related: [], help: () => ({ text: help }) };

/** What is foretold of one check, as data. */
export interface Decision {
  readonly lab: string;
  readonly step: string;
  readonly check: string;
  readonly verdict: Foretold['is'];
  /** Of one that fails, what is so instead; of one that nobody can tell of, the reason. */
  readonly why?: string;
  /** What becomes of its packets. */
  readonly packets?: Prediction['verdict'];
  readonly death?: Prediction['death'];
  readonly at: Span;
}
