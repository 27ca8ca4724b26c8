// Cables: `r1 -- r2`, `r1 -- r2: 10.0.0.0/30`, `r1 -- r2: { subnet: …, mtu: 1400 }`, `{ between: [r1, r2] }`.

import { type Cidr, formatCidr } from '../address.ts';
import type { Span } from '../diagnostics/span.ts';
import { cableOptions } from '../kinds/kinds.ts';
import type { Yaml, YamlEntry, YamlMap } from '../source/tutorial.ts';
import { yamlTrap } from '../source/yaml-traps.ts';
import { dealSubnets, type Subnets } from './addresses.ts';
import {
  type cableKeys,
  isOption,
  type Options,
  optionsOfCable,
  perEndOptions,
  removedOptions,
  subnet,
} from './cable-options.ts';
import { cutCable, type Pair, pairSides, readSide } from './cable-sides.ts';
import { Piece } from './piece.ts';
import { missingKey, oneForMany, unknownKey, wrongType } from './problems.ts';
import type { Reading } from './reading.ts';
import { type Fields, type Json, type JsonSchema, refuseType, type Shape } from './shape.ts';
import type { CableStatement, Written } from './statements.ts';

function finish(
  pairs: readonly Pair[],
  of: Options | undefined,
  at: Span,
  reading: Reading,
): readonly CableStatement[] {
  if (of === undefined) return pairs.map((ends) => ({ at, ends, own: [] }));
  const fixed = of.cleared.find(({ text }) => text === 'kind' || text === 'between');
  if (fixed !== undefined) {
    const help = `take \`${fixed.text}\` out, or write what stands after it`;
    reading.report(wrongType({ at: fixed.at, label: 'nothing stands after it', help }));
  }
  const { subnet: wanted, mtu: size, state: how, kind } = of.fields;
  // Cables of one VLAN are one segment, at whichever switches they are.
  const isOne = of.own.some(
    ({ key }) => cableOptions[key.text]?.perEnd !== 'from' && Object.hasOwn(cableOptions, key.text),
  );
  const subnets = dealAll(wanted, pairs, isOne, reading);
  const perEnd = perEndOptions(of, pairs, reading);
  return pairs.map((ends, index) => {
    const single = perEnd[index] ?? [];
    return {
      at,
      ends,
      own: of.own,
      ...(kind === undefined ? {} : { kind }),
      ...(subnets === undefined ? {} : { subnet: subnets.flatMap((series) => series.slice(index, index + 1)) }),
      ...(size === undefined ? {} : { mtu: size }),
      ...(how === undefined ? {} : { state: how }),
      ...(single.length === 0 ? {} : { perEnd: single }),
      ...(of.cleared.length === 0 ? {} : { cleared: of.cleared }),
    };
  });
}

/** The bridges and switches that several of the cables lead to. */
function sharedBridges(pairs: readonly Pair[], reading: Reading): readonly string[] {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { node } of pairs.flat()) (seen.has(node.text) ? shared : seen).add(node.text);
  return [...shared].filter((name) => reading.bridges.has(name));
}

/** Reports subnets of cables that bridges join: a segment is dealt from one. */
function refuseShared({ piece, prefixes }: Subnets, bridges: readonly string[], reading: Reading): undefined {
  const [only, second] = bridges;
  const [prefix] = prefixes;
  const subnet = prefix === undefined || second !== undefined ? 'a subnet' : `\`subnet: ${formatCidr(prefix.value)}\``;
  const help = `leave it out here, and write ${subnet} under ${second === undefined ? only : `each of ${bridges.join(', ')}`}`;
  return reading.report(oneForMany({ at: piece.at, label: `the cables of ${only} are one segment`, help }));
}

function dealAll(
  subnets: readonly Subnets[] | undefined,
  pairs: readonly Pair[],
  isOne: boolean,
  reading: Reading,
): readonly (readonly Written<Cidr>[])[] | undefined {
  const bridges = subnets === undefined || pairs.length < 2 || isOne ? [] : sharedBridges(pairs, reading);
  return subnets?.flatMap((one) => {
    const [only, second] = one.prefixes;
    if (isOne && only !== undefined && second === undefined && one.by === undefined) return [pairs.map(() => only)];
    const dealt = bridges.length > 0 ? refuseShared(one, bridges, reading) : dealSubnets(one, pairs.length, reading);
    return dealt === undefined ? [] : [dealt];
  });
}

function noFields(subnets: readonly Subnets[], at: Span): Options {
  const fields: Fields<typeof cableKeys> = { subnet: subnets };
  return { at, fields, keys: new Map(), cleared: [], prefixed: [], own: [] };
}

function readValue(value: Yaml, options: Shape<Options>, reading: Reading): Options | undefined {
  if (value.is === 'map') return options.read(value, reading);
  const subnets = subnet.shape.read(value, reading);
  return subnets === undefined ? undefined : noFields(subnets, value.at);
}

function readPair(left: Piece, right: Piece, at: Span, reading: Reading): readonly Pair[] | undefined {
  const sides = [readSide(left, reading), readSide(right, reading)] as const;
  return sides[0] === undefined || sides[1] === undefined ? undefined : pairSides(sides[0], sides[1], at, reading);
}

