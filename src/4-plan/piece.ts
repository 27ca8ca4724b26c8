// A thing that a state of the lab is made of: how it is made, changed and taken away, and what takes it along.
import type { Localized } from '../1-source/tutorial.ts';
import type { Netns } from '../2-model/lab.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Action, Operation, Probe } from './plan.ts';

/** One thing of one state. */
export interface Piece {
  /** What it is: the same key in two states is the same thing. */
  readonly key: string;
  /** Keys of the things that it lives in: it goes with any of them. */
  readonly within: readonly string[];
  /** Keys of the things that it stands on: where one of them goes, it is taken away before, and made again after. */
  readonly on?: readonly string[];
  /** The key of the thing of its kind that it comes after: where that goes, or is another one, it is taken away and made again. */
  readonly behind?: string | undefined;
  /** Keys of the things that overwrite it when they are made or changed: it is made again after. */
  readonly after?: readonly string[];
  readonly make: Action;
  /** Takes it away while what it lives in stays. */
  readonly remove: Action;
  readonly undo: Operation['undo'];
  /** Turns what stood before into this; undefined: it has to be taken away and made again. Not asked where nothing differs. */
  readonly change?: (before: Action) => readonly Action[] | undefined;
  readonly probe: Probe;
  readonly reason: Localized;
  readonly at: Span;
  /** Where else something is said of it: an operation of a later step is told of there. */
  readonly places?: readonly Span[];
}

/** How keys name a place: the machine is `host`. */
export const placeName = (netns: Netns): string => netns ?? 'host';

/** The key of a namespace. */
export const netnsKey = (netns: string): string => `netns ${netns}`;

/** The key of an interface. */
export const linkKey = (netns: Netns, dev: string): string => `link ${placeName(netns)}:${dev}`;

/** What everything in a namespace lives in; nothing on the machine. */
export const withinNetns = (netns: Netns): readonly string[] => (netns === null ? [] : [netnsKey(netns)]);
