// Text of others in VS Code's own widgets, which obey some of it: a notification makes links of `[x](command:…)` that run
// commands, a tree follows marks of direction. Must not know who wrote the text.
import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import { visibleText } from '../safety/presentation/visibleText';

/** A notification reads no formatting but links. */
export function inertMessage(text: string): string {
  return visibleText(text).replaceAll('](', '] (');
}

/** Label, description, tooltip and words for screen readers, with hidden characters made visible. */
export function inertItem(item: TreeItem): TreeItem {
  const { label, description, tooltip, accessibilityInformation } = item;
  if (typeof label === 'string') item.label = visibleText(label);
  if (typeof description === 'string') item.description = visibleText(description);
  if (typeof tooltip === 'string') item.tooltip = visibleText(tooltip);
  if (accessibilityInformation !== undefined) {
    item.accessibilityInformation = {
      ...accessibilityInformation,
      label: visibleText(accessibilityInformation.label),
    };
  }
  return item;
}

/** A view's data with every item made inert. */
export function inertTree<Node>(provider: TreeDataProvider<Node>): TreeDataProvider<Node> {
  return new InertTree(provider);
}

class InertTree<Node> implements TreeDataProvider<Node> {
  readonly onDidChangeTreeData;

  constructor(private readonly provider: TreeDataProvider<Node>) {
    this.onDidChangeTreeData = provider.onDidChangeTreeData ?? new EventEmitter<Node>().event;
  }

  async getTreeItem(node: Node): Promise<TreeItem> {
    return inertItem(await this.provider.getTreeItem(node));
  }

  getChildren(node?: Node): ReturnType<TreeDataProvider<Node>['getChildren']> {
    return this.provider.getChildren(node);
  }
}
