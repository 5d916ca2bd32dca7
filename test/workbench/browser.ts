// The browser that shows the workbench.
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './findChromium';

/** For one step of a user; a busy machine is slow. */
const mostMilliseconds = 240_000;

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

/**
 * The workbench's page, once it can be used, in a window of 1400 × 900 pixels. `zoom`: the browser's own. `inEveryPage` runs
 * first in it and in every webview.
 */
export async function openWorkbench(
  browser: Browser,
  address: string,
  { zoom = 1, inEveryPage }: { readonly zoom?: number; readonly inEveryPage?: () => void } = {},
): Promise<Page> {
  const context = await browser.newContext({
    // A browser that is zoomed gives its page so many fewer pixels, each of so many more of the screen's.
    viewport: { width: 1400 / zoom, height: 900 / zoom },
    deviceScaleFactor: zoom,
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
