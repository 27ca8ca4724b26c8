// A bridge device on the machine itself, under exactly the node's name.
import type { Kind } from '../kind.ts';
import { allowBridged } from './lower.ts';
import { bridge } from './node.ts';
import { addressOnPort } from './rules/address-on-port.ts';
import { bridgeLoop } from './rules/bridge-loop.ts';
import { tooManyPorts } from './rules/too-many-ports.ts';

export const bridgeKind: Kind = {
  nodes: [bridge],
  rules: [addressOnPort, bridgeLoop, tooManyPorts],
  allowances: allowBridged,
};
