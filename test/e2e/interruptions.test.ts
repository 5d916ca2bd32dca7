// What may go wrong around a run or an open comparison: each shows what happened and what to do.
import { copyFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { workbenchReady } from '../workbench/browser';
import { startSession, type Session } from './session';
import {
  notification,
  openFile,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  treeItem,
  webview,
} from './workbench';

const shown = { timeout: 60_000 };

describe.skipIf(inject('unavailable') !== '')('interruptions', () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession(inject('vsix'), { comparison: true });
    await showContainer(session.page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => session.close());

  it('a file that is no comparison: an error page', async () => {
    await openFile(session.page, 'broken.glens');
    const view = await webview(session.page, 'glens-comparison');
    await view
      .getByText(/broken\.glens/)
      .first()
      .waitFor(shown);
    await view.getByRole('alert').waitFor(shown);
    await view.getByRole('button', { name: /Show Log/ }).click();
    await session.page.locator('.panel').getByText('Output').first().waitFor(shown);
    await session.screenshot('error-page');
    await runCommand(session.page, 'View: Hide Panel');
    await runCommand(session.page, 'View: Close All Editors');
  });

  it('a comparison deleted under the editor: a banner', async () => {
    const { page } = session;
    copyFileSync(session.path('demo.glens'), session.path('doomed.glens'));
    await openFile(page, 'doomed.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor(shown);
    rmSync(session.path('doomed.glens'));
    await view
      .getByRole('alert')
      .getByText(/deleted or moved/)
      .waitFor(shown);
    await session.screenshot('deleted-under-the-editor');
    await runCommand(page, 'View: Close All Editors');
  });

  it('a window reload in the middle of a run: the run goes on by itself', async () => {
    const { page } = session;
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of [/^Base/, /^Tuned/, /^Benchmarks/, /^Attacks/]) {
      await quickPickStep(page, step);
      await page.keyboard.press('Enter');
    }
    await quickPickStep(page, /^How many/);
    await quickPickItem(page, /^All prompts/).click();
    const status = page
      .locator('.statusbar-item')
      .filter({ hasText: /Guardrails [1-9]\d*%/ })
      .first();
    await status.waitFor(shown);
    await session.screenshot('running');
    await page.reload();
    await workbenchReady(page);
    await notification(page, /Comparing \(llama-vs-.*\.glens\)/).waitFor(shown);
    await status.waitFor(shown);
    await notification(page, /how often .* refuses/).waitFor({ timeout: 180_000 });
    await showContainer(page);
    await expect.poll(() => treeItem(page, /^llama-vs-/).innerText()).toMatch(/433 prompts/);
  });

  it('two windows on one file: a verdict that one overrules is seen in the other', async () => {
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'demo.glens');
    const other = await session.anotherWindow();
    await openFile(other, 'demo.glens');
    const here = await webview(page, 'glens-comparison');
    const there = await webview(other, 'glens-comparison');
    for (const view of [here, there]) {
      await view.getByRole('tab', { name: 'Responses' }).click();
      await view.getByRole('option').first().click();
      await view.getByRole('article', { name: 'Prompt 1' }).waitFor(shown);
    }
    await there.getByRole('button', { name: 'Overrule the verdict on Tuned' }).click();
    const dialog = there.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Deflected/ }).check();
    await dialog.getByRole('button', { name: 'Overrule' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await here.getByRole('option').first().getByText('Deflected').waitFor(shown);
    await other.context().close();
  });
});

describe.skipIf(inject('unavailable') !== '')('an untrusted workspace', () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession(inject('vsix'), {
      comparison: true,
      workspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => session.close());

  it('shows comparisons, and says why nothing is loaded', async () => {
    const { page } = session;
    await page
      .getByRole('tab', { name: /^Guardrail Lens/ })
      .first()
      .click();
    await page
      .locator('.sidebar')
      .getByText(/This workspace is not trusted/)
      .waitFor(shown);
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor(shown);
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor(shown);
    expect(await view.getByRole('button', { name: /Overrule the verdict/ }).count()).toBe(0);
    await session.screenshot('untrusted');
  });
});
