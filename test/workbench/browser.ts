// The browser that shows the workbench.
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './findChromium';

/** For one step of a user; a busy machine is slow. */
const mostMilliseconds = 90_000;

/** @throws WorkbenchUnavailable where no Chromium can be had. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      ...(process.getuid?.() === 0 || process.env['CI'] !== undefined ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--enable-precise-memory-info'],
    ],
  });
}

/** The workbench's page, once it can be used. `inEveryPage` runs first in it and in every webview. */
export async function openWorkbench(
  browser: Browser,
  address: string,
  inEveryPage?: () => void,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(mostMilliseconds);
  if (inEveryPage !== undefined) await context.addInitScript(inEveryPage);
  const page = await context.newPage();
  await page.goto(address);
  await workbenchReady(page);
  return page;
}

export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: mostMilliseconds });
  await page.locator('.statusbar-item').first().waitFor({ timeout: mostMilliseconds });
}
