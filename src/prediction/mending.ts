// What kinds tell of edits that may mend what a packet dies of.
import type { Writing } from '../language/say-of-node.ts';
import type { Node } from '../model/lab.ts';

/** What an edit says, in words and as what is to be written. */
export interface Mending {
  readonly text: string;
  readonly write: Writing;
}

/** An edit of what one node does, with the node as it is after it: neither its interfaces nor its addresses change. */
export interface NodeMended extends Mending {
  readonly node: Node;
}
