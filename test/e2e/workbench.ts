// What a user does with VS Code's own parts, for the tests.
import { expect } from 'vitest';
import type { Frame, Locator, Page } from 'playwright-core';

const slow = { timeout: 60_000 };

/** Through the command palette. It does not refresh while it is open, so it is opened until the command is there. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const entry = quickPickItem(page, startsWith(title));
  await expect
    .poll(
      async () => {
        await askPalette(page, title);
        await entry.waitFor({ timeout: 2000 }).catch(() => undefined);
        return entry.isVisible();
      },
      { timeout: 40_000, message: `the command ${title}` },
    )
    .toBe(true);
  await entry.click();
}

/** Whether the palette offers a command now. */
export async function offersCommand(page: Page, title: string): Promise<boolean> {
  await askPalette(page, title);
  const entry = quickPickItem(page, startsWith(title));
  const found = await entry.waitFor({ timeout: 1500 }).then(
    () => true,
    () => false,
  );
  await page.keyboard.press('Escape');
  return found;
}

async function askPalette(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await quickInput(page).locator('input').first().fill(`>${title}`);
}

export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

export function quickPickItem(page: Page, name: RegExp): Locator {
  return quickInput(page).getByRole('option', { name }).first();
}

/** One step of a multi-step pick, once its placeholder is seen. */
export async function quickPickStep(page: Page, placeholder: RegExp): Promise<void> {
  await quickInput(page).getByPlaceholder(placeholder).waitFor(slow);
}

export function notification(page: Page, text: RegExp): Locator {
  return page.locator('.notification-list-item').filter({ hasText: text }).first();
}

export async function clearNotifications(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

export async function showContainer(page: Page): Promise<void> {
  const first = treeItem(page, /^llama,/);
  // A second click on the icon would hide the views again.
  if (!(await page.locator('.sidebar').getByRole('tree', { name: 'Checkpoints' }).isVisible())) {
    await page
      .getByRole('tab', { name: /^Guardrail Lens/ })
      .first()
      .click();
  }
  await first.waitFor(slow);
}

export function treeItem(page: Page, name: RegExp): Locator {
  return page.locator('.sidebar').getByRole('treeitem', { name }).first();
}

/** The list of files does not refresh while it is open, so it is opened until a new file is there. */
export async function openFile(page: Page, name: string): Promise<void> {
  const entry = quickPickItem(page, startsWith(name));
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+P');
        await quickInput(page).locator('input').first().fill(name);
        await entry.waitFor({ timeout: 2000 }).catch(() => undefined);
        return entry.isVisible();
      },
      { timeout: 40_000, message: `the file ${name}` },
    )
    .toBe(true);
  await entry.click();
}

/** The document of our webview that is shown. */
export async function webview(page: Page, element: 'glens-comparison' | 'glens-response'): Promise<Frame> {
  const find = async (): Promise<Frame | undefined> => {
    for (const frame of page.frames()) {
      const found = await frame
        .evaluate(
          (name) =>
            document.querySelector(name) !== null && document.visibilityState === 'visible' && innerWidth > 0,
          element,
        )
        .catch(() => false);
      if (found) return frame;
    }
    return undefined;
  };
  let frame: Frame | undefined;
  await expect.poll(async () => (frame = await find()), { timeout: 40_000, message: element }).toBeDefined();
  if (frame === undefined) throw new Error(`There is no ${element}.`);
  return frame;
}

/** What the browser complained about in our webviews. */
export function watchContentSecurity(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (/violates the following Content Security Policy/.test(text)) complaints.push(text.slice(0, 300));
  });
  return complaints;
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
