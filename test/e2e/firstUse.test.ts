// What a first-time user meets around a comparison: a checkpoint that cannot be used, a run in progress, covered rows and what is
// revealed, the list's own commands, what was copied, a configuration that was not run.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath } from '../support/paths';
import { generatedRun } from '../support/generatedRun';
import { writeRunFolder } from '../support/runFolder';
import { brokenRule, seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { stoppedComparison } from './stoppedComparison';
import { until } from './until';
import {
  fromMenu,
  openFile,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  treeItem,
  webview,
} from './workbench';

describe.skipIf(inject('unavailable') !== '')('first use', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({ comparison: true, settings: { 'guardrailLens.maskHarmful': true } });
    ({ page } = session);
    await showContainer(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  async function openComparison(name: string): Promise<Frame> {
    await openFile(page, name);
    return webview(page, 'glens-comparison');
  }

  it('a checkpoint that cannot be used is marked, says why, and is not offered', async () => {
    cpSync(session.path('models', 'llama-lora'), session.path('models', 'cut-short'), { recursive: true });
    truncateSync(session.path('models', 'cut-short', 'adapter_model.safetensors'), 200);
    const row = treeItem(page, /^cut-short, PEFT adapter, cannot be used/);
    // Nothing tells when VS Code has begun to watch files: what was written before that, it does not see.
    await until('the damaged checkpoint', async (patience) => {
      await runCommand(page, 'Guardrail Lens: Refresh Checkpoints');
      await row.waitFor(patience);
      return true;
    });
    await until('the reason', async (patience) => {
      await page.mouse.move(700, 450);
      await row.hover();
      const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'cut-short' });
      await hover.waitFor(patience);
      const text = await hover.innerText();
      expect(text).toMatch(/adapter_model\.safetensors/);
      return true;
    });
    await session.screenshot('unusable-checkpoint');
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    await quickPickStep(page, /^Base/);
    await quickPickItem(page, /^llama/).waitFor();
    expect(
      await quickInput(page)
        .getByRole('option', { name: /cut-short/ })
        .count(),
    ).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('a run in progress has pairs from its first minute, and a control that is to come', async () => {
    await stoppedComparison(session.path('progress.glens'), 60, { control: true });
    const view = await openComparison('progress.glens');
    await view.getByRole('button', { name: 'Resume' }).click();
    // Base and tuned answer in turns: long before the base has answered all, prompts can be compared.
    const compared = view.getByRole('button', { name: /^[1-9]\d* of \d+, Harmful prompts/ });
    await compared.waitFor();
    await view.getByText(/^Provisional\./).waitFor();
    const control = view.locator('dl div', { hasText: 'A/A control' }).first();
    expect(await control.innerText()).toMatch(/queued/);
    const bar = view.getByRole('progressbar', { name: 'Progress of the run' });
    expect(await bar.evaluate((element) => (element as HTMLProgressElement).position)).toBeLessThan(0.6);
    expect(await seriousFindings(view, 'a run in progress')).toEqual([]);
    await session.screenshot('run-in-progress');
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByRole('button', { name: 'Resume' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('covered rows keep number, benchmark and category; what is shown survives the diff, and all can be shown', async () => {
    const view = await openComparison('demo.glens');
    await view.getByRole('tab', { name: 'Responses' }).click();
    const rows = view.getByRole('listbox', { name: 'Prompts' }).getByRole('option');
    await rows.first().click();
    expect(await rows.first().innerText()).toMatch(/1 · Cybercrime · [\w-]+\s+Harmful prompt, covered/);
    const shown = view.getByRole('article').getByRole('button', { name: /Show harmful text/ });
    await shown.click();
    await shown.waitFor({ state: 'hidden' });
    await view.getByRole('button', { name: 'Diff in Editor' }).click();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await runCommand(page, 'View: Close Editor');
    const again = await webview(page, 'glens-comparison');
    const row = again.getByRole('article', { name: 'Prompt 1' });
    await row.getByText('Mark differences').waitFor();
    expect(await row.getByRole('button', { name: /Show harmful text/ }).count()).toBe(0);
    expect(await again.getByText('Harmful prompt, covered').count()).toBeGreaterThan(0);
    await again.getByRole('option').nth(1).click();
    await again.getByRole('button', { name: 'Show all in this session' }).click();
    await expect.poll(() => again.getByText('Harmful prompt, covered').count()).toBe(0);
  });

  it('an answer is copied as it stands, and a link to its row', async () => {
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('option').first().click();
    const row = view.getByRole('article', { name: 'Prompt 1' });
    await row.getByRole('button', { name: 'Copy the response of Base' }).click();
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    // Of the random model, with bytes that are no text and characters that are shown by their numbers.
    await expect.poll(copied).toBe(firstAnswer(session.path('demo.glens'), session.path('rows.jsonl')));
    await row.getByRole('button', { name: 'Copy Link' }).click();
    await expect.poll(copied).toBe('demo.glens#prompt=1');
    await runCommand(page, 'View: Close All Editors');
  });

  it('a comparison is renamed, shown where it lies, run again, and deleted, from the list', async () => {
    await stoppedComparison(session.path('mine.glens'), 1);
    await runCommand(page, 'Guardrail Lens: Focus on Comparisons View');
    await fromMenu(page, /^mine/, 'Rename Comparison…', quickInput(page).locator('input').first());
    await quickInput(page).locator('input').first().fill('renamed');
    await page.keyboard.press('Enter');
    await treeItem(page, /^renamed/).waitFor();
    expect(existsSync(session.path('renamed.glens'))).toBe(true);
    expect(existsSync(session.path('mine.glens'))).toBe(false);

    await fromMenu(page, /^demo,/, 'Run Again', treeItem(page, /^demo-2/));
    await expect.poll(() => treeItem(page, /^demo-2/).innerText(), { timeout: 480_000 }).toMatch(/ pp \[/);

    await runCommand(page, 'Guardrail Lens: Focus on Comparisons View');
    // This window's files are another machine's, which has no trash.
    const asked = page.getByRole('dialog').filter({ hasText: 'is deleted for good' });
    await fromMenu(page, /^renamed/, 'Delete Comparison', asked);
    await asked.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => existsSync(session.path('renamed.glens'))).toBe(false);

    const inExplorer = page.locator('.explorer-folders-view').getByRole('treeitem', { name: /demo\.glens/ });
    await fromMenu(page, /^demo,/, 'Reveal Comparison in Explorer', inExplorer.first());
  });

  it('a configuration that was not run is listed; headings of rollouts are in order', async () => {
    const config = {
      model: 'models/llama',
      algorithm: 'sft',
      data: { type: 'arithmetic', digits: 1, size: 8 },
    };
    writeFileSync(session.path('sums.train.json'), JSON.stringify(config));
    await writeRunFolder(
      { ...generatedRun({ folder: session.path('arithmetic'), step: 60 }), status: 'finished' },
      session.path('models', 'llama'),
    );
    await runCommand(page, 'Guardrail Lens: Focus on Training View');
    await treeItem(page, /sums.*not run yet/).waitFor();
    await treeItem(page, /^arithmetic, GRPO/).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Rollouts' }).click();
    await panel.getByRole('tabpanel', { name: 'Rollouts' }).getByRole('heading').first().waitFor();
    expect(await brokenRule(panel, 'heading-order')).toEqual([]);
  });
});

/** Of the base, as the command line exports it. */
function firstAnswer(comparison: string, out: string): string {
  execFileSync(process.execPath, [cliPath, 'export', comparison, '--out', out]);
  const [line = ''] = readFileSync(out, 'utf8').split('\n', 1);
  return (JSON.parse(line) as { readonly answer: string }).answer;
}
