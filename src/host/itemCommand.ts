// The command of a status-bar item that is told anew with every step of what it shows.
import { isDeepStrictEqual } from 'node:util';
import type { Command, StatusBarItem } from 'vscode';

/**
 * Sets it only where it is another one: VS Code makes a command with arguments anew each time and forgets the one before, so
 * that a click in between would say that there is no such command.
 */
export function setItemCommand(item: Pick<StatusBarItem, 'command'>, command: Command): void {
  if (!isDeepStrictEqual(item.command, command)) item.command = command;
}
