// Why a machine cannot make a sandbox, and the line that helps.
import { readFileSync } from 'node:fs';
import type { Machine } from './machine.ts';

/** A sandbox that cannot be: the reason, and what to do about it. */
export interface Impossible {
  readonly reason: string;
  readonly remedy: string;
}

function setting(file: string): string {
  try {
    return readFileSync(`/proc/sys/${file}`, 'utf8').trim();
  } catch {
    return '';
  }
}

// Each switch of a distribution that forbids user namespaces to ordinary users, and the value that forbids.
const switches = [
  {
    file: 'kernel/apparmor_restrict_unprivileged_userns',
    forbids: '1',
    reason: 'AppArmor keeps user namespaces from ordinary users here (the default of Ubuntu 24.04)',
    allow: '0',
  },
  {
    file: 'kernel/unprivileged_userns_clone',
    forbids: '0',
    reason: 'this kernel keeps user namespaces from ordinary users',
    allow: '1',
  },
  { file: 'user/max_user_namespaces', forbids: '0', reason: 'this machine allows no user namespaces', allow: '10000' },
];

const packages: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount',
  ip: 'iproute2',
  bash: 'bash',
};

/** Reads from what was said, and from the machine's settings, why there is no sandbox. */
export function whyImpossible(said: string, platform: string = process.platform, read = setting): Impossible {
  if (platform !== 'linux') {
    return {
      reason: `a sandbox is made of Linux namespaces, and this is ${platform}`,
      remedy: 'run it in a Linux virtual machine (on Windows: WSL 2); build and check work here',
    };
  }
  const missing = /spawn (\S+) ENOENT|(\S+): command not found/.exec(said);
  const tool = missing?.[1] ?? missing?.[2];
  if (tool !== undefined) {
    return { reason: `${tool} is missing`, remedy: `sudo apt-get install ${packages[tool] ?? tool}` };
  }
  for (const { file, forbids, reason, allow } of switches) {
    if (read(file) === forbids) {
      return { reason, remedy: `sudo sysctl -w ${file.replaceAll('/', '.')}=${allow}   (or run netgen as root)` };
    }
  }
  return {
    reason: `the kernel refuses: ${said.split('\n').at(-1) ?? ''}`,
    remedy: 'run it as root; in a container, one started with --privileged',
  };
}

/** What helps where a set-up says that this machine's kernel lacks something, as a line of its own; elsewhere nothing. */
export function otherKernel(said: string, { place }: Pick<Machine, 'place'>): string {
  const lacking = place === 'sandbox' && /: this kernel has no /.test(said);
  return lacking ? '\nnetgen verify --vm tries it in a virtual machine' : '';
}
