// What a user does with VS Code's own parts, for the tests. Nothing here waits for a time: VS Code drops keys and
// hides messages when it is busy, so each step is taken again until its effect is seen.
import type { Frame, Locator, Page } from 'playwright-core';
import { until, type Patience } from './until';

const slow = { timeout: 240_000 };

/** Through the command palette. It does not refresh while it is open, so it is opened until the command is there. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await pickFrom(page, 'F1', `>${title}`, title);
}

/** The commands of this extension that the palette offers now, by title. */
export async function offeredCommands(page: Page): Promise<readonly string[]> {
  const usual = page.viewportSize() ?? { width: 1400, height: 900 };
  // The palette takes a part of the window's height, and only what it shows can be read.
  await page.setViewportSize({ ...usual, height: 3000 });
  const titles = await until('the commands of the extension', async (patience) => {
    await fillQuickInput(page, 'F1', '>Guardrail Lens: ', patience);
    // The last one, which can be used at any time.
    await quickPickItem(page, /^Guardrail Lens: Train Checkpoint/).waitFor(patience);
    const shown = await quickInput(page).getByRole('option').allInnerTexts();
    await page.keyboard.press('Escape');
    return shown.map((title) => title.replace(/\s+/g, ' '));
  });
  await page.setViewportSize(usual);
  return titles;
}

/** The list of files does not refresh while it is open, so it is opened until a new file is there. */
export async function openFile(page: Page, name: string): Promise<void> {
  await pickFrom(page, 'Control+P', name, name);
}

async function pickFrom(page: Page, key: string, text: string, entry: string): Promise<void> {
  await until(`"${entry}" in the quick pick`, async (patience) => {
    await fillQuickInput(page, key, text, patience);
    await quickPickItem(page, startsWith(entry)).click(patience);
    return true;
  });
}

async function fillQuickInput(page: Page, key: string, text: string, patience: Patience): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press(key);
  await quickInput(page).locator('input').first().fill(text, patience);
}

export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

export function quickPickItem(page: Page, name: RegExp): Locator {
  return quickInput(page).getByRole('option', { name }).first();
}

/** One step of a multi-step pick, once its placeholder and its choices are seen. */
export async function quickPickStep(page: Page, placeholder: RegExp): Promise<Locator> {
  const input = quickInput(page).getByPlaceholder(placeholder);
  await input.waitFor(slow);
  await quickInput(page).locator('.monaco-list-row').first().waitFor(slow);
  return input;
}

/** Takes what a step offers. */
export async function acceptStep(page: Page, placeholder: RegExp): Promise<void> {
  const input = await quickPickStep(page, placeholder);
  await until(`the end of the step ${String(placeholder)}`, async (patience) => {
    if (await input.isVisible()) await input.press('Enter', patience);
    await input.waitFor({ state: 'hidden', ...patience });
    return true;
  });
}

/** Answers a question of one line. `refused`: what is typed first, and the words that turn it down. */
export async function answerInput(
  page: Page,
  prompt: RegExp,
  text: string,
  refused?: { readonly text: string; readonly words: string },
): Promise<void> {
  const input = quickInput(page);
  await input.getByText(prompt).waitFor(slow);
  const type = async (typed: string): Promise<void> => {
    await input.getByRole('textbox').fill(typed);
    await page.keyboard.press('Enter');
  };
  if (refused !== undefined) {
    await type(refused.text);
    await input.getByText(refused.words).waitFor(slow);
  }
  await type(text);
}

/** What VS Code's dialog for a folder offers in a test: the workspace. */
export const workspaceOffered = /[\\/]workspace[\\/]?$/u;

/**
 * Answers VS Code's own dialog for a file or folder, as a server has it; the path that it took. `offered`: what it
 * writes at last, in more than one step and over what was typed before; `path`: to be typed instead. It takes no key
 * while it looks a path up, so Enter is pressed until it closes.
 */
export async function answerPathDialog(page: Page, offered: RegExp, path?: string): Promise<string> {
  const input = quickInput(page).locator('input').first();
  const value = await until(`a path like ${String(offered)} in the dialog`, async (patience) => {
    const shown = await input.inputValue(patience);
    return offered.test(shown) ? shown : undefined;
  });
  const wanted = path ?? value;
  await until(`the end of the dialog for ${wanted}`, async (patience) => {
    if (await input.isVisible()) {
      if (path !== undefined && (await input.inputValue(patience)) !== path) await input.fill(path, patience);
      await input.press('Enter', patience);
    }
    await input.waitFor({ state: 'hidden', ...patience });
    return true;
  });
  return wanted;
}

