// One user at one workbench: the package installed, a workspace of tiny checkpoints, a browser.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openWorkbench, startBrowser } from '../workbench/browser';
import { makeFixtureWorkspace } from '../workbench/fixtureWorkspace';
import { startServer, type ServerOptions, type WorkbenchServer } from '../workbench/server';
import { repositoryPath } from '../support/paths';

export interface Session {
  readonly browser: Browser;
  readonly server: WorkbenchServer;
  readonly page: Page;
  /** The workspace folder. */
  readonly folder: string;
  path(...parts: string[]): string;
  /** A second window on the same folder. */
  anotherWindow(): Promise<Page>;
  /** Into .cache/screenshots. */
  screenshot(name: string, page?: Page): Promise<void>;
  close(): Promise<void>;
}

export async function startSession(
  vsix: string,
  options: Pick<ServerOptions, 'settings' | 'workspaceTrust'> & { readonly comparison: boolean },
): Promise<Session> {
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'glens-e2e-')));
  const folder = join(scratch, 'workspace');
  makeFixtureWorkspace(repositoryPath('.'), folder, options);
  const browser = await startBrowser();
  const server = await startServer({ ...options, vsix });
  const close = async (): Promise<void> => {
    await browser.close();
    server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = server.addressOf(folder);
    const page = await openWorkbench(browser, address);
    return {
      browser,
      server,
      page,
      folder,
      path: (...parts) => join(folder, ...parts),
      anotherWindow: () => openWorkbench(browser, address),
      screenshot: async (name, of = page) => {
        const file = `${name.replace(/[^\w.-]+/g, '-')}.png`;
        await of.screenshot({ path: repositoryPath(`.cache/screenshots/${file}`) });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
