// A prediction as text for people.
import type { Language } from '../source/tutorial.ts';
import { byConnection } from './netfilter.ts';
import type { Hop, Prediction, Step, Way } from './way.ts';

type Death = NonNullable<Prediction['death']>;
type Verdict = 'accept' | 'drop' | 'reject';

const english = {
  title: { request: 'Request:', answer: 'Answer:' },
  lost: { request: 'It is lost: the request', answer: 'It is lost: the answer' },
  source: (address: string) => `chooses its address ${address}`,
  route: (route: string, rule: string | undefined, oneOf: number | undefined) =>
    `route ${route}${rule === undefined ? '' : ` (rule ${rule})`}${oneOf === undefined ? '' : `: one of ${oneOf} next hops`}`,
  translate: (hook: string, by: string, packet: string) => `${hook}: ${by} makes it ${packet}`,
  connection: byConnection,
  filter: (hook: string, by: string, verdict: Verdict) => `firewall, ${hook}: \`${by}\` ${verdict}s it`,
  ask: (protocol: string, address: string, answers: string) => `${protocol} asks for ${address}: ${answers} answers`,
  frame: (path: string) => `frame: ${path}`,
  wrap: (kind: string, packet: string) => `${kind} puts it into ${packet}:`,
  by: (inlet: string | undefined, out: string | undefined) =>
    [...(inlet === undefined ? [] : [`in ${inlet}`]), ...(out === undefined ? [] : [`out ${out}`])].join(', '),
  brackets: (text: string) => (text === '' ? '' : ` (${text})`),
  arrives: (ways: number) => `It arrives${ways > 1 ? ` by each of ${ways} ways` : ''}, and so does the answer.`,
  unknown: (why: string) => `It cannot be known: ${why}.`,
  dies: (ways: number, text: string) => ` dies${ways > 1 ? ` by each of ${ways} ways` : ''}: ${text}`,
  heard: (says: string, from: string | undefined) =>
    `; the asker hears \`${says}\`${from === undefined ? '' : ` from ${from}`}`,
  unheard: (says: string) => `; its error, \`${says}\`, does not get to the asker`,
  andSoOn: '…  and so on, in a circle',
  end: '.',
};

const chineseVerdicts: Readonly<Record<Verdict, string>> = { accept: '放行', drop: '丢弃', reject: '拒绝' };

const texts: Readonly<Record<Language, typeof english>> = {
  en: english,
  'zh-CN': {
    title: { request: '请求：', answer: '应答：' },
    lost: { request: '请求', answer: '应答' },
    source: (address) => `选用自己的地址 ${address}`,
    route: (route, rule, oneOf) =>
      `路由 ${route}${rule === undefined ? '' : `（规则 ${rule}）`}${oneOf === undefined ? '' : `：${oneOf} 个下一跳之一`}`,
    translate: (hook, by, packet) => `${hook}：按${by.startsWith('该连接') ? '' : ' '}${by}，变成 ${packet}`,
    connection: '该连接的第一个包',
    filter: (hook, by, verdict) => `防火墙，${hook}：\`${by}\` ${chineseVerdicts[verdict]}`,
    ask: (protocol, address, answers) => `${protocol} 询问 ${address}：${answers} 应答`,
    frame: (path) => `帧：${path}`,
    wrap: (kind, packet) => `${kind} 把它装进 ${packet}：`,
    by: (inlet, out) =>
      [...(inlet === undefined ? [] : [`进 ${inlet}`]), ...(out === undefined ? [] : [`出 ${out}`])].join('，'),
    brackets: (text) => (text === '' ? '' : `（${text}）`),
    arrives: (ways) => `${ways > 1 ? `${ways} 条路都` : ''}能到达，应答也能回来。`,
    unknown: (why) => `无法预知：${why}。`,
    dies: (ways, text) => `${ways > 1 ? `走 ${ways} 条路都` : ''}没有成功：${text}`,
    heard: (says, from) => `；提问者${from === undefined ? '' : `从 ${from} `}收到 \`${says}\``,
    unheard: (says) => `；错误消息 \`${says}\` 到不了提问者`,
    andSoOn: '…  如此循环',
    end: '。',
  },
};

