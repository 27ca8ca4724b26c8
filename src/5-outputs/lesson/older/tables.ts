// The lab's own tables with iptables and ip6tables, a command for each line that iptables-restore would read.
import type { Mark, TableDelete, TableLoad } from '../../../4-plan/plan.ts';
import { iptablesRestores, type Restore } from '../../iptables.ts';
import { eachUplink } from '../../nft.ts';
import { shellWord } from '../../quote.ts';
import type { OlderForm } from './form.ts';

/** One line of iptables-restore as a command; what opens and ends a table is none. */
function commandOf(line: string, program: string, expands: boolean): string[] {
  if (line.startsWith('#')) return [expands ? line.replace(/\\([\\$`])/g, '$1') : line];
  if (line === 'COMMIT' || line.startsWith('*')) return [];
  const [, chain] = /^:(\S+) /.exec(line) ?? [];
  const words = chain === undefined ? line.split(' ') : ['-N', chain];
  return [[program, ...words.map((word) => (word === eachUplink ? '"$uplink"' : shellWord(word)))].join(' ')];
}

function commandsOf({ program, text, expands }: Restore, inside: string): string[] {
  const [, table = ''] = /^\*(\S+)/.exec(text) ?? [];
  const command = `${inside}${program.replace('-restore', '')} -t ${table}`;
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => commandOf(line, command, expands));
}

/** A table that comes, is replaced or goes. */
export function olderTable(action: TableLoad | TableDelete, mark: Mark): OlderForm {
  const inside = action.netns === null ? '' : `ip netns exec ${shellWord(action.netns)} `;
  const change = action.do === 'table-load' ? action : { chains: [], before: action.chains ?? [] };
  return { lines: iptablesRestores(change, mark).flatMap((restore) => commandsOf(restore, inside)) };
}
