// What kinds tell of edits that may mend what a packet dies of.
import type { Writing } from '../language/say-of-node.ts';
import type { State } from '../model/lab.ts';

/** What an edit says, in words and as what is to be written. */
export interface Mending {
  readonly text: string;
  readonly write: Writing;
}

/** An edit with the nodes of the lab as they are after it. */
export interface NodesMended extends Mending {
  readonly nodes: State['nodes'];
}