/** What happens at a hop, a line each. */
function stepText(step: Step, language: Language): string[] {
  const say = texts[language];
  switch (step.is) {
    case 'source':
      return [say.source(step.address)];
    case 'route':
      return [say.route(step.route, step.rule === 'from all lookup main' ? undefined : step.rule, step.oneOf)];
    case 'translate':
      return [say.translate(step.hook, step.by === byConnection ? say.connection : step.by, step.packet)];
    case 'filter':
      return [say.filter(step.hook, step.by, step.verdict)];
    case 'ask':
      return [say.ask(step.protocol, step.address, step.answers)];
    case 'frame':
      return [say.frame(step.path.join(' → '))];
    case 'wrap':
      return [
        say.wrap(step.kind, step.packet),
        ...step.hops.flatMap((hop) => hopText(hop, language)).map((line) => `  ${line}`),
      ];
  }
}

function hopText({ node, in: inlet, out, packet, steps }: Hop, language: Language): string[] {
  const { by, brackets } = texts[language];
  const happens = steps.flatMap((step) => stepText(step, language));
  return [`${node}${brackets(by(inlet, out))}  ${packet}`, ...happens.map((line) => `  ${line}`)];
}

/** The first hop of those that only repeat what came before, up to the last but one: a packet that is sent in a circle. */
function firstAgain(hops: readonly Hop[]): number {
  const seen = new Set<string>();
  const isAgain = ({ node, in: inlet, out, packet }: Hop) =>
    seen.size === seen.add(`${node} ${inlet} ${out} ${packet}`).size;
  const first = hops.findIndex(isAgain);
  return first < 0 ? hops.length : first;
}

/** Its hops are numbered from `first`, as on its picture. */
function wayText(title: string, { hops }: Way, first: number, language: Language): string {
  const again = firstAgain(hops);
  const lines = hops.flatMap((hop, index) => {
    if (index > again && index < hops.length - 1) return index === again + 1 ? [texts[language].andSoOn] : [];
    const [head = '', ...rest] = hopText(hop, language);
    const number = `${first + index}.`.padEnd(3);
    return [`${number} ${head}`, ...rest.map((line) => `  ${line}`)];
  });
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The last sentence: whether it arrives, or where it dies and what the asker hears. */
export function verdictText({ verdict, death, why, ways }: Prediction, language: Language = 'en'): string {
  const say = texts[language];
  if (verdict === 'arrives') return say.arrives(ways);
  if (verdict === 'unknown' || death === undefined) return say.unknown(why?.[language] ?? '');
  const { of, text, told } = death;
  const heard = told === undefined ? '' : told.isHeard ? say.heard(told.says, told.from) : say.unheard(told.says);
  return `${say.lost[of]}${say.dies(ways, text[language])}${heard}${say.end}`;
}

/** Both ways, hop by hop, and what comes of them, in lines. */
export function predictionText(prediction: Prediction, language: Language = 'en'): string {
  const { request, answer } = prediction;
  const { title } = texts[language];
  const ways = [
    wayText(title.request, request, 1, language),
    ...(answer ? [wayText(title.answer, answer, request.hops.length + 1, language)] : []),
  ];
  return [...ways, verdictText(prediction, language)].join('\n\n');
}

/** Where and why a packet dies, in few words. */
export function deathLabel({ of, node, reason, text, to, outer }: Death): string {
  const said: Partial<Record<typeof reason, string>> = {
    'does not forward': `${node} does not forward`,
    ...(outer === undefined && { 'nobody answers': `nobody answers ${node} for ${to}` }),
    dropped: `${node} drops it`,
    rejected: `${node} rejects it`,
  };
  return `${of === 'answer' ? 'the answer: ' : ''}${said[reason] ?? text.en}`;
}

/** The place of death for programs; docs/reference/prediction.md describes it. */
export function deathJson({ at, text, isThere: _, ...dies }: Death) {
  return { ...dies, text: text.en, ...(at && { line: at.start.line }) };
}
