// On what machine a lab was verified: the versions of its kernel and of the programs that the scripts call.
import type { Where } from '../evidence/evidence.ts';
import type { Sandbox } from './sandbox.ts';

const questions = {
  kernel: 'uname -r',
  iproute2: 'ip -V',
  nft: 'nft --version',
  bash: 'printf %s "$BASH_VERSION"',
} as const;

/**
 * The version in what a program says of itself: `6.12.41` of `6.12.41+deb13-amd64`, `6.15.0` of `ip utility, iproute2-6.15.0,
 * libbpf 1.5.0`, `ss200127` of an older `iproute2-ss200127`. Empty if there is none.
 */
export function versionIn(said: string): string {
  return /(?:^|[\sv-])((?:\d+\.)+\d+|ss\d{6})/.exec(said)?.[1] ?? '';
}

/** Asks the programs that the sandbox has. */
export async function whereIs(sandbox: Sandbox): Promise<Where> {
  const script = Object.values(questions).map((question) => `{ ${question} 2>/dev/null | head -n 1; echo; }`);
  const { stdout } = await sandbox.run(['bash', '-c', script.map((line) => `echo "$(${line})"`).join('\n')]);
  const [kernel = '', iproute2 = '', nft = '', bash = ''] = stdout.split('\n').map(versionIn);
  return { place: sandbox.machine.place, kernel, iproute2, nft, bash };
}
