// Compares what is foretold of a lab with what a kernel does: all pairs of nodes, all addresses, ping, TCP and UDP.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Address, addressIn, formatAddress } from '../../src/address.ts';
import { compileTutorial } from '../../src/compile.ts';
import type { State } from '../../src/model/lab.ts';
import { predict } from '../../src/prediction/predict.ts';
import type { Question } from '../../src/prediction/question.ts';
import { networkFor } from '../../src/prediction/stack.ts';
import { verdictText } from '../../src/prediction/tell.ts';
import { labFiles, openLab } from '../../src/sandbox/open-lab.ts';
import { writeInside } from '../../src/sandbox/sandbox.ts';

const probe = readFileSync(resolve(import.meta.dirname, 'probe.py'), 'utf8');
const port = 7777;

interface Asked {
  readonly words: readonly [netns: string, protocol: string, address: string, port: number];
  readonly question: Question;
}

/** Every node asks every address of every other one, and the port that a router may publish. */
function questionsOf({ nodes }: State): Asked[] {
  const all = [...nodes.values()].filter(({ kind }) => kind !== 'switch');
  return all.flatMap((from) =>
    all.flatMap((to) =>
      to === from
        ? []
        : to.interfaces.flatMap(({ addresses }) =>
            addresses.flatMap(({ cidr }) => {
              const dialled: [Question['protocol'], number][] = [
                ['icmp', 0],
                ['tcp', port],
                ['udp', port],
              ];
              if (to.things['nat']?.length) dialled.push(['tcp', 8888], ['udp', 8888]);
              return dialled.map(([protocol, number]) => asked(from.name, addressIn(cidr), protocol, number));
            }),
          ),
    ),
  );
}

const asked = (from: string, to: Address, protocol: Question['protocol'], number: number): Asked => ({
  words: [from, protocol, formatAddress(to), number],
  question: { from, to, protocol, port: number, ...(protocol !== 'icmp' && { listens: port }) },
});

export interface Compared {
  readonly agreed: number;
  readonly unknown: number;
  readonly disagreed: readonly string[];
}

/** The prediction of a tutorial against a sandbox; undefined where netgen refuses the lab, or this machine cannot. */
export async function compare(text: string): Promise<Compared | undefined> {
  const { lesson } = compileTutorial('chance.md', new TextEncoder().encode(text));
  const plan = lesson?.plans[0];
  const step = plan?.steps.at(-1);
  if (plan === undefined || step === undefined) return undefined;
  const sandbox = await openLab(plan, []);
  if (!('run' in sandbox)) throw new Error(sandbox.reason);
  try {
    const made = await sandbox.run(['bash', labFiles.setup]);
    if (made.code !== 0) throw new Error(`${made.stdout}${made.stderr}`);
    await writeInside(sandbox, '/run/sandbox/probe.py', probe);
    const questions = questionsOf(step.state);
    const input = JSON.stringify(questions.map(({ words }) => words));
    const { stdout, stderr } = await sandbox.run(['python3', '/run/sandbox/probe.py'], { input });
    if (!stdout.startsWith('[')) throw new Error(stderr);
    const found: string[] = JSON.parse(stdout);
    const network = networkFor(step.state);
    const told = questions.map(({ words, question }, index) => {
      const prediction = predict(network, question);
      const isSame =
        prediction.verdict === 'unknown' ? undefined : (prediction.verdict === 'arrives') === (found[index] === 'ok');
      return { isSame, text: `${words.join(' ')}: kernel ${found[index]}; foretold: ${verdictText(prediction)}` };
    });
    return {
      agreed: told.filter(({ isSame }) => isSame === true).length,
      unknown: told.filter(({ isSame }) => isSame === undefined).length,
      disagreed: told.flatMap((one) => (one.isSame === false ? [one.text] : [])),
    };
  } finally {
    await sandbox.close();
  }
}
