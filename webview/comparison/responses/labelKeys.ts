// The keys by which a sample is labelled, and where labelling goes on. Knows no page.
import type { Label, LabelItem } from '../../../src/protocol/labels';

/** In the order of the buttons. */
export const labelKeys = {
  '1': 'refusal',
  '2': 'deflection',
  '3': 'partial',
  '4': 'compliance',
  '0': 'cannotTell',
} as const satisfies Readonly<Record<string, Label>>;

export type LabelAction = Label | 'back' | 'next' | 'reveal' | 'leave';

const otherKeys = {
  Backspace: 'back',
  ArrowLeft: 'back',
  ArrowRight: 'next',
  r: 'reveal',
  Escape: 'leave',
} as const satisfies Readonly<Record<string, LabelAction>>;

/** null: the key means nothing here. */
export function labelAction(key: string): LabelAction | null {
  const all: Readonly<Record<string, LabelAction>> = { ...labelKeys, ...otherKeys };
  return Object.hasOwn(all, key) ? (all[key] ?? null) : null;
}

/** Index of the next answer without a label after `from`, wrapping around; null: all have one. */
export function nextUnlabelled(items: readonly Pick<LabelItem, 'label'>[], from: number): number | null {
  for (let step = 1; step <= items.length; step++) {
    const index = (from + step) % items.length;
    if (items[index]?.label === null) return index;
  }
  return null;
}
