// Routes of a node.
import { routeForms } from '../../language/routes.ts';
import { sentence } from '../../language/sentence.ts';
import { mapped, oneOrMany } from '../../language/shape.ts';
import type { RouteStatement } from '../../language/statements.ts';
import { routeMerge } from '../../model/merge/routes.ts';
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
