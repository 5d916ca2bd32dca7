// Runs extension tests in the extension host of the server-based workbench, as the desktop's command line would.
import { existsSync } from 'node:fs';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { startBrowser, workbenchReady } from './browser';
import { startServer, type ServerOptions } from './server';

const mostMilliseconds = 600_000;

export interface ExtensionTests extends ServerOptions {
  readonly folder: string;
  readonly extensionDevelopmentPath: string;
  /** Module with `run(): Promise<void>`. */
  readonly extensionTestsPath: string;
}

/** The exit code that the workbench reports. @throws WorkbenchUnavailable */
export async function runExtensionTests(tests: ExtensionTests): Promise<number> {
  // First, since it may not be there at all.
  const browser = await startBrowser();
  try {
    const server = await startServer(tests);
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const done = exitOf(page);
      await useExtension(page, server.port, tests);
      await page.goto(server.addressOf(tests.folder));
      await workbenchReady(page);
      return await done;
    } finally {
      server.stop();
    }
  } finally {
    await browser.close();
  }
}

/** Resolves with the code that VS Code's automation channel reports. */
function exitOf(page: Page): Promise<number> {
  return new Promise((resolve, reject) => {
    const overdue = setTimeout(
      () => reject(new Error(`The tests did not end within ${mostMilliseconds / 1000} s.`)),
      mostMilliseconds,
    );
    // VS Code's own lines are many; they are of use where the tests leave none.
    const lines: string[] = [];
    void page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      lines.push(format(...args));
    });
    void page.exposeFunction('codeAutomationExit', (code: number) => {
      clearTimeout(overdue);
      if (code !== 0 && !existsSync(process.env['GLENS_TEST_VERDICT'] ?? ''))
        console.error(lines.slice(-100).join('\n'));
      resolve(code);
    });
  });
}

/** Puts the extension under development into the page's configuration, before the page reads it. */
export async function useExtension(
  page: Page,
  port: number,
  paths: Partial<Pick<ExtensionTests, 'extensionDevelopmentPath' | 'extensionTestsPath'>>,
): Promise<void> {
  const uri = (path: string): object => ({
    $mid: 1,
    scheme: 'vscode-remote',
    authority: `127.0.0.1:${port}`,
    path,
  });
  const { extensionDevelopmentPath, extensionTestsPath } = paths;
  await page.addInitScript(
    (developmentOptions) => {
      const original = Object.getOwnPropertyDescriptor(Element.prototype, 'getAttribute')?.value as (
        this: Element,
        name: string,
      ) => string | null;
      Element.prototype.getAttribute = function (this: Element, name: string): string | null {
        const value = original.call(this, name);
        if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
        const configuration = JSON.parse(value ?? '{}') as Record<string, unknown>;
        return JSON.stringify({ ...configuration, developmentOptions });
      };
    },
    {
      ...(extensionDevelopmentPath === undefined ? {} : { extensions: [uri(extensionDevelopmentPath)] }),
      ...(extensionTestsPath === undefined ? {} : { extensionTestsPath: uri(extensionTestsPath) }),
    },
  );
}