function readKeyed(
  { key, value }: YamlEntry,
  options: Shape<Options>,
  reading: Reading,
): readonly CableStatement[] | undefined {
  const cut = cutCable(new Piece(key).trim(), reading);
  const of = cut === undefined ? undefined : readValue(value, options, reading);
  const again = value.is === 'map' ? value.entries.find((option) => option.key.text === 'between') : undefined;
  if (again !== undefined) {
    const help = 'take `between` out, or make it the whole item: `{ between: [r1, r2] }`';
    return reading.report(unknownKey({ at: again.key.at, label: 'the ends are said already', help }));
  }
  const pairs = cut === undefined ? undefined : readPair(...cut, key.at, reading);
  return pairs === undefined || of === undefined ? undefined : finish(pairs, of, key.at, reading);
}

function readBetween(map: YamlMap, options: Shape<Options>, reading: Reading): readonly CableStatement[] | undefined {
  const of = options.read(map, reading);
  const ends = of?.fields.between;
  if (of === undefined || ends === undefined) return undefined;
  const [left, right] = ends;
  if (left === undefined || right === undefined) return undefined;
  const pairs = readPair(left, right, map.at, reading);
  return pairs === undefined ? undefined : finish(pairs, of, map.at, reading);
}

/** True, and reported, of an option that the cable itself ends with: `r1 -- r2, mtu: 1400`. A subnet leaves it a node. */
function endsWithOption({ key, value }: YamlEntry, reading: Reading): boolean {
  const [, cable, option = ''] = /^(.*[^\s,]),?\s+([a-z]+)$/.exec(key.text) ?? [];
  if (cable === undefined || !isOption(option) || value.is !== 'text' || value.text.includes('/')) return false;
  const at = key.part(key.text.length - option.length, key.text.length);
  const help = `write \`${cable}: { ${option}: ${value.text} }\``;
  reading.report(yamlTrap({ at, label: 'beside the cable, not under it', help }));
  return true;
}

function readMap(map: YamlMap, options: Shape<Options>, reading: Reading): readonly CableStatement[] | undefined {
  const [entry, second] = map.entries;
  if (entry === undefined) return refuseType(map, 'a cable', 'r1 -- r2', reading);
  if (map.entries.some(({ key }) => key.text === 'between')) return readBetween(map, options, reading);
  if (endsWithOption(entry, reading)) return undefined;
  const { key, value } = entry;
  const { at } = key;
  if (map.entries.every((option) => isOption(option.key.text))) {
    const help = 'add `between: [r1, r2]`';
    return reading.report(missingKey({ at, label: '`between` is missing', help }));
  }
  if (second !== undefined) {
    const help = 'write options under their cable, `r1 -- r2: { mtu: 1400 }`, and each cable as its own item';
    return reading.report(yamlTrap({ at: second.key.at, label: 'a second key in one item', help }));
  }
  if (value.is === 'nothing') {
    if (map.at.start.offset < at.start.offset) return refuseType(map, 'a cable', 'r1 -- r2', reading);
    const help = 'take the colon out, or write a subnet or options after it';
    return reading.report(yamlTrap({ at, label: 'nothing stands after the colon', help }));
  }
  return readKeyed(entry, options, reading);
}

/** True, and reported, of a cable in quotes with its subnet or options: there YAML takes the colon for a letter. */
function isQuotedWhole(item: Piece, reading: Reading): boolean {
  const [, cable] = /^(.*\s--\s.*?):\s+(?:\{|\S*\/)/.exec(item.text) ?? [];
  if (cable === undefined) return false;
  const at = item.slice(cable.length, cable.length + 1).at;
  reading.report(yamlTrap({ at, label: 'no colon within quotes', help: `take the quotes away: \`- ${item.text}\`` }));
  return true;
}

function cableSchema(options: Shape<Options>): JsonSchema {
  const value: Json = { anyOf: [subnet.shape.schema, options.schema] };
  const keyed: JsonSchema = {
    type: 'object',
    description: 'A cable with its subnet or its options.',
    patternProperties: { ' -- ': value },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
  const text: JsonSchema = { type: 'string', pattern: '\\s--\\s', examples: ['r1 -- r2', 'h1..4 -- lan'] };
  return { anyOf: [text, keyed, { ...options.schema, required: ['between'] }] };
}

function cableWith(options: Shape<Options>): Shape<readonly CableStatement[]> {
  return {
    words: 'cable',
    schema: cableSchema(options),
    fragment: (text) => !text.includes('--'),
    read(yaml, reading) {
      if (yaml.is === 'map') return readMap(yaml, options, reading);
      if (yaml.is !== 'text') return refuseType(yaml, 'a cable', 'r1 -- r2', reading);
      const piece = new Piece(yaml).trim();
      if (isQuotedWhole(piece, reading)) return undefined;
      const cut = cutCable(piece, reading);
      const pairs = cut === undefined ? undefined : readPair(...cut, yaml.at, reading);
      return pairs === undefined ? undefined : finish(pairs, undefined, yaml.at, reading);
    },
  };
}

export const cable = cableWith(optionsOfCable);
/** One item of `links` under `remove`. */
export const removedCable = cableWith(removedOptions);
