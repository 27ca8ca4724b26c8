// What bridges on the machine need of its firewall.
import { familiesOn, machineInterfaces } from '../../model/interfaces.ts';
import type { ForwardAllowance } from '../../plan/forward-allowances.ts';
import type { Lowering } from '../kind.ts';

const reason = {
  en: 'With br_netfilter, as Docker loads it, even what only crosses the bridge passes the firewall; where that filters, the lab is let through.',
  'zh-CN':
    '加载了 br_netfilter（例如装了 Docker）时，只是穿过网桥的帧也要经过宿主机的防火墙；如果防火墙会过滤，就放行本实验的数据包。',
};

/** Frames between the ports of a bridge, which br_netfilter sends through the firewall. */
export const allowBridged = ({ state }: Lowering): ForwardAllowance[] =>
  machineInterfaces(state).flatMap((device) => {
    const { role, bridge, name, at } = device;
    const outlet = { is: 'interface', name } as const;
    if (role !== 'bridge' || bridge !== undefined) return [];
    return [{ in: outlet, out: outlet, families: familiesOn(state, [device]), reason, at }];
  });
