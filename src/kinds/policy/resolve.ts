// Policy rules: names to prefixes and interfaces, families, and priorities.
import { type Cidr, families, networkOf } from '../../address.ts';
import { type Diagnostic, defineDiagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../../model/resolve/draft.ts';
import { familiesOf, interfaceMeant, prefixesMeant } from '../../model/resolve/lookup.ts';
import type { PrefixOrName } from '../routes/sentences.ts';
import { type RuleStatement, rules } from './key.ts';
import { type PolicyRule, ruleWords } from './policy-rule.ts';

const ruleFamily = defineDiagnostic('rule-family', 'rule whose two ends share no family');

const firstPriority = 1000;
const gap = 10;

/** The rules that a sentence means: one a family, source, destination and service. Without a prefix to tell, of every family of the node. */
export function resolveRule(
  draft: Draft,
  { name }: DraftNode,
  said: RuleStatement,
  priority: number,
  diagnostics: Diagnostic[],
): PolicyRule[] {
  const before = diagnostics.length;
  const prefixes = (some: readonly PrefixOrName[]) =>
    some.length === 0
      ? undefined
      : some.flatMap((one) => (one.is === 'cidr' ? networkOf(one.cidr) : prefixesMeant(draft, one.name, diagnostics)));
  const [from, to] = [prefixes(said.from), prefixes(said.to)];
  const inlet = said.in && interfaceMeant(draft, name, said.in, diagnostics);
  if (diagnostics.length > before) return [];
  const own = familiesOf(draft, name);
  const found = families.flatMap((family) => {
    const ofFamily = (all: Cidr[] | undefined): readonly (Cidr | undefined)[] =>
      all?.filter((cidr) => cidr.family === family) ?? [undefined];
    if (from === undefined && to === undefined && own.size > 0 && !own.has(family)) return [];
    const services = said.services.length === 0 ? [undefined] : said.services.map(({ value }) => value);
    return ofFamily(from).flatMap((source) =>
      ofFamily(to).flatMap((target) =>
        services.map(
          (service): PolicyRule => ({
            ...{ at: said.at, text: said.text, family, priority, table: said.table.value },
            ...(source && { from: source }),
            ...(target && { to: target }),
            ...(inlet && { in: inlet.name }),
            ...(said.mark && { mark: said.mark.value }),
            ...(service && { service }),
          }),
        ),
      ),
    );
  });
  if (found.length === 0) {
    const help = 'write prefixes of one family behind `from` and `to`';
    diagnostics.push(ruleFamily({ at: said.at, label: 'no packet has both', help }));
  }
  // The kernel takes none twice.
  return [...new Map(found.map((rule) => [`${rule.family} ${ruleWords(rule).join(' ')}`, rule])).values()];
}

/** The rules of every node. Those without a priority are asked in the order written. */
export function resolveRules(draft: Draft, diagnostics: Diagnostic[]): void {
  for (const node of draft.nodes.values()) {
    const all = rules.said(node.declared.settings);
    if (all === undefined) continue;
    let next = firstPriority - gap;
    node.things[rules.name] = all.flatMap((said) => {
      if (said.priority === undefined) next += gap;
      return resolveRule(draft, node, said, said.priority?.value ?? next, diagnostics);
    });
  }
}
