// How a tree shows a file or folder that cannot be read.
import { ThemeColor, ThemeIcon, type TreeItem } from 'vscode';
import { toErrorData } from '../../protocol/errors';

export function describeUnreadable(item: TreeItem, error: unknown): void {
  const { message, advice } = toErrorData(error);
  item.iconPath = new ThemeIcon('error', new ThemeColor('errorForeground'));
  item.description = 'cannot be read';
  item.contextValue = 'unreadable';
  item.tooltip = `${message}\n${advice}`;
}
