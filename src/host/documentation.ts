// The documentation that comes with the extension: a page that is named, or one of the index's, as a preview.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, Uri, window } from 'vscode';
import type { Actions } from './actions';
import type { CommandHandlers } from './commands/commandIds';
import { overPages } from './overPages';

export interface DocumentationPage {
  readonly title: string;
  /** Within media/docs, with `/`. */
  readonly path: string;
}

/** The links in the list items of the index, in its order. */
export function indexedPages(index: string): DocumentationPage[] {
  return [...index.matchAll(/^- \[(.+)\]\(([\w/-]+\.md)\)$/gmu)].map(([, title = '', path = '']) => ({
    title,
    path,
  }));
}

export function documentationCommands(
  actions: Pick<Actions, 'shown'>,
  extensionPath: string,
): Pick<CommandHandlers, 'openDocumentation'> {
  const folder = join(extensionPath, 'media', 'docs');
  return {
    openDocumentation: (named?: unknown) =>
      actions.shown(async () => {
        const pages = indexedPages(await readFile(join(folder, 'README.md'), 'utf8'));
        // A name comes from a walkthrough, or from anyone who runs the command: only pages of the index are opened.
        const page = pages.find(({ path }) => path === `${String(named)}.md`) ?? (await choose(pages));
        if (page === undefined) return;
        await commands.executeCommand(
          'markdown.showPreview',
          Uri.file(join(folder, ...page.path.split('/'))),
        );
      }),
  };
}

async function choose(pages: readonly DocumentationPage[]): Promise<DocumentationPage | undefined> {
  const items = pages.map((page) => ({ label: page.title, page }));
  const title = 'Documentation';
  return (
    await window.showQuickPick(items, { title, placeHolder: 'What do you want to know?', ...overPages })
  )?.page;
}
