// How many clicks a result takes: from a folder without a comparison, and from a checkpoint beside its base.
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  chooseTheme,
  clearNotifications,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  treeItem,
  webview,
} from './workbench';

const themes = [
  ['Light Modern', 'vs'],
  ['Dark Modern', 'vs-dark'],
  ['Dark High Contrast', 'hc-black'],
] as const;

describe.skipIf(inject('unavailable') !== '')('clicks to a result', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession({
      comparison: false,
      settings: { 'guardrailLens.comparison.limit': 5 },
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('two for the built-in comparison: the container, and its button', async () => {
    const { page } = session;
    await page.locator('.activitybar').getByRole('tab', { name: 'Guardrail Lens' }).click();
    await session.screenshot('first-clicks-welcome');
    await page.getByRole('button', { name: 'Try the Built-in Comparison' }).click();
    const view = await webview(page, 'glens-comparison');
    await view
      .getByRole('heading', { level: 1, name: /glens-tiny-sft-harmless/ })
      .waitFor({ timeout: 300_000 });
    await treeItem(page, /built-in-comparison/).waitFor();
    await clearNotifications(page);
  });

  it('one for a checkpoint beside its base', async () => {
    const { page } = session;
    const row = treeItem(page, /^rlvr-step-400/);
    await row.hover();
    await row.getByRole('button', { name: 'Compare with Base' }).click();
    await treeItem(page, /llama-vs-rlvr-step-400/).waitFor();
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('heading', { level: 1, name: /rlvr.checkpoint-400/ }).waitFor({ timeout: 300_000 });
    await clearNotifications(page);
  });

  it('the step of options shows what there is to change, with what it costs, in every theme', async () => {
    const { page } = session;
    for (const [theme, kind] of themes) {
      await chooseTheme(page, theme, kind);
      await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
      for (const step of [/^Base/, /^Tuned/, /^Benchmarks/]) await acceptStep(page, step);
      await quickPickStep(page, /^Options/);
      await quickPickItem(page, /answers · about .*of memory/).waitFor();
      const offered = (await quickInput(page).getByRole('option').allInnerTexts()).join('\n');
      for (const option of ['Judge', 'Attacks', 'Temperature', 'System prompt', 'Tokens', 'A/A control'])
        expect(offered).toContain(option);
      await session.screenshot(`wizard-options-${theme.replaceAll(' ', '-').toLowerCase()}`);
      await page.keyboard.press('Escape');
    }
  });
});
