/** Where the conditions of a scenario stand, and what each is asked about. */
import type { ConditionKind } from './conditions.ts';
import { entriesOf, entryOf, itemsOf, type SourceNode, type SourceScalar, textOf } from './source.ts';

/** A condition in a scenario. */
export interface PlacedCondition {
  readonly kind: ConditionKind;
  /** The part that it belongs to. */
  readonly part: 'success' | 'milestones' | 'flags' | 'predicates' | 'timeline' | 'agents' | 'tools';
  /** Name of the milestone, flag, predicate, agent or tool; empty for success and the timeline. */
  readonly name: string;
  readonly node: SourceScalar;
  readonly text: string;
}

/** Every condition of a scenario, in the order of the text. */
export function conditionsIn(root: SourceNode): readonly PlacedCondition[] {
  return entriesOf(root).flatMap(({ name: part, value }): PlacedCondition[] => {
    switch (part) {
      case 'success':
        return placed('world', part, '', value);
      case 'milestones':
      case 'predicates':
        return entriesOf(value).flatMap((entry) => placed('world', part, entry.name, entry.value));
      case 'flags':
        return entriesOf(value).flatMap((entry) => placed('event', part, entry.name, entry.value));
      case 'timeline':
        return itemsOf(value).flatMap((item) => placed('world', part, '', entryOf(item, 'when')?.value));
      case 'agents':
        return entriesOf(value).flatMap((entry) =>
          placed('world', part, entry.name, entryOf(entryOf(entry.value, 'starts')?.value, 'when')?.value),
        );
      case 'tools':
        return entriesOf(value).flatMap((entry) =>
          itemsOf(entryOf(entry.value, 'replies')?.value).flatMap((reply) =>
            placed('call', part, entry.name, entryOf(reply, 'when')?.value),
          ),
        );
      default:
        return [];
    }
  });
}

function placed(
  kind: ConditionKind,
  part: PlacedCondition['part'],
  name: string,
  node: SourceNode | undefined,
): PlacedCondition[] {
  const text = textOf(node);
  return node?.kind === 'scalar' && text ? [{ kind, part, name, node, text }] : [];
}
