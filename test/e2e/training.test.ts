// A training run in the workbench: found, shown live, driven, and there again after a reload. The run is generated, and
// this process writes it step by step as the trainer does.
import { existsSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { controlFile, type TrainingRunFacts } from '../../src/protocol/training';
import { generatedRun } from '../support/generatedRun';
import { takeControl, writeRunFolder } from '../support/runFolder';
import { workbenchReady } from '../workbench/browser';
import { startSession, type Session } from './session';
import {
  clearNotifications,
  notification,
  openFile,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  treeItem,
  watchContentSecurity,
  webview,
} from './workbench';

const shown = { timeout: 60_000 };

describe.skipIf(inject('unavailable') !== '')('a training run', () => {
  let session: Session;
  let page: Page;
  let complaints: string[];
  const write = (step: number, part: Partial<TrainingRunFacts> = {}): Promise<void> => {
    const facts = generatedRun({ folder: session.path('arithmetic'), step });
    return writeRunFolder({ ...facts, ...part }, session.path('models', 'llama'));
  };

  beforeAll(async () => {
    session = await startSession(inject('vsix'), { comparison: false });
    ({ page } = session);
    complaints = watchContentSecurity(page);
    await write(60);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => session.close());

  it('is found while it runs, and opens from the list', async () => {
    await showContainer(page);
    await treeItem(page, /^arithmetic, GRPO · 60 of 200/).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/^Step 60 of 200/).waitFor(shown);
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor(shown);
    await panel.getByRole('slider', { name: 'Safety probe: step' }).waitFor(shown);
  });

  it('is followed live: panel, list and status bar', async () => {
    const panel = await webview(page, 'glens-training');
    await write(110);
    await panel.getByText(/^Step 110 of 200/).waitFor(shown);
    await expect
      .poll(() => panel.getByRole('slider', { name: 'Reward: step' }).getAttribute('aria-valuetext'))
      .toMatch(/^Step 110: Mean reward 0\.\d+ ± 0\.\d+$/);
    await treeItem(page, /^arithmetic, GRPO · 110 of 200/).waitFor(shown);
    await page.locator('.statusbar-item').filter({ hasText: 'Training 110/200' }).first().waitFor(shown);
  });

  it('its curves are read by keyboard, and lead to the completions', async () => {
    const panel = await webview(page, 'glens-training');
    const reward = panel.getByRole('slider', { name: 'Reward: step' });
    await reward.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => reward.getAttribute('aria-valuenow')).toBe('109');
    await page.keyboard.press('Enter');
    await panel.getByText('Step 109 of 110').waitFor(shown);
    await panel.getByRole('region', { name: 'Prompt 1' }).first().waitFor(shown);
    await panel.getByRole('checkbox', { name: 'Follow the newest' }).click();
    await panel.getByText('Step 110 of 110').waitFor(shown);
  });

  it('is paused and continued through its folder', async () => {
    const panel = await webview(page, 'glens-training');
    const control = session.path('arithmetic', controlFile);
    await panel.getByRole('button', { name: 'Pause' }).click();
    await expect
      .poll(() => (existsSync(control) ? readFileSync(control, 'utf8') : ''))
      .toBe('{"control":"pause"}');
    await panel.getByText(/Pausing after this step/).waitFor(shown);
    takeControl(session.path('arithmetic'));
    await write(111, { status: 'paused' });
    await panel.getByRole('button', { name: 'Continue' }).waitFor(shown);
    await write(112);
    await panel.getByRole('button', { name: 'Pause' }).waitFor(shown);
  });

  it('keeps its place while another editor covers it', async () => {
    await openFile(page, 'notes.md');
    await page.getByRole('tab', { name: /^arithmetic/ }).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Rollouts', selected: true }).waitFor(shown);
    await panel.getByText('Step 112 of 112').waitFor(shown);
  });

  it('is followed again after the window was reloaded', async () => {
    await page.reload();
    await workbenchReady(page);
    const status = page.locator('.statusbar-item').filter({ hasText: 'Training 112/200' }).first();
    await status.waitFor(shown);
    await status.click();
    const panel = await webview(page, 'glens-training');
    await write(113);
    await panel.getByText(/^Step 113 of 200/).waitFor(shown);
  });

  it('tells its end with the way to a comparison', async () => {
    await write(200, { status: 'finished' });
    const end = notification(page, /arithmetic: training has finished after 200 steps/);
    await end.waitFor(shown);
    await end.getByRole('button', { name: 'Compare with Base' }).click();
    await quickPickStep(page, /^Benchmarks/);
    await page.keyboard.press('Escape');
    await quickInput(page).waitFor({ state: 'hidden' });
    await clearNotifications(page);
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Checkpoints' }).click();
    await panel.getByRole('button', { name: 'Compare step 200 with base' }).waitFor(shown);
  });

  it.each([
    ['Light Modern', 'vs'],
    ['Dark Modern', 'vs-dark'],
    ['Dark High Contrast', 'hc-black'],
  ])('takes on the colours of %s under the open panel', async (theme, kind) => {
    await runCommand(page, 'Preferences: Color Theme');
    await quickInput(page).locator('input').first().fill(theme);
    await quickPickItem(page, new RegExp(theme)).waitFor(shown);
    await page.keyboard.press('Enter');
    await page.locator(`.monaco-workbench.${kind}`).waitFor(shown);
    const panel = await webview(page, 'glens-training');
    await expect.poll(() => panel.evaluate(() => document.body.className)).toContain(bodyClass(kind));
    for (const tab of ['Curves', 'Rollouts', 'Checkpoints']) {
      await panel.getByRole('tab', { name: tab }).click();
      await panel.getByRole('tabpanel', { name: tab }).waitFor(shown);
      await session.screenshot(`training-${kind}-${tab.toLowerCase()}`);
    }
  });

  it('is drawn in a narrow window', async () => {
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Curves' }).click();
    await runCommand(page, 'View: Close Primary Side Bar');
    await page.setViewportSize({ width: 520, height: 900 });
    const plot = panel.getByRole('slider', { name: 'Reward: step' });
    // The drawing follows its place: nothing is cut off, nothing scrolls sideways.
    await expect
      .poll(() =>
        plot.evaluate((place) =>
          Math.abs((place.querySelector('canvas')?.clientWidth ?? 0) - place.clientWidth),
        ),
      )
      .toBeLessThanOrEqual(1);
    await session.screenshot('training-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('keeps to its content security policy all the way', () => {
    expect(complaints).toEqual([]);
  });
});

function bodyClass(kind: string): string {
  return { vs: 'vscode-light', 'vs-dark': 'vscode-dark' }[kind] ?? 'vscode-high-contrast';
}
