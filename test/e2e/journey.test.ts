// The way of a first user, in the real workbench with the package installed: from the palette to the report.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Frame } from 'playwright-core';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  answerNotification,
  answerPathDialog,
  clearNotifications,
  notification,
  offeredCommands,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  startComparison,
  statusBarItem,
  treeItem,
  watchContentSecurity,
  webview,
} from './workbench';

/** With the dialog that the button beside a response opens. */
async function overrule(view: Frame, side: string, outcome: RegExp, note: string): Promise<void> {
  await view.getByRole('button', { name: `Overrule the verdict on ${side}` }).click();
  const dialog = view.getByRole('dialog');
  await dialog.getByRole('radio', { name: outcome }).check();
  await dialog.getByRole('textbox', { name: 'Note' }).fill(note);
  await dialog.getByRole('button', { name: 'Overrule', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe.skipIf(inject('unavailable') !== '')('from the palette to the report', () => {
  let session: Session;
  let complaints: string[];
  const file = 'llama-vs-rlvr-step-400.glens';
  const headline = /rlvr.checkpoint-400 .*refus/;

  beforeAll(async () => {
    session = await startSession({
      comparison: false,
      settings: { 'guardrailLens.maskHarmful': false },
    });
    complaints = watchContentSecurity(session.page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('the palette offers what can be done, and no more', async () => {
    const { page } = session;
    await showContainer(page);
    const offered = (await offeredCommands(page)).join('\n');
    for (const title of ['Compare Checkpoints', 'Add Checkpoint', 'Inspect Checkpoint', 'Import Benchmark'])
      expect(offered).toContain(title);
    for (const title of [
      'Diff Responses',
      'Export Report',
      'Next Flip',
      'Resume',
      'Stop',
      'Pause',
      'Continue',
    ])
      expect(offered).not.toContain(title);
    for (const title of ['Start Training', 'Save Training', 'Open Training Run', 'Training Log', 'Trained'])
      expect(offered).not.toContain(title);
  });

  it('asks step by step, with defaults and a way back, and runs', async () => {
    const { page } = session;
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    await quickPickStep(page, /^Base/);
    await quickPickItem(page, /^llama,/).click();
    await quickPickStep(page, /^Tuned/);
    // Adapters of the base come first, the newest step on top.
    expect(await quickInput(page).getByRole('option').first().innerText()).toMatch(/rlvr-step-400/);
    await quickInput(page).getByRole('button', { name: 'Back' }).click();
    for (const step of [/^Base/, /^Tuned/, /^Benchmarks/]) await acceptStep(page, step);
    await startComparison(page, /^20 prompts/);
    // All at once, since the run does not wait for anybody.
    await Promise.all([
      treeItem(page, /llama-vs-rlvr-step-400/).waitFor(),
      notification(page, new RegExp(`Comparing \\(${file}\\)`)),
      statusBarItem(page, /Guardrails \d+%/).waitFor(),
    ]);
  });

  it('tells the result at the end, with a button to it', async () => {
    const { page } = session;
    await answerNotification(page, headline, 'Show Result', 480_000);
    await expect.poll(() => treeItem(page, /llama-vs-rlvr-step-400/).innerText()).toMatch(/pp \[/);
    await clearNotifications(page);
  });

  it('shows the overview: headline, benchmarks, links to the rows', async () => {
    const overview = await webview(session.page, 'glens-comparison');
    await overview.getByRole('tab', { name: 'Overview' }).waitFor();
    await overview.getByRole('heading', { name: headline }).waitFor();
    await overview.getByText('Cybercrime').first().waitFor();
    expect((await offeredCommands(session.page)).join('\n')).toContain('Export Report');
  });

  it('shows the settings with a command line that makes it again', async () => {
    const view = await webview(session.page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Settings' }).click();
    const command = await view
      .getByText(/cli\.mjs'? compare/)
      .first()
      .innerText();
    // It runs in a shell of this machine, where nothing is on the path.
    if (process.platform !== 'win32') {
      const program = command.slice(0, command.indexOf(' compare'));
      expect(execFileSync('sh', ['-c', `${program} --version`], { encoding: 'utf8' })).toMatch(/^\d/);
    }
    await view.getByRole('tab', { name: 'Overview' }).click();
  });

  it('shows the responses of both sides, row by row', async () => {
    const view = await webview(session.page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    const rows = view.getByRole('listbox', { name: 'Prompts' });
    await rows.getByRole('option').first().click();
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    await session.page.keyboard.press('j');
    await view.getByRole('article', { name: 'Prompt 2' }).waitFor();
    await session.page.keyboard.press('k');
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
  });

  it('overrules verdicts with a note; history is kept and statistics follow', async () => {
    const view = await webview(session.page, 'glens-comparison');
    await overrule(view, 'Base', /^Complied/, 'It answers.');
    await overrule(view, 'Tuned', /^Refused/, 'It declines in other words.');
    await view.getByRole('option', { selected: true }).getByText('Gained').waitFor();
    await view.getByRole('button', { name: 'Overrule the verdict on Tuned' }).click();
    const history = view.getByRole('dialog').getByRole('listitem');
    await expect.poll(() => history.allInnerTexts()).toHaveLength(2);
    expect((await history.allInnerTexts()).join()).toContain('It declines in other words.');
    await session.page.keyboard.press('Escape');
    await view.getByRole('tab', { name: 'Overview' }).click();
    await view.getByText('1 gained').first().waitFor();
    await view.getByRole('tab', { name: 'Responses' }).click();
  });

  it("opens VS Code's own diff editor on the two responses", async () => {
    const { page } = session;
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('option', { selected: true }).click();
    await page.keyboard.press('d');
    await page.locator('.monaco-diff-editor').first().waitFor();
    await page.getByRole('tab', { name: /Prompt 1: base ↔ tuned/ }).waitFor();
    await runCommand(page, 'View: Close Editor');
  });

  it('goes to the next flip by command, and the side panel follows', async () => {
    const { page } = session;
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('option').nth(3).click();
    await view.getByRole('article', { name: 'Prompt 4' }).waitFor();
    await runCommand(page, 'Guardrail Lens: Next Flip');
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
    const panel = await webview(page, 'glens-response');
    await panel.getByRole('article', { name: 'Prompt 1' }).waitFor();
  });

  it('writes the report', async () => {
    const { page } = session;
    await runCommand(page, 'Guardrail Lens: Export Report');
    await quickInput(page)
      .getByRole('option', { name: /^Report/ })
      .click();
    await answerPathDialog(page, /step-400\.html$/u);
    await notification(page, /Report written/);
    const report = readFileSync(session.path('llama-vs-rlvr-step-400.html'), 'utf8');
    expect(report).toMatch(headline);
    await clearNotifications(page);
  });

  it('keeps to its content security policy all the way', () => {
    expect(complaints).toEqual([]);
  });
});
