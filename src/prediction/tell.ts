// A prediction as text for people.
import type { Hop, Prediction, Step, Way } from './way.ts';

function stepText(step: Step): string[] {
  switch (step.is) {
    case 'source':
      return [`chooses its address ${step.address}`];
    case 'route':
      return [
        `route ${step.route}${step.rule === 'from all lookup main' ? '' : ` (rule ${step.rule})`}${step.oneOf === undefined ? '' : `: one of ${step.oneOf} next hops`}`,
      ];
    case 'translate':
      return [`${step.hook}: ${step.by} makes it ${step.packet}`];
    case 'filter':
      return [`firewall, ${step.hook}: \`${step.by}\` ${step.verdict}s it`];
    case 'ask':
      return [`${step.protocol} asks for ${step.address}: ${step.answers} answers`];
    case 'frame':
      return [`frame: ${step.path.join(' → ')}`];
    case 'wrap':
      return [`${step.kind} puts it into ${step.packet}:`, ...step.hops.flatMap(hopText).map((line) => `  ${line}`)];
  }
}

function hopText({ node, in: inlet, out, packet, steps }: Hop): string[] {
  const by = [...(inlet === undefined ? [] : [`in ${inlet}`]), ...(out === undefined ? [] : [`out ${out}`])].join(', ');
  return [`${node}${by === '' ? '' : ` (${by})`}  ${packet}`, ...steps.flatMap(stepText).map((line) => `  ${line}`)];
}

const wayText = (title: string, { hops }: Way): string =>
  [`${title}:`, ...hops.flatMap(hopText).map((line) => `  ${line}`)].join('\n');

/** The last sentence: whether it arrives, or where it dies and what the asker hears. */
export function verdictText({ verdict, death, why, ways }: Prediction): string {
  const many = ways > 1 ? ` by each of ${ways} ways` : '';
  if (verdict === 'arrives') return `arrives${many}, and so does the answer`;
  if (verdict === 'unknown' || death === undefined) return `cannot be known: ${why}`;
  const { of, text, told } = death;
  const heard =
    told === undefined
      ? ''
      : told.isHeard
        ? `; the asker hears \`${told.says}\`${told.from === undefined ? '' : ` from ${told.from}`}`
        : `; its error, \`${told.says}\`, does not get to the asker`;
  return `the ${of} dies${many}: ${text}${heard}`;
}

/** Both ways, hop by hop, and what comes of them, in lines. */
export function predictionText(prediction: Prediction): string {
  const { request, answer } = prediction;
  const ways = [wayText('Request', request), ...(answer === undefined ? [] : [wayText('Answer', answer)])];
  return [...ways, `It ${verdictText(prediction).replace(/^the (request|answer)/, 'is lost: the $1')}.`].join('\n\n');
}

/** Where and why a packet dies, in few words. */
export function deathLabel({ of, node, reason, text, to }: NonNullable<Prediction['death']>): string {
  const said: Partial<Record<typeof reason, string>> = {
    'does not forward': `${node} does not forward`,
    'nobody answers': `nobody answers ${node} for ${to}`,
    dropped: `${node} drops it`,
    rejected: `${node} rejects it`,
  };
  return `${of === 'answer' ? 'the answer: ' : ''}${said[reason] ?? text}`;
}
