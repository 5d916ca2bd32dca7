// Training in the workbench. First a generated run, which this process writes step by step as the trainer does: found,
// followed, driven, there again after a reload. Then a real one, from the palette to the comparison.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { controlFile, type TrainingRunFacts } from '../../src/protocol/training';
import { generatedRun } from '../support/generatedRun';
import { keepAlive, takeControl, writeRunFolder } from '../support/runFolder';
import { workbenchReady } from '../workbench/browser';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  answerNotification,
  chooseTheme,
  clearNotifications,
  notification,
  offeredCommands,
  openFile,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  statusBarItem,
  treeItem,
  watchContentSecurity,
  webview,
} from './workbench';

describe.skipIf(inject('unavailable') !== '')('training', () => {
  let session: Session;
  let page: Page;
  let complaints: string[];
  let stopVouching: () => void;
  const write = (step: number, part: Partial<TrainingRunFacts> = {}): Promise<void> => {
    const facts = generatedRun({ folder: session.path('arithmetic'), step });
    return writeRunFolder({ ...facts, ...part }, session.path('models', 'llama'));
  };

  beforeAll(async () => {
    session = await startSession({ comparison: false, settings: { 'guardrailLens.comparison.limit': 20 } });
    ({ page } = session);
    complaints = watchContentSecurity(page);
    await write(60);
    stopVouching = keepAlive(session.path('arithmetic'));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(async () => {
    stopVouching();
    endProcessOf(session.path('llama-grpo'));
    await closeSession(session);
  });

  it('a run is found while it goes on, and opens from the list', async () => {
    await showContainer(page);
    await treeItem(page, /^arithmetic, GRPO · 60 of 200/).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/^Step 60 of 200/).waitFor();
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    await panel.getByRole('slider', { name: 'Safety probe: step' }).waitFor();
  });

  it('what it takes, as measured before its first step, stands below its curves', async () => {
    const panel = await webview(page, 'glens-training');
    const summary = panel.getByText('What this run takes');
    await panel.getByText('1,000 prompts to train on').waitFor({ state: 'hidden' });
    await summary.click();
    await panel.getByText('1,000 prompts to train on, 50 held out and answered.').waitFor();
    await panel.getByRole('region', { name: 'Answer' }).getByText('It is 42.').waitFor();
    await session.screenshot('training-plan');
    await summary.click();
  });

  it('panel, list and status bar follow it', async () => {
    const panel = await webview(page, 'glens-training');
    await write(110);
    await panel.getByText(/^Step 110 of 200/).waitFor();
    await expect
      .poll(() => panel.getByRole('slider', { name: 'Reward: step' }).getAttribute('aria-valuetext'))
      .toMatch(/^Step 110: Mean reward 0\.\d+ ± 0\.\d+, Δ \+0\.\d+$/);
    await treeItem(page, /^arithmetic, GRPO · 110 of 200/).waitFor();
    await statusBarItem(page, /Training 110\/200/).waitFor();
  });

  it('the palette offers what can be done to it, and no more', async () => {
    const offered = async (): Promise<string> => (await offeredCommands(page)).join('\n');
    await expect.poll(offered).toContain('Pause Training');
    const now = await offered();
    for (const title of [
      'Stop Training',
      'Save Training Checkpoint Now',
      'Open Training Run',
      'Compare Trained',
    ])
      expect(now).toContain(title);
    for (const title of ['Continue Training', 'Resume Training', 'Start Training'])
      expect(now).not.toContain(title);
  });

  it('its curves are read by keyboard, and lead to the completions', async () => {
    const panel = await webview(page, 'glens-training');
    const reward = panel.getByRole('slider', { name: 'Reward: step' });
    await reward.press('ArrowLeft');
    await expect.poll(() => reward.getAttribute('aria-valuenow')).toBe('109');
    await reward.press('Enter');
    await panel.getByText('Step 109 of 110').waitFor();
    await panel.getByRole('region', { name: 'Prompt 1' }).first().waitFor();
    await panel.getByRole('checkbox', { name: 'Follow the newest' }).click();
    await panel.getByText('Step 110 of 110').waitFor();
  });

  it('it is paused and continued through its folder', async () => {
    const panel = await webview(page, 'glens-training');
    const control = session.path('arithmetic', controlFile);
    await panel.getByRole('button', { name: 'Pause' }).click();
    await expect
      .poll(() => (existsSync(control) ? readFileSync(control, 'utf8') : ''))
      .toBe('{"control":"pause"}');
    await panel.getByText(/Pausing after this step/).waitFor();
    takeControl(session.path('arithmetic'));
    await write(111, { status: 'paused' });
    await panel.getByRole('button', { name: 'Continue' }).waitFor();
    await write(112);
    await panel.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('the panel keeps its place while another editor covers it', async () => {
    await openFile(page, 'notes.md');
    await page.getByRole('tab', { name: /^arithmetic/ }).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Rollouts', selected: true }).waitFor();
    await panel.getByText('Step 112 of 112').waitFor();
  });

  it('the run is followed again after the window was reloaded', async () => {
    await page.reload();
    await workbenchReady(page);
    const status = statusBarItem(page, /Training 112\/200/);
    await status.waitFor();
    await status.click();
    const panel = await webview(page, 'glens-training');
    await expect.poll(() => page.getByRole('tab', { name: /^arithmetic/ }).count()).toBe(1);
    await write(113);
    await panel.getByText(/^Step 113 of 200/).waitFor();
  });

  it('its end is told, with the way to a comparison', async () => {
    stopVouching();
    await write(200, { status: 'finished' });
    const end = /arithmetic: training has finished after 200 steps/;
    await answerNotification(page, end, 'Compare with Base');
    // It starts at once, with the last options; its editor comes to the front.
    await notification(page, /arithmetic.checkpoint-200 .*refus/, 480_000);
    await clearNotifications(page);
    await runCommand(page, 'View: Close Editor');
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Checkpoints' }).click();
    await panel.getByRole('button', { name: 'Compare with Base, step 200' }).waitFor();
  });

  it.each([
    ['Light Modern', 'vs', 'vscode-light'],
    ['Dark Modern', 'vs-dark', 'vscode-dark'],
    ['Dark High Contrast', 'hc-black', 'vscode-high-contrast'],
  ])('the open panel takes on the colours of %s, readable for everybody', async (theme, kind, bodyClass) => {
    await chooseTheme(page, theme, kind);
    const panel = await webview(page, 'glens-training');
    await expect.poll(() => panel.evaluate(() => document.body.className)).toContain(bodyClass);
    const serious: string[] = [];
    for (const tab of ['Curves', 'Rollouts', 'Checkpoints']) {
      await panel.getByRole('tab', { name: tab }).click();
      await panel.getByRole('tabpanel', { name: tab }).waitFor();
      await session.screenshot(`training-${kind}-${tab.toLowerCase()}`);
      serious.push(...(await seriousFindings(panel, tab)));
    }
    expect([...new Set(serious)]).toEqual([]);
  });

  it('the panel is drawn whole in a narrow window', async () => {
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Curves' }).click();
    await runCommand(page, 'View: Close Primary Side Bar');
    await page.setViewportSize({ width: 520, height: 900 });
    const plot = panel.getByRole('slider', { name: 'Reward: step' });
    await expect
      .poll(() =>
        plot.evaluate((place) =>
          Math.abs((place.querySelector('canvas')?.clientWidth ?? 0) - place.clientWidth),
        ),
      )
      .toBeLessThanOrEqual(1);
    await session.screenshot('training-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('a configuration is written from a few questions', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Guardrail Lens: Train Checkpoint');
    for (const step of [/^Base/, /^Algorithm/, /^Data/]) await acceptStep(page, step);
    await page.getByRole('tab', { name: /^llama-grpo\.train\.json/ }).waitFor();
    // The last step says what the run takes, with an answer to read behind it.
    await quickPickStep(page, /^What the run takes/);
    await quickPickItem(page, /^Memory/).waitFor({ timeout: 300_000 });
    expect(await quickPickItem(page, /Start Training/).innerText()).toMatch(
      /about .* of memory · up to about .* of disk/,
    );
    await session.screenshot('training-wizard-figures');
    await quickPickItem(page, /Read a Prompt and an Answer/).click();
    await page.getByRole('tab', { name: /^llama-grpo: what it takes/ }).waitFor();
    // The editor writes spaces that do not break.
    await page
      .locator('.view-line')
      .getByText(/weighted\ssum/)
      .first()
      .waitFor();
    await session.screenshot('training-wizard-answer');
    await quickPickStep(page, /^What the run takes/);
    await quickPickItem(page, /Change the Settings/).click();
    await runCommand(page, 'View: Close Editor');
    const config = readConfig(session.path('llama-grpo.train.json'));
    expect(config).toMatchObject({ model: 'models/llama', algorithm: 'grpo', data: { type: 'arithmetic' } });
    await page.locator('.codelens-decoration').getByText('Train').first().waitFor();
    await session.screenshot('training-configuration');
    // The same in small, for a model of a few thousand parameters.
    writeFileSync(session.path('llama-grpo.train.json'), JSON.stringify(small(config), null, 2));
  });

  it('it trains, with live curves and rollouts, to its end', async () => {
    await runCommand(page, 'Guardrail Lens: Start Training');
    const panel = await webview(page, 'glens-training');
    await panel.getByText('What this run takes').waitFor();
    await panel.getByText(/^Step [1-9]\d* of 8/).waitFor();
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    await panel.getByRole('slider', { name: 'Safety probe: step' }).waitFor();
    await notification(page, /llama-grpo: training has finished after 8 steps/, 180_000);
    await panel.getByRole('tab', { name: 'Rollouts' }).click();
    await panel.getByRole('tabpanel', { name: 'Rollouts' }).getByText('Step 8 of 8').waitFor();
    await session.screenshot('training-real');
  });

  it('its checkpoint is compared with its base', async () => {
    const panel = await webview(page, 'glens-training');
    await clearNotifications(page);
    await panel.getByRole('tab', { name: 'Checkpoints' }).click();
    await panel.getByRole('button', { name: 'Compare with Base, step 8' }).click();
    // No question stands in between.
    // The gate lets it pass, since training has changed the model; then every response is there and judged.
    const comparison = await webview(page, 'glens-comparison');
    await comparison.getByRole('heading', { name: /llama-grpo\/checkpoint-8 refuses/ }).waitFor();
  });

  it('keeps to its content security policy all the way', () => {
    expect(complaints).toEqual([]);
  });
});

function readConfig(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

function small(config: Record<string, unknown>): Record<string, unknown> {
  return {
    ...config,
    data: { type: 'arithmetic', digits: 2, operators: ['+'], size: 50, test_size: 10 },
    rewards: [{ verifier: 'regex', pattern: '[a-m]' }],
    learning_rate: 0.01,
    max_steps: 8,
    num_generations: 2,
    generation_batch_size: 4,
    max_completion_length: 4,
    lora: { r: 2, lora_alpha: 4 },
    eval: { steps: 4, num_prompts: 4 },
    probe: { steps: 4, suites: ['glens-cybercrime', 'glens-overrefusal'], limit: 4, max_new_tokens: 8 },
    save: { steps: 4 },
  };
}

/** Should a test have failed while it ran. */
function endProcessOf(folder: string): void {
  const path = join(folder, 'alive.json');
  if (!existsSync(path)) return;
  const { pid } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number };
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
