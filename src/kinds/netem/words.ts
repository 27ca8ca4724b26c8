// What a cable does to packets: the options that say it, for both directions or for what one end sends.
import type { Interface } from '../../model/lab.ts';
import type { LinkOption } from '../link-kind.ts';

type Said = Pick<Interface, 'options'>;

/** Units, each of which is so many of the first. */
type Units = Readonly<Record<string, number>>;

const durations: Units = { ms: 1, s: 1000 };
const shares: Units = { '%': 1 };
const rates: Units = { mbit: 1, kbit: 0.001, gbit: 1000, bit: 0.000_001 };

/** How many of the first unit a text says; NaN of one that is no number with a unit. */
function amount(text: string, units: Units): number {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,4})?)([a-z]+|%)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

/** An option that is a number with one of these units, from the least to the most. */
function quantity(summary: string, example: string, units: Units, most: number, least = 0): LinkOption {
  const fits = (text: string) => amount(text, units) >= least && amount(text, units) <= most;
  return {
    summary,
    example,
    perEnd: 'from',
    pattern: { test: fits },
    meant(text) {
      const [, number = '', letter = ''] = /^([\d.]+)\s*([a-z]?)/i.exec(text) ?? [];
      const unit = Object.keys(units).find((one) => one.startsWith(letter.toLowerCase())) ?? '';
      return fits(number + unit) ? number + unit : undefined;
    },
  };
}

/** The options, in the order in which tc takes them. */
export const sentOptions = {
  delay: quantity(
    'How long a packet waits before it is sent; what both ends say, it waits there and back.',
    '20ms',
    durations,
    60_000,
  ),
  jitter: quantity('By how much that is more or less for each packet.', '5ms', durations, 60_000),
  loss: quantity('How many packets are lost.', '1%', shares, 100),
  duplicate: quantity('How many packets arrive twice.', '1%', shares, 100),
  corrupt: quantity('How many packets arrive with a wrong bit.', '0.1%', shares, 100),
  reorder: quantity('How many packets do not wait for the delay, and so overtake others.', '25%', shares, 100),
  rate: quantity('How much is sent in a second.', '10mbit', rates, 100_000, 0.001),
} satisfies Readonly<Record<string, LinkOption>>;

const unitsOf = { delay: durations, jitter: durations, rate: rates };

/** How much an option says of what an interface sends: milliseconds, percent, megabits in a second; 0 where it says nothing. */
export function amountOf({ options }: Said, name: keyof typeof sentOptions): number {
  const units: Units = name in unitsOf ? unitsOf[name as keyof typeof unitsOf] : shares;
  return amount(options[name]?.value ?? '', units) || 0;
}

/** The words of tc for what an interface sends; none where it sends as any other. */
export function netemWords(of: Said): readonly string[] {
  const names = Object.keys(sentOptions) as (keyof typeof sentOptions)[];
  return names
    .filter((name) => amountOf(of, name) > 0)
    .flatMap((name) => [...(name === 'jitter' ? [] : [name]), of.options[name]?.value ?? '']);
}

/** `delay 20ms ±5ms`, `loss 1%`. */
export function badgesOf(of: Said): readonly string[] {
  const words = netemWords(of)
    .join(' ')
    .replace(/^(delay \S+) (?=\d)/, '$1 ±');
  return words === '' ? [] : words.split(/ (?=[a-z])/);
}
