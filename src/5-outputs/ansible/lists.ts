// The lists of things in vars/main.yml of a role: each entry with its fields, the steps it is there at, and its reason.
import type { Plan } from '../../4-plan/plan.ts';
import type { Word } from '../commands.ts';
import { Rendered } from '../quote.ts';
import type { Item } from './items.ts';
import type { InterfaceSettings, Thing, Wanted } from './wanted.ts';
import { commentLines, yamlList, yamlValue } from './yaml.ts';

/** One entry of a list in vars/main.yml. */
export interface Entry {
  /** In lines. */
  readonly reason: readonly string[];
  readonly fields: readonly Field[];
}

/** A value that is printed as it is. */
export interface Field {
  readonly name: string;
  readonly value: Rendered;
}

type Made = Exclude<Thing, InterfaceSettings>;

/** Columns that stand before the value of a field: those of `  - name`. */
export const fieldIndent = 4;

/** A field with that text. */
export const textField = (name: string, value: string): Field => ({ name, value: yamlValue(value, fieldIndent) });

/** A command on one line: its words hold no blanks, and Jinja only where the role fills in the uplink. */
function commandText(words: readonly Word[], role: string): Rendered {
  const texts = words.map((word) => {
    if (typeof word !== 'string') return `{{ ${role}__uplinks | first }}`;
    if (!/^[^\s{}"\\]+$/.test(word)) throw new TypeError(`not a plain word of a command: ${word}`);
    return word;
  });
  return new Rendered(`"${texts.join(' ')}"`);
}

/** Builds the lists of one lab. A reason is printed once for the entries in a row that share it. */
export class Lists {
  private readonly plan: Plan;
  private readonly role: string;
  private last = '';

  constructor(plan: Plan, role: string) {
    this.plan = plan;
    this.role = role;
  }

  entry({ reason, steps }: Pick<Wanted, 'reason' | 'steps'>, fields: readonly Field[]): Entry {
    const text = reason[this.plan.tutorial.language];
    const again = text === this.last;
    this.last = text;
    const numbers = this.plan.steps.length > 1 ? [{ name: 'steps', value: yamlList(steps) }] : [];
    return { reason: again ? [] : commentLines(text), fields: [...fields, ...numbers] };
  }

  commands(items: readonly Item[]): Entry[] {
    return items.map((item) =>
      this.entry(item, [
        { name: 'do', value: commandText(item.words, this.role) },
        { name: 'gives', value: yamlList(item.gives) },
        ...(item.place === undefined ? [] : [textField('place', item.place)]),
        ...(item.note === undefined ? [] : [textField('note', item.note)]),
      ]),
    );
  }

  things<K extends Made['do']>(
    all: readonly Wanted[],
    kind: K,
    fields: (thing: Extract<Made, { do: K }>) => readonly Field[],
  ): Entry[] {
    const isKind = (thing: Thing): thing is Extract<Made, { do: K }> => 'do' in thing && thing.do === kind;
    return all.flatMap((wanted) => (isKind(wanted.thing) ? [this.entry(wanted, fields(wanted.thing))] : []));
  }
}
