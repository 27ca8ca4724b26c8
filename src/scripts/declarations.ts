// The part of setup.sh between the lesson and the frame: what the frame has to know of the lab, as arrays and questions.
import { shellWord } from '../plan/command.ts';
import type { Plan } from '../plan/plan.ts';
import type { Facts } from './facts.ts';

const lineWidth = 130;

/** Words on as few lines as they fit on; what has several lines begins one. */
function filled(words: readonly string[], begin: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= lineWidth || word.includes('\n')) lines.push(begin + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Words as the elements of an array: on one line if they fit. */
function array(name: string, words: readonly string[]): string {
  const quoted = words.map(shellWord);
  const line = `${name}=(${quoted.join(' ')})`;
  if (line.length <= lineWidth) return line;
  return [`${name}=(`, ...filled(quoted, '').map((each) => `  ${each}`), ')'].join('\n');
}

const map = (name: string, entries: readonly (readonly [string, string])[]): string =>
  `declare -rA ${name}=(${entries.map(([key, value]) => `[${/^\w+$/.test(key) ? key : `'${key}'`}]=${shellWord(value)}`).join(' ')})`;

const questions = (name: string, asked: readonly string[]): string => `readonly ${name}='${asked.join('; ')}'`;

/** Debian's packages of the programs that the frame or a lesson may call; others are named like their program. */
const packages: Readonly<Record<string, string>> = {
  '/usr/lib/frr/bgpd': 'frr',
  '/usr/lib/frr/ospf6d': 'frr',
  '/usr/lib/frr/ospfd': 'frr',
  '/usr/lib/frr/zebra': 'frr',
  awk: 'mawk',
  bridge: 'iproute2',
  curl: 'curl',
  bird: 'bird2',
  birdc: 'bird2',
  dig: 'bind9-dnsutils',
  dnsmasq: 'dnsmasq-base',
  flock: 'util-linux',
  ip: 'iproute2',
  nc: 'netcat-openbsd',
  nft: 'nftables',
  ping: 'iputils-ping',
  setsid: 'util-linux',
  ss: 'iproute2',
  stat: 'coreutils',
  sysctl: 'procps',
  tc: 'iproute2',
  unshare: 'util-linux',
  wg: 'wireguard-tools',
};

/** Programs that each machine with bash has; the rest must be there before the first change. */
const everywhere: ReadonlySet<string> = new Set(
  'bash cat cp echo ls mkdir rm rmdir sh sleep tee touch true'.split(' '),
);

/** So many namespaces are looked at from a place of their own: see `look` in templates/bash/record.sh.hbs. */
export const areMany = ({ namespaces }: Facts): boolean => namespaces.length >= 16;

/** The programs that the machine must have, sorted. */
export function programsOf(facts: Facts): string[] {
  const frame = [
    ...['awk', 'flock', 'ip', 'stat'],
    ...(facts.gates.length + facts.tables.length > 0 ? ['nft'] : []),
    ...(facts.settings.length > 0 ? ['sysctl'] : []),
    ...(facts.processes.length > 0 ? ['setsid'] : []),
    ...(areMany(facts) || facts.tables.length > 0 || facts.linkTypes.length + facts.qdiscs.length > 0
      ? ['unshare']
      : []),
    ...(facts.ports.length > 0 ? ['ss'] : []),
  ];
  const author = facts.programs.filter((name) => !everywhere.has(name) && !/^ip6?tables$/.test(name));
  return [...new Set([...frame, ...author])].sort();
}

/** What `survey` asks: who leads out, what is ours, who else has the subnets. */
function machineQuestions({ firstWithUplink, links, group, subnets, bareRoutes }: Facts): string[] {
  return [
    ...(firstWithUplink > 0 ? ['route show default'] : []),
    ...(links.length > 0 ? [`link show group ${group}`] : []),
    ...subnets.flatMap((prefix) => [`route show table all root ${prefix}`, `route show table all match ${prefix}`]),
    ...bareRoutes.map(({ prefix }) => `route show table all match ${prefix}`),
  ];
}

function hostQuestions({ group, links, masters, routed, bareRoutes }: Facts): string[] {
  return [
    ...(links.length > 0 ? [`address show group ${group}`] : []),
    ...masters.map((name) => `link show master ${name}`),
    ...routed.map((name) => `route show table all dev ${name}`),
    ...bareRoutes.map(({ question }) => question),
  ];
}

function namesText(plan: Plan, facts: Facts): string[] {
  const { namespaces, links, settings, ports, files, processes, gateways, firstWithUplink } = facts;
  const some = (name: string, words: readonly string[]) => (words.length === 0 ? [] : [array(name, words)]);
  const declarations = [
    `lab=${shellWord(facts.lab)} group=${facts.group}`,
    array(
      'steps',
      plan.steps.map(({ name }) => name),
    ),
    ...(firstWithUplink > 0 ? [`first_with_uplink=${firstWithUplink}`] : []),
    array('namespaces', namespaces),
    ...some('links', links),
    ...some('files', files),
    ...some('settings', settings),
    ...some('gateways', gateways),
    ...some('processes', processes),
    ...some('ports', ports),
    ...some('link_types', facts.linkTypes),
  ];
  return filled(declarations, 'readonly ');
}

/** These declarations, as text of bash. */
export function declarationsText(plan: Plan, facts: Facts): string {
  const { file } = plan.tutorial;
  const [host, machine] = [hostQuestions(facts), machineQuestions(facts)];
  return [
    '# Links of the lab on this machine bear the number `group`; teardown.sh deletes those that bear it, by whatever name.',
    ...namesText(plan, facts),
    map(
      'source',
      plan.steps.map(({ name, at }) => [name, `${file}:${at.start.line}`] as const),
    ),
    map(
      'package',
      programsOf(facts).map((name) => [name, packages[name] ?? name] as const),
    ),
    ...(machine.length === 0 ? [] : [questions('of_machine', machine)]),
    '# The state of the lab is what the kernel answers to these questions, on the machine and in each namespace.',
    ...(host.length === 0 ? [] : [questions('of_host', host)]),
    // Addresses last: one that a router has advertised comes after its route.
    questions('of_namespace', ['route show table all', 'rule show', 'address show']),
  ].join('\n');
}
