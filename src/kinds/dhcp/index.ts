// `dhcp` at the end of a cable: an IPv4 address that a server leases, asked for by a client that runs as long as the lab.
import type { Interface, State } from '../../model/lab.ts';
import { command, inside, type Word } from '../../plan/command.ts';
import { linkKey, placeName, type Resource, resourceOf, withinNetns } from '../../plan/resource.ts';
import { noun } from '../../plan/things.ts';
import { carryAsked, endsAsking } from '../answering.ts';
import type { Kind, Lowering } from '../kind.ts';
import { folderKey, lowerFolder } from '../written-files.ts';
import { dhcpWithoutServer } from './rules/dhcp-without-server.ts';

const name = 'dhcp';

const reason = {
  client: {
    en: 'A client asks the segment for an address, and asks again before the lease ends. It says its name, and lets `sh` run the file that is called like what has happened.',
    'zh-CN':
      '客户端向网段请求地址，并在租约到期前续租。它报上自己的名字，发生什么事件，就让 `sh` 执行与该事件同名的文件。',
  },
  files: {
    en: 'What is done with a lease: the address is good for so many seconds, the router is the default route. A lost address goes.',
    'zh-CN': '拿到租约后要做的事：地址在租期内有效，路由器作为默认路由。失去的地址要删除。',
  },
};

/** What `sh` does at each event of udhcpc. */
const events: Readonly<Record<string, string>> = {
  bound: `ip address replace "$ip/$mask" dev "$interface" valid_lft "$lease" preferred_lft "$lease"
[ -z "$router" ] || ip route replace default via "\${router%% *}" dev "$interface" proto dhcp`,
  renew: '. ./bound',
  deconfig: 'ip -4 address flush dev "$interface" dynamic',
};

const thing = noun('DHCP client', 'DHCP clients', '个 DHCP 客户端');

function lowerClients(lab: string, state: State): Resource[] {
  const folder = `/run/netgen/${lab}/dhcp`;
  const clients = endsAsking(state, name).map(({ node, device: { name: dev }, at }): Resource => {
    const { netns } = node;
    const process = `${placeName(netns)}-dhcp-${dev.replaceAll('.', '_')}`;
    const pid: Word = { is: 'process', name: process };
    const client = `busybox udhcpc -f -R -T 1 -A 1 -i ${dev} -x hostname:${node.name} -s sh`.split(' ');
    return resourceOf({
      key: `process ${process}`,
      netns,
      after: [...withinNetns(netns), linkKey(netns, dev), folderKey(folder)],
      make: [{ ...inside(netns, 'env', `--chdir=${folder}`, ...client), process }],
      undo: [command('kill', '--', pid)],
      reason: reason.client,
      at,
      needs: [{ is: 'command', name: 'busybox' }],
      thing: { ...thing, name: process },
    });
  });
  const files = clients
    .slice(0, 1)
    .flatMap(({ at }) => Object.entries(events).map(([event, text]) => ({ name: event, text, at })));
  return [...lowerFolder(folder, files, reason.files), ...clients];
}

export const dhcpKind: Kind = {
  place: {
    name,
    family: 4,
    summary:
      'A client of DHCP asks a server on the segment for an IPv4 address and a default route, and keeps the lease.',
  },
  carry: carryAsked(name),
  badge: ({ asks = [] }: Interface) => asks.flatMap(({ by }) => (by === name ? [name] : [])),
  rules: [dhcpWithoutServer],
  lowerLast: ({ lab, state }: Lowering) => lowerClients(lab, state),
};
