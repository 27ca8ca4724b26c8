// Routes of a node.
import { sentence } from '../../language/sentence.ts';
import { mapped, oneOrMany } from '../../language/shape.ts';
import { nodeKey } from '../node-key.ts';
import { routeMerge } from './merge.ts';
import { type RouteStatement, routeForms } from './sentences.ts';

export const routes = nodeKey<readonly RouteStatement[]>({
  name: 'routes',
  summary: 'Routes.',
  example: 'routes: [10.2.0.0/24 via r2]',
  stands: ({ bridge }) => bridge === undefined,
  shape: mapped(oneOrMany(sentence({ name: 'route', forms: routeForms })), (lists) => lists.flat()),
  merge: routeMerge,
});
