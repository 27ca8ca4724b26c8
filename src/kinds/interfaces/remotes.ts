// The remote ends of interfaces: of each node that is named, the address by which it is known from here.
import { type Family, formatAddress } from '../../address.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Text } from '../../diagnostics/span.ts';
import { addressOfFamily } from '../../model/interfaces.ts';
import type { Remote } from '../../model/lab.ts';
import { type Draft, type DraftInterface, type DraftSegment, speakingInterfaces } from '../../model/resolve/draft.ts';
import { isNode, reportNoAddress, reportSeveral } from '../../model/resolve/lookup.ts';

/** The segment that an end makes with the others: its own, or that of the bridge it is a port of. */
const overlayOf = ({ nodes }: Draft, { node, segment, master = '' }: DraftInterface): DraftSegment | undefined =>
  nodes.get(node)?.interfaces.get(master)?.segment ?? segment;

/** What lies below the segment that such ends make: the other interfaces of a node that have an address of the family. */
function below(draft: Draft, own: DraftInterface, node: string, family: Family): DraftInterface[] {
  const overlay = overlayOf(draft, own);
  return speakingInterfaces(draft, node).filter(
    (each) =>
      !each.device?.remotes &&
      addressOfFamily(each, family) !== undefined &&
      (each.segment === undefined || each.segment !== overlay),
  );
}

/** The main address of a remote, else the one on a segment that both are on, else its only one. */
function remoteOf(draft: Draft, own: DraftInterface, name: Text, family: Family, diagnostics: Diagnostic[]): Remote[] {
  const all = below(draft, own, name.text, family);
  const near = new Set(below(draft, own, own.node, family).map(({ segment }) => segment));
  const [first, second] = all;
  const shared = all.find(({ segment }) => segment !== undefined && near.has(segment));
  const chosen = first?.role === 'loopback' || second === undefined ? first : shared;
  const address = chosen && addressOfFamily(chosen, family);
  if (address !== undefined) return [{ node: name.text, address, at: name.at }];
  const help = `give ${name.text} one that is its own: \`${name.text}: { address: ${family === 4 ? '192.0.2.1/32' : '2001:db8::1/128'} }\``;
  if (first === undefined) reportNoAddress(draft, { at: name.at, node: name }, [family], diagnostics);
  else reportSeveral(name.at, name.text, all, diagnostics, help);
  return [];
}

/** The addresses of the remotes, all of one family: IPv6 only where one of the nodes has no IPv4. */
function remotesOf(draft: Draft, own: DraftInterface, diagnostics: Diagnostic[]): Remote[] {
  const names = (own.device?.remotes ?? []).filter((name) => isNode(draft, name, diagnostics));
  const isOld = [own.node, ...names.map(({ text }) => text)].every((name) => below(draft, own, name, 4).length > 0);
  return names.flatMap((name) => remoteOf(draft, own, name, isOld ? 4 : 6, diagnostics));
}

/** Gives interfaces the addresses of their remotes. One whose node has a main address sends from that, for the others know it by it. */
export function resolveRemotes(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const { interfaces } of draft.nodes.values()) {
    const main = [...interfaces.values()].find(({ role }) => role === 'loopback');
    for (const own of interfaces.values()) {
      if (own.device?.remotes === undefined) continue;
      const remotes = remotesOf(draft, own, diagnostics);
      const local = main && addressOfFamily(main, remotes[0]?.address.family ?? 4);
      const words = [
        ...own.device.words,
        ...(local === undefined ? [] : ['local', formatAddress(local)]),
        ...(own.parent === undefined ? [] : ['dev', own.parent.interface]),
      ];
      own.remotes = remotes;
      own.device = { ...own.device, words };
    }
  }
}
