// What is known of a type of link of the kernel, whoever makes links of it. Of most nothing is.
import type { Netns } from '../model/lab.ts';
import type { Command, Older } from '../plan/command.ts';
import type { Question, Thing } from '../plan/resource.ts';

export interface LinkType {
  /** What `ip link add` has after `type`. */
  readonly name: string;
  /** Every kernel with network namespaces knows it; others may have to be asked. */
  readonly isEverywhere?: true;
  /** The words after its name without which `ip` does not ask the kernel for one; of tunnels, one between any two addresses may be there. */
  readonly leastWords?: readonly string[];
  /** What `modprobe` has to be told, where the module makes one by itself on the machine as it is loaded. */
  readonly module?: string;
  /** How one that stands is given other words; without this, it is made anew, and what is plugged into it is not. */
  change?(netns: Netns, dev: string, words: readonly string[]): Command;
  /** Its MTU is that of its ports until it is told another once it stands. */
  readonly mtuFollowsPorts?: true;
  /** Of one that has ports: how an interface becomes one of them. */
  readonly ports?: {
    /** It has to be down as it does; then it goes up by itself. */
    readonly comeDown?: true;
    /** How the older tools put one in and take it out, where they can. */
    readonly older?: {
      plugIn(netns: Netns, dev: string, master: string): Older;
      unplug(netns: Netns, dev: string, master: string): Older;
    };
  };
  /** What a reader calls one, where that is more than a cable or an interface. */
  readonly noun?: Pick<Thing, 'one' | 'many'>;
  /** What to ask one, beside what a look at all links tells. */
  question?(netns: Netns, dev: string, words: readonly string[]): Question | undefined;
  /** How the older tools make one and take it away, where they can. */
  readonly older?: {
    make(netns: Netns, dev: string, up: boolean): Older;
    undo(netns: Netns, dev: string): Older;
  };
}

/** What all links of a type in a namespace are told: `ip` shows it with `-d` alone, and beside it what changes by itself. */
export const shownInDetail =
  (type: string): NonNullable<LinkType['question']> =>
  (netns) => ({
    ask: ['sh', '-c', `ip${netns === null ? '' : ` -n ${netns}`} -d link show | grep '^ *${type} '`],
  });
