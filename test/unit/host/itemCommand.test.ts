import { expect, it } from 'vitest';
import type { Command } from 'vscode';
import { setItemCommand } from '../../../src/host/itemCommand';

it('the command of an item is set once, and again where its arguments are others', () => {
  const set: unknown[] = [];
  const item = {
    get command(): string | Command | undefined {
      return set.at(-1) as Command | undefined;
    },
    set command(value: string | Command | undefined) {
      set.push(value);
    },
  };
  const open = (folder: string): Command => ({ command: 'open', title: 'Open', arguments: [{ folder }] });
  setItemCommand(item, open('a'));
  setItemCommand(item, open('a'));
  expect(set).toEqual([open('a')]);
  setItemCommand(item, open('b'));
  expect(set).toEqual([open('a'), open('b')]);
});
