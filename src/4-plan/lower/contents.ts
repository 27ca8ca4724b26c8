// What a node holds besides its network: files, processes, and commands of the author's own.
import type { Netns, Node, State } from '../../2-model/lab.ts';
import { type Piece, placeName, withinNetns } from '../piece.ts';
import type { Action, Operation } from '../plan.ts';
import { reasons } from '../reasons.ts';

function filePieces({ netns, files }: Node): Piece[] {
  if (netns === null) return [];
  return files.map(({ file, text, at }): Piece => {
    const make: Action = { do: 'file-write', netns, file, text };
    // /etc/netns/NETNS is no part of the namespace: it has to be taken away by itself.
    const remove: Action = { do: 'file-delete', netns, file };
    const probe = { list: 'files', netns: null, find: `/etc/netns/${netns}/${file}` } as const;
    const key = `file ${netns} ${file}`;
    return { key, within: [], make, remove, undo: remove, change: () => [make], probe, reason: reasons.file, at };
  });
}

function processPieces({ netns, processes }: Node): Piece[] {
  return processes.map(({ command, at }, index): Piece => {
    const id = `${placeName(netns)}-${index + 1}`;
    const make: Action = { do: 'process-start', netns, id, command };
    const remove: Action = { do: 'process-end', netns, id };
    const probe = { list: 'processes', netns, find: id } as const;
    return {
      key: `process ${id}`,
      within: withinNetns(netns),
      make,
      remove,
      undo: remove,
      change: () => [remove, make],
      probe,
      reason: reasons.process,
      at,
    };
  });
}

/** How a command of the author's is taken back: by its own words, else with its namespace; without either it is only forgotten. */
function commandUndo(netns: Netns, id: string, undo: string | undefined): { remove: Action; undo: Operation['undo'] } {
  const [home] = withinNetns(netns);
  const remove: Action = { do: 'run', netns, id: `undo-${id}`, command: undo ?? 'true' };
  return { remove, undo: undo === undefined && home !== undefined ? { with: home } : remove };
}

function commandPieces({ netns, commands }: Node): Piece[] {
  return commands.map(({ run, undo, unless, at }, index): Piece => {
    const id = `${placeName(netns)}-${index + 1}`;
    const make: Action = {
      do: 'run',
      netns,
      id,
      command: run,
      ...(undo === undefined ? {} : { undo }),
      ...(unless === undefined ? {} : { unless }),
    };
    const probe = { list: 'command', netns, find: unless ?? run } as const;
    const back = commandUndo(netns, id, undo);
    return { key: `run ${id}`, within: withinNetns(netns), make, ...back, probe, reason: reasons.command, at };
  });
}

/** Files, processes and commands of every node. */
export function lowerContents({ nodes }: State): Piece[] {
  const all = [...nodes.values()];
  return [...all.flatMap(filePieces), ...all.flatMap(processPieces), ...all.flatMap(commandPieces)];
}
