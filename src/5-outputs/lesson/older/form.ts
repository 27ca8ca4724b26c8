// What the page says of tools from before iproute2 and nftables: the lines in place of today's, or what they lack.

/** What has no older form: see `words.older` for the sentences. */

export type Lack = 'namespaces' | 'cables' | 'marks' | 'routes' | 'labels';

/** How older tools do what one operation does. Without lines and lack, today's command is the old one. */
export interface OlderForm {
  /** Command lines, in the place of today's. Where a part has no older form, today's command stands among them. */
  readonly lines?: readonly string[];
  readonly lack?: Lack;
}

/** Which of the older tools: the words of a summary. */
export type OlderTools = 'netTools' | 'iptables';