/** The last step of the wizard of comparisons. `limit`: the choice of prompts per benchmark; absent: as it stands. */
export async function startComparison(page: Page, limit?: RegExp): Promise<void> {
  await quickPickStep(page, /^Options/);
  if (limit !== undefined) {
    await quickPickItem(page, /^Prompts per benchmark/).click();
    await quickPickStep(page, /^More prompts/);
    await quickPickItem(page, limit).click();
    await quickPickStep(page, /^Options/);
  }
  await quickPickItem(page, /Start Comparison/).click();
}

/** The words of a notification. */
export function notification(page: Page, text: RegExp, timeout = slow.timeout): Promise<string> {
  return until(
    `the notification ${String(text)}`,
    async (patience) => (await shownNotification(page, text, patience)).innerText(patience),
    timeout,
  );
}

/** Presses a button of a notification. It may be hidden between being seen and being pressed, so both are done again. */
export async function answerNotification(
  page: Page,
  text: RegExp,
  button: string,
  timeout = slow.timeout,
): Promise<void> {
  await until(
    `"${button}" in the notification ${String(text)}`,
    async (patience) => {
      const item = await shownNotification(page, text, patience);
      await item.getByRole('button', { name: button }).click(patience);
      return true;
    },
    timeout,
  );
}

/** A toast, or, should it have come and gone while VS Code was busy, its entry in the notification centre. */
async function shownNotification(page: Page, text: RegExp, patience: Patience): Promise<Locator> {
  const item = page.locator('.notification-list-item').filter({ hasText: text }).first();
  // Toasts stay for ten seconds: one that comes from now on is not missed.
  const there = await item.waitFor({ timeout: 15_000 }).then(
    () => true,
    () => false,
  );
  if (!there) {
    await runCommand(page, 'Notifications: Show Notifications');
    await item.waitFor(patience);
  }
  return item;
}

/** By the palette. `kind`: the class that VS Code gives its page then. */
export async function chooseTheme(page: Page, theme: string, kind: string): Promise<void> {
  await until(`the theme ${theme}`, async (patience) => {
    await runCommand(page, 'Preferences: Color Theme');
    await quickInput(page).locator('input').first().fill(theme);
    await quickPickItem(page, new RegExp(theme)).click(patience);
    await page.locator(`.monaco-workbench.${kind}`).waitFor(patience);
    return true;
  });
}

export async function clearNotifications(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/** Opens a walkthrough of this extension by its title, at the list of its steps. */
export async function showWalkthrough(page: Page, title: string): Promise<void> {
  await runCommand(page, 'Welcome: Open Walkthrough');
  await quickPickStep(page, /walkthrough/i);
  await page.keyboard.type(title);
  await quickPickItem(page, new RegExp(title, 'i')).click();
  await walkthroughTick(page, '#').first().waitFor();
}

/** The box of a step, which is checked once it is done. `step`: walkthrough and step, as `firstComparison#read`. */
export function walkthroughTick(page: Page, step: string): Locator {
  return page.locator(`[data-done-step-id*="${step}"]:visible`);
}

/** The extension's container in the side bar, with its trees filled. */
export async function showContainer(page: Page): Promise<void> {
  await runCommand(page, 'Guardrail Lens: Focus on Checkpoints View');
  await treeItem(page, /^llama,/).waitFor(slow);
}

export function treeItem(page: Page, name: RegExp): Locator {
  return page.locator('.sidebar').getByRole('treeitem', { name }).first();
}

/**
 * By the context menu of a row in the side bar. Its entries take no click in the first moments after it has opened, and a busy
 * VS Code may drop one, so it is opened again until the effect is seen.
 */
export async function fromMenu(page: Page, name: RegExp, command: string, effect: Locator): Promise<void> {
  const entry = page.locator('.monaco-menu').getByRole('menuitem', { name: command });
  await until(`what "${command}" does`, async (patience) => {
    if (!(await entry.isVisible())) await treeItem(page, name).click({ button: 'right', ...patience });
    await entry.click(patience);
    await effect.waitFor(patience);
    return true;
  });
}

export function statusBarItem(page: Page, text: RegExp): Locator {
  return page.locator('.statusbar-item').filter({ hasText: text }).first();
}

/** The document of our webview that is shown. */
export async function webview(
  page: Page,
  element: 'glens-comparison' | 'glens-response' | 'glens-training' | 'glens-audit',
): Promise<Frame> {
  return until(`<${element}>`, async () => {
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
  });
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
