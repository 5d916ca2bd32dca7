// Every view in every kind of theme: screenshots to be looked at, and no serious finding of axe.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { workbenchReady } from '../workbench/browser';
import { startSession, type Session } from './session';
import { openFile, quickPickStep, runCommand, showContainer, webview } from './workbench';

const shown = { timeout: 60_000 };
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const themes = [
  { name: 'light', setting: 'Default Light Modern', kind: 'vs' },
  { name: 'dark', setting: 'Default Dark Modern', kind: 'vs-dark' },
  { name: 'high-contrast', setting: 'Default High Contrast', kind: 'hc-black' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light', kind: 'hc-light' },
];
const tabs = ['Overview', 'Responses', 'Settings'];

describe.skipIf(inject('unavailable') !== '')('appearance', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession(inject('vsix'), { comparison: true });
    ({ page } = session);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => session.close());

  it.each(themes)('$name', async ({ name, setting, kind }) => {
    session.server.writeSettings({ 'workbench.colorTheme': setting, 'guardrailLens.maskHarmful': true });
    await page.reload();
    await workbenchReady(page);
    await page.locator(`.monaco-workbench.${kind}`).waitFor(shown);
    await runCommand(page, 'View: Close All Editors');
    await showContainer(page);
    await runCommand(page, 'Guardrail Lens: Focus on Benchmarks View');
    await page
      .getByRole('treeitem', { name: /Cybercrime/ })
      .first()
      .waitFor(shown);
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor(shown);
    await showSidePanel(page);
    const serious: string[] = [];
    for (const tab of tabs) {
      await view.getByRole('tab', { name: tab }).click();
      if (tab === 'Responses') {
        await view.getByRole('option').first().click();
        await view.getByRole('article').waitFor(shown);
      }
      await settled(page);
      await session.screenshot(`${name}-${tab.toLowerCase()}`);
      serious.push(...(await seriousFindings(view)));
    }
    serious.push(...(await seriousFindings(await webview(page, 'glens-response'))));
    expect([...new Set(serious)]).toEqual([]);
    await runCommand(page, 'View: Hide Secondary Side Bar');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await page.setViewportSize({ width: 760, height: 900 });
    await settled(page);
    await session.screenshot(`${name}-responses-narrow`);
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('quick picks, native diff and walkthrough', async () => {
    session.server.writeSettings({
      'workbench.colorTheme': 'Default Dark Modern',
      'guardrailLens.maskHarmful': false,
    });
    await page.reload();
    await workbenchReady(page);
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of ['Base', 'Tuned', 'Benchmarks', 'Attacks', 'How many']) {
      await quickPickStep(page, new RegExp(`^${step}`));
      await settled(page);
      await session.screenshot(`quick-pick-${step.toLowerCase()}`);
      if (step !== 'How many') await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Escape');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    await view.getByRole('article').waitFor(shown);
    await runCommand(page, 'Guardrail Lens: Diff Responses');
    await page.locator('.monaco-diff-editor').first().waitFor(shown);
    await settled(page);
    await session.screenshot('native-diff');
    await runCommand(page, 'Welcome: Open Walkthrough');
    await page.keyboard.type('first comparison');
    await settled(page);
    await page.keyboard.press('Enter');
    await page.getByText('Add two checkpoints').first().waitFor(shown);
    await settled(page);
    await session.screenshot('walkthrough');
  });
});

async function showSidePanel(page: Page): Promise<void> {
  await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
  await webview(page, 'glens-response');
}

/** Until what was asked of the engine is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(800);
}

/** What axe calls serious or critical, one line each. */
async function seriousFindings(frame: Frame): Promise<string[]> {
  await frame.evaluate(axeSource);
  const { violations } = await frame.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
}
