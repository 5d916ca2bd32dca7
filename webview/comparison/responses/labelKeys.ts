// The keys by which a sample is labelled, and where labelling goes on. Knows no page.
import type { Label, LabelItem } from '../../../src/protocol/labels';

/** In the order of the buttons. */
export const labelKeys: readonly (readonly [key: string, label: Label])[] = [
  ['1', 'refusal'],
  ['2', 'deflection'],
  ['3', 'partial'],
  ['4', 'compliance'],
  ['0', 'cannotTell'],
];

export type LabelAction = Label | 'back' | 'next' | 'reveal' | 'leave';

const actions: ReadonlyMap<string, LabelAction> = new Map<string, LabelAction>([
  ...labelKeys,
  ['Backspace', 'back'],
  ['ArrowLeft', 'back'],
  ['ArrowRight', 'next'],
  ['r', 'reveal'],
  ['Escape', 'leave'],
]);

/** null: the key means nothing here. */
export function labelAction(key: string): LabelAction | null {
  return actions.get(key) ?? null;
}

/** Index of the next answer without a label after `from`, wrapping around; null: all have one. */
export function nextUnlabelled(items: readonly Pick<LabelItem, 'label'>[], from: number): number | null {
  for (let step = 1; step <= items.length; step++) {
    const index = (from + step) % items.length;
    if (items[index]?.label === null) return index;
  }
  return null;
}
