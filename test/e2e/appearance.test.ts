// Every view in every kind of theme: screenshots to be looked at, and no serious finding of axe.
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  openFile,
  quickPickStep,
  runCommand,
  showContainer,
  showWalkthrough,
  treeItem,
  webview,
} from './workbench';

const themes = [
  { name: 'light', setting: 'Default Light Modern', kind: 'vs' },
  { name: 'dark', setting: 'Default Dark Modern', kind: 'vs-dark' },
  { name: 'high-contrast', setting: 'Default High Contrast', kind: 'hc-black' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light', kind: 'hc-light' },
];
const tabs = ['Overview', 'Responses', 'Settings'];
const wide = { width: 1400, height: 900 };
const narrow = { width: 760, height: 900 };

describe.skipIf(inject('unavailable') !== '').each(themes)('appearance: $name', ({ name, setting, kind }) => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({
      comparison: true,
      settings: { 'workbench.colorTheme': setting, 'guardrailLens.maskHarmful': true },
    });
    ({ page } = session);
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${name}-${task.name}`);
  });
  afterAll(() => closeSession(session));

  const picture = (what: string): Promise<void> => session.screenshot(`${name}-${what}`);

  it('tabs, side panel and dialogs', async () => {
    const found: string[] = [];
    const check = async (frame: Frame, where: string): Promise<void> => {
      found.push(...(await seriousFindings(frame, where)));
    };
    await showContainer(page);
    await runCommand(page, 'Guardrail Lens: Focus on Benchmarks View');
    await treeItem(page, /Cybercrime/).waitFor();
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor();
    await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
    const panel = await webview(page, 'glens-response');
    for (const tab of tabs) {
      await view.getByRole('tab', { name: tab }).click();
      if (tab === 'Responses') await selectFirst(view);
      await picture(tab.toLowerCase());
      await check(view, tab);
    }
    await check(panel, 'side panel, covered');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view
      .getByRole('article')
      .getByRole('button', { name: /Show harmful text/ })
      .click();
    // What is revealed in one view is revealed in the other.
    await panel
      .getByRole('article')
      .getByRole('button', { name: /Show harmful text/ })
      .waitFor({ state: 'hidden' });
    await picture('responses-revealed');
    await check(view, 'Responses, revealed');
    await check(panel, 'side panel, revealed');
    for (const [key, dialog] of [
      ['o', 'overrule'],
      ['?', 'keys'],
    ] as const) {
      await view.getByRole('option', { selected: true }).click();
      await page.keyboard.press(key);
      await view.getByRole('dialog').waitFor();
      await picture(`dialog-${dialog}`);
      await check(view, `dialog: ${dialog}`);
      await page.keyboard.press('Escape');
      await view.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await runCommand(page, 'View: Hide Secondary Side Bar');
    await page.setViewportSize(narrow);
    for (const tab of tabs) {
      await view.getByRole('tab', { name: tab }).click();
      await picture(`${tab.toLowerCase()}-narrow`);
      await check(view, `${tab}, narrow`);
    }
    await page.setViewportSize(wide);
    expect([...new Set(found)]).toEqual([]);
  });

  it('an error page', async () => {
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'broken.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('alert').waitFor();
    await picture('error');
    expect(await seriousFindings(view, 'error page')).toEqual([]);
  });

  it('quick picks, diff editor and walkthrough', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of ['Base', 'Tuned', 'Benchmarks']) {
      await quickPickStep(page, new RegExp(`^${step}`));
      await picture(`quick-pick-${step.toLowerCase()}`);
      await acceptStep(page, new RegExp(`^${step}`));
    }
    await quickPickStep(page, /^Options/);
    await picture('quick-pick-options');
    await page.keyboard.press('Escape');
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await selectFirst(view);
    await runCommand(page, 'Guardrail Lens: Diff Responses');
    await page.locator('.monaco-diff-editor').first().waitFor();
    await picture('native-diff');
    await runCommand(page, 'View: Close All Editors');
    await showWalkthrough(page, 'first comparison');
    await page.getByText('Add your checkpoints').first().waitFor();
    await picture('walkthrough');
  });
});

async function selectFirst(view: Frame): Promise<void> {
  await view.getByRole('option').first().click();
  await view.getByRole('article').waitFor();
}
