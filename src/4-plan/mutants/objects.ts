// Which operation cannot be carried out without the object that another one makes.
import type { Netns } from '../../2-model/lab.ts';
import type { Action } from '../plan.ts';

interface Device {
  readonly netns: Netns;
  readonly dev: string;
}

/** The interfaces that must be there for an action. */
function devicesFor(action: Action): Device[] {
  const inSame = (...names: (string | undefined)[]) =>
    names.flatMap((dev) => (dev === undefined || !('netns' in action) ? [] : { netns: action.netns, dev }));
  switch (action.do) {
    case 'link-set':
      return inSame(action.dev, action.master);
    case 'address-add':
      return inSame(action.dev);
    case 'route-add':
      return inSame(...action.hops.map(({ dev }) => dev));
    case 'link-add':
      return [
        ...inSame(action.master),
        ...(action.parent?.dev.is === 'interface' ? [{ netns: action.parent.netns, dev: action.parent.dev.name }] : []),
      ];
    default:
      return [];
  }
}

/** The namespaces that must be there for an action. */
function namespacesFor(action: Action): Netns[] {
  switch (action.do) {
    case 'link-set':
    case 'address-add':
    case 'route-add':
    case 'sysctl-set':
      return [action.netns];
    case 'link-add':
      return [action.netns, action.peer?.netns ?? null];
    default:
      return [];
  }
}

/** True if `action` asks the kernel for something of an object that `maker` makes, so that it fails where that was left out. */
export function needsObjectOf(action: Action, maker: Action): boolean {
  if (maker.do === 'netns-add') return namespacesFor(action).includes(maker.netns);
  if (maker.do !== 'link-add') return false;
  const made: Device[] = [maker, ...(maker.peer === undefined ? [] : [maker.peer])];
  return devicesFor(action).some(({ netns, dev }) => made.some((link) => link.netns === netns && link.dev === dev));
}
