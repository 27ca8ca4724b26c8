// Names that ip takes for words of its own: each of them is reported, their neighbours are not.
import { describe, expect, test } from 'vitest';
import { checkLab } from '../../src/rules/check-lab.ts';
import { type StepSketch, sketchLab } from '../fixtures/labs.ts';

const report = (...steps: StepSketch[]) => checkLab(sketchLab(...steps)).map(({ code, label }) => `${code}: ${label}`);

const helps = (...steps: StepSketch[]) => checkLab(sketchLab(...steps)).map(({ help }) => help);

describe('names that ip takes for a word', () => {
  const words =
    'add address addrgenmode alias allmulticast arp brd broadcast carrier dev down dynamic gro_max_size group ' +
    'gso_max_segs gso_max_size help index link link-netnsid master mode mtu multicast name netns nomaster ' +
    'numrxqueues numtxqueues parentdev promisc protodown qlen state trailers txqlen txqueuelen type up vf vrf xdp ' +
    'xdpdrv xdpgeneric xdpoffload';
  const end = (name: string): StepSketch => ({
    nodes: { a: { interfaces: { [name]: '' } }, b: { interfaces: { eth0: '' } } },
    cables: [`a:${name} b:eth0`],
  });

  test.each(words.split(' '))('%s', (word) => {
    expect(report(end(word))).toEqual([`interface-name-is-a-word: ip takes ${word} for its word ${word}`]);
    expect(helps(end(word))).toEqual([`give the end another name, for example a:${word}0`]);
  });

  test.each([
    ['l', 'link'],
    ['link-', 'link-netnsid'],
    ['a', 'address'],
    ['addrg', 'addrgenmode'],
    ['al', 'alias'],
    ['b', 'broadcast'],
    ['br', 'broadcast'],
    ['tx', 'txqueuelen'],
    ['txql', 'txqlen'],
    ['m', 'master'],
    ['n', 'nomaster'],
    ['d', 'dynamic'],
    ['t', 'txqueuelen'],
    ['ty', 'type'],
    ['nu', 'numtxqueues'],
    ['numr', 'numrxqueues'],
    ['h', 'help'],
  ])('%s, a beginning of %s', (name, word) => {
    expect(report(end(name))).toEqual([`interface-name-is-a-word: ip takes ${name} for its word ${word}`]);
  });

  test.each(['br0', 'a0', 'eth0', 'e', 'g', 'i', 'in', 'mu', 'na', 'ne', 'u', 'de', 'BR', 'vf0', 'addresses', 'xdpd'])(
    '%s is none',
    (name) => {
      expect(report(end(name))).toEqual([]);
    },
  );

  test('at both ends, on ports, and of bridges on the machine', () => {
    const nodes = {
      br: { onMachine: true, bridge: 'br', interfaces: { br: '', t: '', t0: '' } },
      br0: { interfaces: { up: '' } },
      a: { interfaces: { mtu: '' } },
    };
    const lab: StepSketch = { nodes, cables: ['br0:up br:t', 'a:mtu br:t0'] };
    expect(helps(lab)).toEqual([
      'give the bridge another name, for example br1',
      'give the end another name, for example br:t1',
      'give the end another name, for example br0:up0',
      'give the end another name, for example a:mtu0',
    ]);
  });
});
