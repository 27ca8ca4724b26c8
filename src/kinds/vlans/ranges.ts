// Numbers of VLANs and spans of them: `10`, `20..29`.

/** Numbers of VLANs from the one to the other; IEEE 802.1Q keeps 0 and 4095. */
export interface VlanRange {
  readonly first: number;
  readonly last: number;
}

const numbers = (text: string): VlanRange => {
  const [first = Number.NaN, last = first] = text.split('..').map(Number);
  return { first, last };
};

/** True of the number of a VLAN. */
export const isVlan = (text: string): boolean => /^[1-9]\d{0,3}$/.test(text) && Number(text) < 4095;

/** True of a number or a span that counts up. */
export function isVlans(text: string): boolean {
  const { first, last } = numbers(text);
  return text.split('..', 3).length < 3 && text.split('..').every(isVlan) && first <= last;
}

/** The spans of a comma list, apart from each other and in order; without `but`. */
export function rangesOf(text: string, but?: number): VlanRange[] {
  const merged: { first: number; last: number }[] = [];
  const all = text
    .split(',')
    .map(numbers)
    .flatMap(({ first, last }) =>
      but === undefined || but < first || but > last
        ? [{ first, last }]
        : [
            { first, last: but - 1 },
            { first: but + 1, last },
          ],
    )
    .filter(({ first, last }) => first <= last)
    .sort((one, other) => one.first - other.first);
  for (const { first, last } of all) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before.last + 1 && first !== but) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  return merged;
}

/** As bridge(8) writes it. */
export const rangeText = ({ first, last }: VlanRange): string => (first === last ? `${first}` : `${first}-${last}`);

/** As an author writes it. */
export const writtenRange = ({ first, last }: VlanRange): string => (first === last ? `${first}` : `${first}..${last}`);

/** True if one of the spans has all of these numbers. */
export const holds = (ranges: readonly VlanRange[], { first, last }: VlanRange): boolean =>
  ranges.some((range) => range.first <= first && last <= range.last);
