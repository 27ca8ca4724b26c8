// Routes of a node.
import { routeForms } from '../../2-model/language/routes.ts';
import { sentence } from '../../2-model/language/sentence.ts';
import { mapped, oneOrMany } from '../../2-model/language/shape.ts';
import type { RouteStatement } from '../../2-model/language/statements.ts';
import { routeMerge } from '../../2-model/merge/routes.ts';
import { nodeKey } from '../node-key.ts';

export const routes = nodeKey<readonly RouteStatement[]>({
  name: 'routes',
  summary: 'Routes.',
  example: 'routes: [10.2.0.0/24 via r2]',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(oneOrMany(sentence('route', routeForms, 'plain')), (lists) => lists.flat()),
  merge: routeMerge,
  says: (routes) => ({ routes }),
});
