// What people do with single rows and with benchmarks: star, note, search, link, export, read prompts, run as a test.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  notification,
  openFile,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  startComparison,
  treeItem,
  webview,
} from './workbench';

describe.skipIf(inject('unavailable') !== '')('rows and benchmarks', () => {
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

  it('takes a star and a note, and shows Markdown rendered', async () => {
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    const row = view.getByRole('article');
    await row.getByRole('button', { name: /Show harmful text/ }).click();
    await row.getByRole('button', { name: /Star/ }).click();
    await row.locator('button[aria-pressed="true"]', { hasText: 'Star' }).waitFor();
    await row.getByRole('button', { name: 'Note…' }).click();
    await quickInput(page).locator('input').first().fill('look at this again');
    await page.keyboard.press('Enter');
    await view.getByText('look at this again').waitFor();
    await view.getByText('Render Markdown').click();
    await view.locator('glens-markdown').first().waitFor();
    expect(await seriousFindings(view, 'a marked row')).toEqual([]);
  });

  it('searches by a regular expression, and says what is wrong with one', async () => {
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('button', { name: 'Use regular expression' }).click();
    const search = view.locator('vscode-text-field.search input');
    await search.fill('^how .*\\?$');
    await view.getByText(/^\d+ of 48 prompts$/).waitFor();
    await search.fill('(');
    await view.getByText(/no regular expression/).waitFor();
    await search.fill('');
    await view.getByText('48 prompts', { exact: true }).waitFor();
  });

  it('shows the rows in which a person’s verdict counts', async () => {
    const view = await webview(page, 'glens-comparison');
    const filter = view.getByRole('checkbox', { name: 'Verdict by a person (1)' });
    expect(await filter.count()).toBe(0);
    await view.getByRole('option').nth(1).click();
    await view.getByRole('article', { name: 'Prompt 2' }).waitFor();
    await page.keyboard.press('o');
    const dialog = view.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Deflected/ }).check();
    await dialog.getByRole('button', { name: 'Overrule', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await filter.click();
    await view.getByText('1 of 48 prompts', { exact: true }).waitFor();
    await session.screenshot('rows-by-a-person');
    await filter.click();
    await view.getByText('48 prompts', { exact: true }).waitFor();
  });

  it('follows a link to a row', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Guardrail Lens: Open Link to a Row');
    await quickInput(page).locator('input').first().fill('demo.glens#prompt=9');
    await page.keyboard.press('Enter');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('article', { name: 'Prompt 9' }).waitFor();
  });

  it('duplicates a comparison with changes, in a file beside it', async () => {
    await runCommand(page, 'Guardrail Lens: Duplicate with Changes');
    await quickPickStep(page, /^Base/);
    // What the comparison was asked for is chosen, and what is not asked for is kept.
    for (const step of [/^Base/, /^Tuned/, /^Benchmarks/]) await acceptStep(page, step);
    await quickPickStep(page, /^Options/);
    await quickPickItem(page, /^Prompts per benchmark.*8/).waitFor();
    await startComparison(page, /^20 prompts/);
    await treeItem(page, /^demo-2/).waitFor();
    await notification(page, /refus.*/, 480_000);
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Settings' }).click();
    await view.getByText(/--limit 20/).waitFor();
  });

  it('reads the prompts of a benchmark, covered until asked for', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Guardrail Lens: Focus on Benchmarks View');
    await treeItem(page, /Cybercrime/).click();
    await page.getByText('Show Harmful Prompts').first().click();
    await page.getByText('Cover Prompts').first().waitFor();
    await page.getByText('Compare on This Benchmark').first().click();
    await quickInput(page).locator('input').first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('compares a pinned pair again as a test', async () => {
    await runCommand(page, 'Testing: Focus on Test Explorer View');
    await treeItem(page, /^demo/).waitFor();
    await runCommand(page, 'Test: Run All Tests');
    await expect.poll(() => existsSync(session.path('demo.test.glens'))).toBe(true);
    await treeItem(page, /^demo \((Passed|Failed)\)/).waitFor();
  });
});
