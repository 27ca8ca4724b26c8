// What a node holds besides its network: files, processes, and commands of the author's own.
import type { Netns, Node, State } from '../../2-model/lab.ts';
import { commandWords } from '../authored.ts';
import { type Command, command, inside, type Word } from '../command.ts';
import { firstProgram } from '../programs.ts';
import { reasons } from '../reasons.ts';
import { type Need, placeName, type Resource, withinNetns } from '../resource.ts';
import { things } from '../things.ts';

/** What is below /etc is no part of the namespace: it has to be taken away by itself. */
const outside = { netns: null, within: [], needs: [], reason: reasons.file } as const;

function folderResource(netns: string, at: Resource['at']): Resource {
  const path = `/etc/netns/${netns}`;
  return {
    ...outside,
    key: `folder ${netns}`,
    after: [],
    make: [command('mkdir', '-p', path)],
    undo: [command('rmdir', '-p', '--ignore-fail-on-non-empty', path)],
    at,
    claims: [],
  };
}

function fileResources({ netns, files }: Node): Resource[] {
  const [first] = files;
  if (netns === null || first === undefined) return [];
  const own = files.map(({ file, text, at }): Resource => {
    const path = `/etc/netns/${netns}/${file}`;
    const write: Command = { argv: ['tee', path], stdin: [text.endsWith('\n') ? text : `${text}\n`] };
    return {
      ...outside,
      key: `file ${netns} ${file}`,
      after: [`folder ${netns}`],
      make: [write],
      undo: [command('rm', path)],
      set: { fixed: '', commands: { text: write } },
      at,
      claims: [{ is: 'file', path }],
      question: { ask: ['cat'], about: path },
      thing: { ...things.file, name: file },
    };
  });
  return [folderResource(netns, first.at), ...own];
}

const authored = (netns: Netns, text: string): Command => inside(netns, ...commandWords(text));

const programsOf = (...texts: readonly (string | undefined)[]): Need[] =>
  texts.flatMap((text) => {
    const name = text === undefined ? undefined : firstProgram(text);
    return name === undefined ? [] : [{ is: 'command', name }];
  });

function processResources({ netns, processes }: Node): Resource[] {
  return processes.map(({ command: text, at }, index): Resource => {
    const name = `${placeName(netns)}-${index + 1}`;
    const pid: Word = { is: 'process', name };
    return {
      key: `process ${name}`,
      netns,
      // It outlives the name of its namespace.
      within: [],
      after: withinNetns(netns),
      make: [{ ...authored(netns, text), process: name }],
      undo: [command('kill', '--', pid)],
      reason: reasons.process,
      at,
      claims: [],
      needs: programsOf(text),
      thing: things.process,
    };
  });
}

function commandResources({ netns, commands }: Node): Resource[] {
  return commands.map(({ run, undo, unless, at }, index): Resource => {
    const asked = unless === undefined ? {} : { unless: authored(netns, unless).argv };
    return {
      key: `run ${placeName(netns)}-${index + 1}`,
      netns,
      within: withinNetns(netns),
      after: [],
      make: [{ ...authored(netns, run), ...asked }],
      undo: undo === undefined ? [] : [authored(netns, undo)],
      ...(undo === undefined ? {} : { undoIsNoted: true }),
      reason: reasons.command,
      at,
      claims: [],
      needs: programsOf(run, undo),
      thing: things.command,
    };
  });
}

/** Files, processes and commands of every node. */
export function lowerContents({ nodes }: State): Resource[] {
  const all = [...nodes.values()];
  return [...all.flatMap(fileResources), ...all.flatMap(processResources), ...all.flatMap(commandResources)];
}
