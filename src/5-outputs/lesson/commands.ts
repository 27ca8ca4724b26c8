// The commands of a step as a reader types them: those of the script, and plain ones where the script calls its runtime.
import type { Action, ForwardAccept, ForwardForget, Mark, Operation, Plan } from '../../4-plan/plan.ts';
import { commandsOf, type Word } from '../commands.ts';
import { eachUplink } from '../nft.ts';
import { comment, shellWord } from '../quote.ts';

/** What the lesson says in place of a command that only the scripts can give. */
export interface Remarks {
  readonly restored: (key: string) => string;
  readonly ended: string;
}

/** Uplinks are in `$uplink`: see the command that finds them. */
export const findUplink = String.raw`uplink=$(ip route show default | sed -nE '1s/.* dev (\S+).*/\1/p')`;

/** True if a command line needs `$uplink`. */
export const usesUplink = (line: string): boolean => line.includes('$uplink');

const wordText = (word: Word): string => (typeof word === 'string' ? shellWord(word) : '"$uplink"');

/** A table that a command reads. A reader has found one uplink, so no set of them is needed. */
function tableInput(input: string, expands: boolean): string {
  if (!expands) return ` <<'NFT'\n${input}NFT`;
  return ` <<NFT\n${input.replaceAll(`{ ${eachUplink} }`, eachUplink).replaceAll(eachUplink, '"$uplink"')}NFT`;
}

const inside = (netns: string | null): string => (netns === null ? '' : `ip netns exec ${shellWord(netns)} `);

/** The author's own command: as it is where the shell sees only words in it, else as the argument of a shell. */
function shellCommand(netns: string | null, command: string): string {
  const simple = /^[A-Za-z0-9_@%+:,./-]+(?: [A-Za-z0-9_@%+=:,./-]+)*$/.test(command);
  return `${inside(netns)}${simple ? command : `sh -c ${shellWord(command)}`}`;
}

/** iptables-extensions(8), "conntrack" and "comment". */
function forward(verb: '-I' | '-D', action: ForwardAccept | ForwardForget, mark: Mark): string[] {
  const device = ({ in: from, out: to }: typeof action): string =>
    [from, to]
      .map(
        (outlet, index) =>
          `${index === 0 ? '-i' : '-o'} ${outlet.is === 'uplink' ? '"$uplink"' : shellWord(outlet.name)}`,
      )
      .join(' ');
  const states = action.answersOnly ? ' -m conntrack --ctstate RELATED,ESTABLISHED,DNAT' : '';
  return action.families.map((family) => {
    const program = family === 4 ? 'iptables' : 'ip6tables';
    return `${program} ${verb} FORWARD ${device(action)}${states} -m comment --comment ${shellWord(mark.comment)} -j ACCEPT`;
  });
}

/** The command lines of one action. */
function typed(action: Action, mark: Mark, remarks: Remarks): string[] {
  switch (action.do) {
    case 'forward-accept':
      return forward('-I', action, mark);
    case 'forward-forget':
      return forward('-D', action, mark);
    case 'sysctl-restore':
      return [`# ${comment(remarks.restored(action.key))}`];
    case 'file-write': {
      const folder = `/etc/netns/${action.netns}`;
      return [
        `mkdir -p ${shellWord(folder)}`,
        `printf '%s' ${shellWord(action.text)} >${shellWord(`${folder}/${action.file}`)}`,
      ];
    }
    case 'file-delete':
      return [`rm ${shellWord(`/etc/netns/${action.netns}/${action.file}`)}`];
    case 'process-start':
      return [`${shellCommand(action.netns, action.command)} &`];
    case 'process-end':
      return [`# ${comment(remarks.ended)}`];
    case 'run':
      return [shellCommand(action.netns, action.command)];
    default:
      return commandsOf(action, mark).map(({ words, input, expands = false }) => {
        const line = words.map(wordText).join(' ');
        return input === undefined ? line : line + tableInput(input, expands);
      });
  }
}

/** The command lines that carry out operations, in their order. */
export function commandLines(operations: readonly Pick<Operation, 'action'>[], mark: Mark, remarks: Remarks): string[] {
  return operations.flatMap(({ action }) => typed(action, mark, remarks));
}

/** The uplink is found before it is used. */
const withUplink = (lines: readonly string[]): string[] =>
  lines.some(usesUplink) ? [findUplink, ...lines] : [...lines];

/** The command lines that lead a step back. A command of the author's without an undo of its own has none. */
export function backLines(operations: readonly Operation[], mark: Mark, remarks: Remarks): string[] {
  const real = operations.filter(({ action }) => action.do !== 'run' || action.command !== 'true');
  return withUplink(commandLines(real, mark, remarks));
}

/**
 * The command lines that take a whole lab away, last first. What goes with another object needs none, nor does what a
 * later step has removed; a table that several steps load goes once.
 */
export function undoLines(plan: Plan, remarks: Remarks): string[] {
  const standing = new Map<string, readonly string[]>();
  for (const { action, undo } of plan.steps.flatMap(({ operations }) => operations)) {
    const removed = typed(action, plan.mark, remarks);
    if (standing.delete(removed.join('\n')) || !('do' in undo)) continue;
    const lines = typed(undo, plan.mark, remarks);
    standing.set(lines.join('\n'), lines);
  }
  return withUplink([...standing.values()].toReversed().flat());
}
