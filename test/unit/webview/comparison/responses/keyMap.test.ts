import { describe, expect, it } from 'vitest';
import { keyAction, type KeyTarget } from '../../../../../webview/comparison/responses/keyMap';

function press(key: string, path: KeyTarget[] = [], modifiers = {}): string | null {
  return keyAction({ key, ctrlKey: false, altKey: false, metaKey: false, ...modifiers }, path);
}

describe('keyAction', () => {
  it('tells f from F', () => {
    expect(press('f')).toBe('nextFlip');
    expect(press('F')).toBe('previousFlip');
  });

  it.each(['x', 'Enter', 'toString', 'constructor'])('has nothing for %s', (key) =>
    expect(press(key)).toBeNull(),
  );

  it.each([
    ['a text field', { tagName: 'INPUT' }],
    ['a text area', { tagName: 'TEXTAREA' }],
    ['a dropdown', { tagName: 'VSCODE-DROPDOWN', role: 'combobox' }],
    ['a dialog', { tagName: 'DIALOG' }],
    ['editable text', { tagName: 'DIV', isContentEditable: true }],
  ])('leaves letters to %s', (_, target) => {
    expect(press('j', [{ tagName: 'SPAN' }, target, { tagName: 'BODY' }])).toBeNull();
  });

  it('works in the list and on buttons', () =>
    expect(press('j', [{ tagName: 'DIV', role: 'listbox' }, { tagName: 'VSCODE-BUTTON' }])).toBe('nextRow'));

  it.each(['ctrlKey', 'altKey', 'metaKey'])('leaves keys with %s to VS Code', (modifier) =>
    expect(press('f', [], { [modifier]: true })).toBeNull(),
  );
});
