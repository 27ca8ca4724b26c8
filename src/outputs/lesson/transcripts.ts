// The `console` fences of the annotated lesson: as the author wrote them, and where he left the output to us, the real one.
import type { Code, Nodes } from 'mdast';
import { standingOf } from '../../evidence/verified.ts';
import type { ShownCommand } from '../../model/lab.ts';
import type { Plan } from '../../plan/plan.ts';
import { asksForOutput } from '../../transcripts/answer.ts';
import { screenLines } from '../../transcripts/screen.ts';
import type { Lesson } from '../output.ts';
import { type Edit, fenced, openingOf, rangeOf } from './markdown.ts';

/** A command without output in the lesson, and what it printed when this very lab was verified. */
interface Answered {
  readonly command: ShownCommand;
  readonly lines: readonly string[];
}

function answeredOf(lesson: Lesson, plan: Plan): Answered[] {
  if (!plan.steps.some(({ commands }) => commands.some(({ expected }) => !asksForOutput(expected)))) return [];
  const standing = standingOf(lesson, plan);
  if (standing.is !== 'current') return [];
  return plan.steps.flatMap(({ name, commands }) => {
    const rows = standing.evidence.steps.find(({ step }) => step === name)?.rows ?? [];
    const ran = rows.filter(({ what }) => what === 'transcript');
    return commands.flatMap((command, index) => {
      const lines = ran[index]?.output;
      return lines === undefined || asksForOutput(command.expected)
        ? []
        : [{ command, lines: screenLines(lines.join('\n')) }];
    });
  });
}

function codeAt(node: Nodes, offset: number): Code | undefined {
  const range = rangeOf(node);
  if (range !== undefined && (offset < range.from || offset >= range.to)) return undefined;
  if (node.type === 'code') return node;
  for (const child of 'children' in node ? node.children : []) {
    const found = codeAt(child, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The edits that show the real output of commands that have none, each a fence as a whole; none without current evidence. */
export function transcriptEdits(lesson: Lesson): Edit[] {
  const { text, tree, blocks } = lesson.tutorial;
  const answered = lesson.plans.flatMap((plan) => answeredOf(lesson, plan));
  return blocks.flatMap(({ transcripts }) =>
    transcripts.flatMap(({ at }) => {
      const own = answered.filter(
        ({ command }) => command.run.at.start.offset < at.end.offset && command.run.at.start.offset > at.start.offset,
      );
      const node = own.length === 0 ? undefined : codeAt(tree, at.start.offset);
      const range = node && rangeOf(node);
      if (node === undefined || range === undefined) return [];
      const lines = node.value.split('\n');
      for (const { command, lines: real } of own.toReversed()) {
        lines.splice(command.answer.from - at.start.line - 1, 0, ...real);
      }
      const { info, character } = openingOf(text.slice(range.from, range.to));
      return [{ ...range, text: fenced(text, node, info, character, lines.join('\n')) }];
    }),
  );
}
