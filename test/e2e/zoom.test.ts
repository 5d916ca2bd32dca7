// The browser's own zoom at 200%: every view shows its controls whole, in half the pixels.
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { generatedRun } from '../support/generatedRun';
import { writeRunFolder } from '../support/runFolder';
import { clippedControls } from './clippedControls';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  openFile,
  quickPickItem,
  quickPickStep,
  runCommand,
  treeItem,
  webview,
} from './workbench';

describe.skipIf(inject('unavailable') !== '')('at 200% zoom', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({
      comparison: true,
      settings: { 'guardrailLens.maskHarmful': true },
      zoom: 2,
    });
    ({ page } = session);
    await writeRunFolder(
      { ...generatedRun({ folder: session.path('arithmetic'), step: 200 }), status: 'finished' },
      session.path('models', 'llama'),
    );
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  /** With a picture to be looked at. */
  const check = async (frame: Frame, where: string): Promise<readonly string[]> => {
    await session.screenshot(`zoom-${where.toLowerCase()}`);
    return clippedControls(frame, where);
  };

  it('a comparison, with its rows and dialogs', async () => {
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor();
    const found: string[] = [];
    for (const tab of ['Overview', 'Tokens', 'Representation', 'Theory', 'Settings', 'Responses']) {
      await view.getByRole('tab', { name: tab }).click();
      await view.getByRole('tabpanel', { name: tab }).waitFor();
      found.push(...(await check(view, tab)));
    }
    await view.getByRole('option').first().click();
    await view.getByRole('article').waitFor();
    found.push(...(await check(view, 'A row')));
    for (const [key, dialog] of [
      ['o', 'Overrule'],
      ['?', 'Keys'],
    ] as const) {
      await view.getByRole('option', { selected: true }).click();
      await page.keyboard.press(key);
      await view.getByRole('dialog').waitFor();
      found.push(...(await check(view, `Dialog ${dialog}`)));
      await page.keyboard.press('Escape');
      await view.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
    found.push(...(await check(await webview(page, 'glens-response'), 'Side panel')));
    await runCommand(page, 'View: Hide Secondary Side Bar');
    expect([...new Set(found)]).toEqual([]);
  });

  it('an error page', async () => {
    await openFile(page, 'damaged.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('alert').waitFor();
    expect(await check(view, 'Error page')).toEqual([]);
  });

  it('a training run', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Guardrail Lens: Focus on Training View');
    await treeItem(page, /^arithmetic, GRPO/).click();
    const panel = await webview(page, 'glens-training');
    await runCommand(page, 'View: Close Primary Side Bar');
    const found: string[] = [];
    for (const tab of ['Curves', 'Rollouts', 'Checkpoints']) {
      await panel.getByRole('tab', { name: tab }).click();
      await panel.getByRole('tabpanel', { name: tab }).waitFor();
      found.push(...(await check(panel, tab)));
    }
    expect(found).toEqual([]);
  });

  it('the wizard, to its last step', async () => {
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of [/^Base/, /^Tuned/, /^Benchmarks/]) await acceptStep(page, step);
    await quickPickStep(page, /^Options/);
    await quickPickItem(page, /Start Comparison/).waitFor();
    await session.screenshot('zoom-wizard');
    await page.keyboard.press('Escape');
  });
});
