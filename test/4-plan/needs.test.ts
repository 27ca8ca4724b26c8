// What a plan asks of the machine: the programs that the author's own commands begin with.
import { describe, expect, it, test } from 'vitest';
import { makePlan } from '../../src/4-plan/make-plan.ts';
import { firstProgram } from '../../src/4-plan/programs.ts';
import { labOf } from '../tutorial-text.ts';

describe('the first program of a command', () => {
  test.each([
    ['python3 -m http.server 80', 'python3'],
    ['  dnsmasq -k', 'dnsmasq'],
    ['exec iperf3 -s', 'iperf3'],
    ['LC_ALL=C TZ= exec tcpdump -i eth0', 'tcpdump'],
    ['touch; ls', 'touch'],
    ['socat -u a b>log', 'socat'],
    ['mkfs.ext4 x', 'mkfs.ext4'],
    ['g++', 'g++'],
  ])('%s: %s', (command, program) => {
    expect(firstProgram(command)).toBe(program);
  });

  test.each([
    'echo on > /proc/x',
    'while :; do sleep 1; done',
    'test -e /x && rm /x',
    '[ -e /x ]',
    '[[ -e /x ]]',
    '! pgrep x',
    '(cd /; ls)',
    '{ ls; }',
    'f() { ls; }; f',
    '/usr/sbin/dnsmasq -k',
    './serve',
    '"my program" x',
    'my\\ program x',
    '$EDITOR x',
    '$(which nc) -l 80',
    '`which nc` -l 80',
    'exec "$PROGRAM"',
    'A="b c" ls',
    '2>log ls',
    '>log ls',
    'nc -l 80 || ncat -l 80',
    '# nothing',
    '',
  ])('%s: none that can be told', (command) => {
    expect(firstProgram(command)).toBeUndefined();
  });
});

it('needs the programs of run, exec and undo, and not those of unless', () => {
  const { needs } = makePlan(
    labOf(`
lab: programs
nodes:
  a: { run: [python3 -m http.server 80, iperf3 -s] }
  host:
    exec: { do: brctl addbr x, undo: ifconfig x down, unless: brctl show x }
  b:
    exec: { do: "echo 1 > /proc/x", unless: never-asked }
`),
  );
  expect(needs.commands).toEqual(['brctl', 'ifconfig', 'ip', 'iperf3', 'python3']);
});
