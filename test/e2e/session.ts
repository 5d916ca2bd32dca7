// One user at one workbench: the package installed, a workspace of tiny checkpoints, a browser.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { openWorkbench, startBrowser } from '../workbench/browser';
import { makeFixtureWorkspace } from '../workbench/fixtureWorkspace';
import { startServer, type ServerOptions, type WorkbenchServer } from '../workbench/server';
import { repositoryPath } from '../support/paths';
import { stillPicture } from './stillPicture';

export interface Session {
  readonly browser: Browser;
  readonly server: WorkbenchServer;
  readonly page: Page;
  /** The workspace folder. */
  readonly folder: string;
  path(...parts: string[]): string;
  /** A second window on the same folder. */
  anotherWindow(): Promise<Page>;
  /** Into .cache/screenshots, once the page stands still. */
  screenshot(name: string, page?: Page): Promise<void>;
  close(): Promise<void>;
}

export async function startSession(
  options: Pick<ServerOptions, 'settings' | 'workspaceTrust' | 'env'> & {
    readonly comparison: boolean;
    /** The browser's own; absent: none. */
    readonly zoom?: number;
  },
): Promise<Session> {
  const vsix = inject('vsix');
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'glens-e2e-')));
  const folder = join(scratch, 'workspace');
  makeFixtureWorkspace(repositoryPath('.'), folder, options.comparison ? inject('comparison') : null);
  const browser = await startBrowser();
  const server = await startServer({ ...options, vsix });
  const close = async (): Promise<void> => {
    await browser.close();
    server.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = server.addressOf(folder);
    const page = await openWorkbench(browser, address, { zoom: options.zoom ?? 1 });
    return {
      browser,
      server,
      page,
      folder,
      path: (...parts) => join(folder, ...parts),
      anotherWindow: () => openWorkbench(browser, address),
      screenshot: async (name, of = page) => {
        const file = `${name.replace(/[^\w.-]+/g, '-')}.png`;
        await stillPicture(of, repositoryPath(`.cache/screenshots/${file}`));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** At the end of a test file, whose session may have failed to start. */
export async function closeSession(session: Session | undefined): Promise<void> {
  await session?.close();
}
