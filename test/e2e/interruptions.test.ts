// What may go wrong around a run or an open comparison: each shows what happened and what to do.
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Frame } from 'playwright-core';
import { workbenchReady } from '../workbench/browser';
import { endEngine } from './endEngine';
import { closeSession, startSession, type Session } from './session';
import { fillDisk, smallDisk } from './smallDisk';
import { stoppedComparison } from './stoppedComparison';
import { until } from './until';
import {
  acceptStep,
  answerPathDialog,
  notification,
  openFile,
  quickInput,
  quickPickStep,
  runCommand,
  showContainer,
  startComparison,
  statusBarItem,
  treeItem,
  webview,
} from './workbench';

/** In the notification at the end of a run. */
const result = /Show Result/;
const underWay = /Guardrails [1-9]\d*%/;

describe.skipIf(inject('unavailable') !== '')('interruptions', () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession({ comparison: true });
    await showContainer(session.page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
    await runCommand(session.page, 'View: Close All Editors');
    await runCommand(session.page, 'Notifications: Clear All Notifications');
  });
  afterAll(() => closeSession(session));

  /** Opens a comparison file in its editor. */
  async function open(name: string): Promise<Frame> {
    await openFile(session.page, name);
    return webview(session.page, 'glens-comparison');
  }

  it('a file that is no comparison: an error page', async () => {
    const view = await open('broken.glens');
    const page = view.getByRole('alert');
    await page.getByText(/broken\.glens is not a comparison file/).waitFor();
    await page.getByText('Choose a .glens file that Guardrail Lens wrote.').waitFor();
    await page.getByRole('button', { name: 'Show Log' }).click();
    await session.page.locator('.panel').getByText('Output').first().waitFor();
    await session.screenshot('error-page');
    await runCommand(session.page, 'View: Hide Panel');
  });

  it('a damaged comparison: an error page', async () => {
    const page = (await open('damaged.glens')).getByRole('alert');
    await page
      .getByText(/damaged/)
      .first()
      .waitFor();
    await page.getByText(/Restore the file from a copy/).waitFor();
    await session.screenshot('damaged-file');
    // The rows that can still be read; here there are none, which is said too.
    await page.getByRole('button', { name: 'Export Readable Rows…' }).click();
    await answerPathDialog(session.page, /damaged\.jsonl$/u);
    await notification(session.page, /damaged/);
  });

  it('a comparison deleted under the editor: a banner', async () => {
    const path = session.path('doomed.glens');
    copyFileSync(session.path('demo.glens'), path);
    const view = await open('doomed.glens');
    await view.getByText('Cybercrime').first().waitFor();
    const banner = view.getByRole('alert').getByText(/was deleted or moved/);
    // Nothing tells when the file is watched, so it comes back and goes again until that is seen.
    await until('the banner', async (patience) => {
      copyFileSync(session.path('demo.glens'), path);
      await session.page.waitForTimeout(1000);
      rmSync(path);
      await banner.waitFor(patience);
      return true;
    });
    await view
      .getByRole('alert')
      .getByText(/Restore the file/)
      .waitFor();
    await session.screenshot('deleted-under-the-editor');
  });

  it('the engine killed: what is open can be used, and a run goes on', async () => {
    const { page } = session;
    await stoppedComparison(session.path('killed.glens'), 24);
    const view = await open('killed.glens');
    await view.getByText(/The run is not finished: 0 of/).waitFor();
    await view.getByRole('button', { name: 'Resume' }).click();
    await statusBarItem(page, underWay).waitFor();
    endEngine(session);
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().waitFor();
    await notification(page, result, 480_000);
    await expect.poll(() => view.getByText(/The run is not finished/).count()).toBe(0);
  });

  it('an engine that does not start: the run says so, and can be resumed', async () => {
    const { page } = session;
    await stoppedComparison(session.path('engineless.glens'), 2);
    const view = await open('engineless.glens');
    const resume = view.getByRole('button', { name: 'Resume' });
    await resume.waitFor();
    const [engine = ''] = globSync('extensions/guardrail-lens.guardrail-lens-*/dist/engine.mjs', {
      cwd: session.server.dataFolder,
    }).map((path) => join(session.server.dataFolder, path));
    const program = readFileSync(engine);
    try {
      writeFileSync(engine, 'process.exit(7);\n');
      endEngine(session);
      await resume.click();
      const said = await notification(page, /The engine stopped/);
      expect(said).toMatch(/ended with code 7/);
      expect(said).toMatch(/What was finished is saved/);
    } finally {
      writeFileSync(engine, program);
    }
    await resume.click();
    await notification(page, result, 480_000);
  });

  it('a full disk: the run says so, and goes on when there is room', async ({ skip }) => {
    const { page } = session;
    const disk = smallDisk(session.path('small'));
    if (disk === null) {
      console.log('skipped: a full disk. A small file system can be mounted by root on Linux only.');
      return skip();
    }
    try {
      await stoppedComparison(session.path('small', 'full.glens'), 2);
      const room = fillDisk(session.path('small', 'filler'));
      const view = await open('full.glens');
      await view.getByRole('button', { name: 'Resume' }).click();
      const said = await notification(page, /could not be written/);
      expect(said).toMatch(/the disk is full\. Nothing already saved is lost/);
      expect(said).toMatch(/Free some space .* then resume the run/);
      await session.screenshot('disk-full');
      room();
      await view.getByRole('button', { name: 'Resume' }).click();
      await notification(page, result, 480_000);
      await runCommand(page, 'View: Close All Editors');
    } finally {
      disk();
    }
  });

  it('a window reload in the middle of a run: the run goes on by itself', async () => {
    const { page } = session;
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of [/^Base/, /^Tuned/, /^Benchmarks/]) await acceptStep(page, step);
    await startComparison(page);
    await statusBarItem(page, underWay).waitFor();
    await session.screenshot('running');
    await page.reload();
    await workbenchReady(page);
    await Promise.all([
      notification(page, /Comparing \(llama-vs-.*\.glens\)/),
      statusBarItem(page, underWay).waitFor(),
    ]);
    await notification(page, result, 480_000);
    await showContainer(page);
    await expect.poll(() => treeItem(page, /^llama-vs-/).innerText()).toMatch(/ pp \[/);
  });

  it('a window reload in mid-wizard: it is gone without a trace, and begins anew', async () => {
    const { page } = session;
    const files = (): string[] => globSync('**/*.glens', { cwd: session.path() }).sort();
    const before = files();
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    for (const step of [/^Base/, /^Tuned/]) await acceptStep(page, step);
    await quickPickStep(page, /^Benchmarks/);
    await page.reload();
    await workbenchReady(page);
    await expect.poll(() => quickInput(page).count()).toBe(0);
    await showContainer(page);
    expect(files()).toEqual(before);
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    await quickPickStep(page, /^Base/);
    await page.keyboard.press('Escape');
  });
});

describe.skipIf(inject('unavailable') !== '')('an untrusted workspace', () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession({
      comparison: true,
      workspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('shows comparisons, and says why nothing is loaded', async () => {
    const { page } = session;
    await runCommand(page, 'Guardrail Lens: Focus on Checkpoints View');
    await page
      .locator('.sidebar')
      .getByText(/This workspace is not trusted: comparisons can be viewed/)
      .waitFor();
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor();
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    expect(await view.getByRole('button', { name: /Overrule the verdict/ }).count()).toBe(0);
    await session.screenshot('untrusted');
  });
});
