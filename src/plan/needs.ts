// What a whole plan asks of the machine: each thing once, over all steps.
import { onceFor } from '../once-for.ts';
import { type Command, command } from './command.ts';
import type { Plan } from './plan.ts';
import type { Claim, Need, Resource } from './resource.ts';

/** The resources of all steps, each key once for each form that it takes. */
function resourcesOf({ steps }: Plan): Resource[] {
  return steps.flatMap(({ changes }) => changes.flatMap(({ resource, does }) => (does === 'undo' ? [] : [resource])));
}

/** Each value once, in the order in which they come first. */
function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** What the lab takes of the machine in some step. */
export const claimsOf = onceFor((plan: Plan): readonly Claim[] =>
  unique(resourcesOf(plan).flatMap(({ claims }) => claims)),
);

/** What some step needs of the machine. */
export const needsOf = onceFor((plan: Plan): readonly Need[] =>
  unique(resourcesOf(plan).flatMap(({ needs }) => needs)),
);

/** What to ask, beside links, addresses, routes and rules, to know whether the lab is as it was made. */
export function questionsOf(plan: Plan): Command[] {
  const about = new Map<string, { readonly ask: readonly string[]; readonly words: Set<string> }>();
  for (const question of resourcesOf(plan).flatMap((resource) => resource.question ?? [])) {
    const key = JSON.stringify(question.ask);
    const entry = about.get(key) ?? { ask: question.ask, words: new Set() };
    if (question.about !== undefined) entry.words.add(question.about);
    about.set(key, entry);
  }
  return [...about.values()].map(({ ask, words }) => command(...ask, ...words));
}

/** The namespaces of the lab, in order of appearance. */
export const namespacesOf = (plan: Plan): string[] =>
  claimsOf(plan).flatMap((claim) => (claim.is === 'namespace' ? [claim.name] : []));
