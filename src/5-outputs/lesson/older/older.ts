// What readers of old posts know: the operations of a plan with ifconfig, route, brctl and iptables.
import type { Netns, State } from '../../../2-model/lab.ts';
import { placeName } from '../../../4-plan/piece.ts';
import type { Action, Mark, Operation, Plan } from '../../../4-plan/plan.ts';
import { Labels, olderAddress } from './addresses.ts';
import type { OlderForm, OlderTools } from './form.ts';
import { olderLinkAdd, olderLinkDelete, olderLinkSet } from './links.ts';
import { olderRoute } from './routes.ts';
import { olderTable } from './tables.ts';

/** Which tools came before the one that carries an action out today. */
export function olderToolsFor({ do: what }: Action): OlderTools {
  return what === 'table-load' || what === 'table-delete' ? 'iptables' : 'netTools';
}

/** Goes through a plan from the first operation to the last: what an older command is can depend on those before it. */
class Walk {
  readonly #mark: Mark;
  readonly #today: (action: Action) => readonly string[];
  readonly #labels = new Labels();
  readonly #bridges = new Set<string>();

  constructor(mark: Mark, today: (action: Action) => readonly string[]) {
    this.#mark = mark;
    this.#today = today;
  }

  form(action: Action, down: ReadonlySet<string>): OlderForm {
    switch (action.do) {
      case 'netns-add':
      case 'netns-delete':
        return { lack: 'namespaces' };
      case 'link-add':
        this.#note(action.netns, action.dev, action.type === 'bridge');
        if (action.peer !== undefined) this.#note(action.peer.netns, action.peer.dev, false);
        return olderLinkAdd(action, this.#mark, this.#today);
      case 'link-set':
        return olderLinkSet(action);
      case 'link-delete':
        return olderLinkDelete(action, this.#bridges.has(`${placeName(action.netns)}:${action.dev}`));
      case 'address-add':
      case 'address-delete':
        return olderAddress(action, this.#labels, !down.has(`${placeName(action.netns)}:${action.dev}`));
      case 'route-add':
      case 'route-delete':
        return olderRoute(action);
      case 'table-load':
      case 'table-delete':
        return olderTable(action, this.#mark);
      default:
        return {};
    }
  }

  #note(netns: Netns, dev: string, isBridge: boolean): void {
    this.#labels.forget(netns, dev);
    const key = `${placeName(netns)}:${dev}`;
    if (isBridge) this.#bridges.add(key);
    else this.#bridges.delete(key);
  }
}

/** The interfaces that are down, as `PLACE:DEVICE`. */
function downIn({ nodes }: State): ReadonlySet<string> {
  const all = [...nodes.values()].flatMap(({ netns, interfaces }) =>
    interfaces.filter(({ up }) => !up).map(({ name }) => `${placeName(netns)}:${name}`),
  );
  return new Set(all);
}

/**
 * How older tools carry out each operation of a plan: net-tools (ifconfig, route), bridge-utils (brctl), iptables. `today`
 * gives the command lines of an action as the page shows them.
 */
export function olderForms(
  plan: Plan,
  today: (action: Action) => readonly string[],
): ReadonlyMap<Operation, OlderForm> {
  const walk = new Walk(plan.mark, today);
  const forms = new Map<Operation, OlderForm>();
  for (const { operations, state } of plan.steps) {
    const down = downIn(state);
    for (const operation of operations) forms.set(operation, walk.form(operation.action, down));
  }
  return forms;
}
