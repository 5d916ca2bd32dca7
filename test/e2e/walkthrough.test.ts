// The walkthroughs: a step is ticked when its work is done, neither when a view opens nor when the work fails.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { closeSession, startSession, type Session } from './session';
import {
  clearNotifications,
  notification,
  openFile,
  runCommand,
  showContainer,
  showWalkthrough,
  statusBarItem,
  treeItem,
  walkthroughTick,
  webview,
} from './workbench';

describe.skipIf(inject('unavailable') !== '')('walkthroughs', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({ comparison: true });
    ({ page } = session);
    await showContainer(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  /** In the walkthrough that is shown. */
  const ticked = async (step: string): Promise<boolean> =>
    (await walkthroughTick(page, step).first().getAttribute('aria-checked')) === 'true';

  /** Of the Markdown preview. */
  const shownHeading = async (): Promise<string | null> => {
    const headings = page.frames().map((frame) => frame.locator('.markdown-body h1').first());
    for (const heading of headings) {
      const text = await heading.textContent({ timeout: 1000 }).catch(() => null);
      if (text !== null) return text;
    }
    return null;
  };

  it('a result is read when a row behind it is looked at, not when its file opens', async () => {
    const walkthrough = 'Your first comparison';
    const step = 'firstComparison#read';
    await openFile(page, 'demo.glens');
    const opened = await webview(page, 'glens-comparison');
    await opened.getByText('Cybercrime').first().waitFor();
    await showWalkthrough(page, walkthrough);
    expect(await ticked(step)).toBe(false);
    await session.screenshot('walkthrough-read-open');
    await page.getByRole('tab', { name: /^demo\.glens/ }).click();
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    await showWalkthrough(page, walkthrough);
    await expect.poll(() => ticked(step)).toBe(true);
    await runCommand(page, 'View: Close All Editors');
  });

  it('a link of a step opens its page of the documentation, and the command the others', async () => {
    await showWalkthrough(page, 'Your first comparison');
    await page.getByText('Read the result', { exact: true }).locator('visible=true').first().click();
    await page.getByRole('button', { name: 'How to read it' }).locator('visible=true').first().click();
    await page.getByRole('tab', { name: /^Preview read-a-result\.md/ }).waitFor();
    await expect.poll(() => shownHeading()).toBe('How do I read the result?');
    await session.screenshot('documentation-page');
    await runCommand(page, 'Guardrail Lens: Documentation…');
    // The list shows as many as fit.
    await page.getByPlaceholder('What do you want to know?').fill('Commands of the command line');
    await page.getByRole('option', { name: 'Commands of the command line' }).click();
    await page.getByRole('tab', { name: /^Preview command-line\.md/ }).waitFor();
    await expect.poll(() => shownHeading()).toBe('Commands of the command line');
    await session.screenshot('documentation-reference');
    await runCommand(page, 'View: Close All Editors');
  });

  it('a trained checkpoint is compared when there is a result, not when the run is stopped', async () => {
    const walkthrough = 'Your first RLVR checkpoint';
    const step = 'firstTraining#compare';
    const compare = async (name: RegExp): Promise<void> => {
      const row = treeItem(page, name);
      await row.hover();
      await row.getByRole('button', { name: 'Compare with Base' }).click();
    };
    await compare(/^rlvr-step-400/);
    await statusBarItem(page, /Guardrails \d+%/).waitFor();
    await runCommand(page, 'Guardrail Lens: Stop');
    await statusBarItem(page, /Guardrails \d+%/).waitFor({ state: 'hidden' });
    await showWalkthrough(page, walkthrough);
    expect(await ticked(step)).toBe(false);
    session.server.writeSettings({ 'guardrailLens.comparison.limit': 4 });
    await showContainer(page);
    await compare(/^rlvr-step-100/);
    await notification(page, /rlvr.checkpoint-100 .*refus/, 480_000);
    await clearNotifications(page);
    await showWalkthrough(page, walkthrough);
    await expect.poll(() => ticked(step)).toBe(true);
    await session.screenshot('walkthrough-compared');
  });
});
