// The keys of the Responses tab. Letters do nothing while the user types into a field.

export const keyActions = {
  j: { action: 'nextRow', label: 'Next row' },
  k: { action: 'previousRow', label: 'Previous row' },
  f: { action: 'nextFlip', label: 'Next flip' },
  F: { action: 'previousFlip', label: 'Previous flip' },
  o: { action: 'overrule', label: 'Overrule the verdict' },
  u: { action: 'undoOverrule', label: 'Undo an overruling' },
  d: { action: 'diff', label: 'Diff the two responses in VS Code' },
  r: { action: 'reveal', label: 'Show or cover harmful text' },
  l: { action: 'labelSample', label: 'Label a sample of the answers' },
  '/': { action: 'search', label: 'Search' },
  '?': { action: 'help', label: 'Keyboard shortcuts' },
} as const;

export type KeyAction = (typeof keyActions)[keyof typeof keyActions]['action'];

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** An element that the key press goes through, the innermost first. */
export interface KeyTarget {
  readonly tagName?: string | undefined;
  readonly role?: string | null | undefined;
  readonly isContentEditable?: boolean | undefined;
}

export function keyAction(press: KeyPress, path: readonly KeyTarget[]): KeyAction | null {
  if (press.ctrlKey || press.altKey || press.metaKey || path.some(takesLetters)) return null;
  return Object.hasOwn(keyActions, press.key)
    ? keyActions[press.key as keyof typeof keyActions].action
    : null;
}

/** Fields, and dropdowns, which jump to the option that begins with a letter. */
function takesLetters({ tagName, role, isContentEditable }: KeyTarget): boolean {
  return (
    isContentEditable === true ||
    role === 'combobox' ||
    role === 'textbox' ||
    ['input', 'textarea', 'select', 'dialog'].includes(tagName?.toLowerCase() ?? '')
  );
}
