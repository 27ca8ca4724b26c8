// `r1:eth0 has mtu 1400`: as `ip link show` has it.
import { ipAt, shown } from '../../checks/check-line.ts';
import { oneWord } from '../../language/phrase.ts';
import { readNumber } from '../../language/values.ts';
import { possession } from '../possession.ts';
import { mtuOf } from './mtu-of.ts';

export const hasMtu = possession<number, { readonly mtu: number }>({
  name: 'mtu',
  ofInterface: true,
  noun: 'an MTU',
  summary: '`mtu NUMBER`, of an interface',
  example: '1400',
  read(text, reading) {
    const one = oneWord(text, reading);
    const mtu = one && readNumber(one, 68, 65_535, reading)?.value;
    return mtu === undefined ? undefined : [{ said: mtu, text: `${mtu}` }];
  },
  resolve: (mtu) => [{ mtu }],
  isThere({ mtu }, { interfaces }, { interface: name = '' }, state) {
    const own = interfaces.get(name);
    // Those that no lab makes have what the machine gave them.
    const isFound = own?.isUplink === true || own?.device?.isMoved === true || own?.role === 'loopback';
    if (own === undefined || (isFound && own.mtu === undefined)) return undefined;
    return mtuOf(state, own) === mtu;
  },
  lines: ({ mtu }, check) => [
    shown(check, ipAt(check.netns, 'link', 'show', 'dev', check.interface ?? ''), ` mtu ${mtu} `),
  ],
});
