// A real Ray cluster of this machine in the workbench, where Ray and TRL can be had: it is added and tested, TRL trains the
// built-in model there, the panel shows the run while it goes on and again after a reload, it is stopped, and the checkpoint of
// another one, which comes to its end, is compared with its base.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { startMilliseconds, startRay, type RealRay } from '../support/realRay';
import { hasModules, pythonExecutable, pythonOnCluster, testPython } from '../support/testPython';
import { workbenchReady } from '../workbench/browser';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  answerInput,
  answerNotification,
  chooseTheme,
  clearNotifications,
  notification,
  openFile,
  quickPickStep,
  runCommand,
  showContainer,
  statusBarItem,
  treeItem,
  watchContentSecurity,
  webview,
} from './workbench';

const there = pythonOnCluster(hasModules('ray', 'aiohttp', 'trl', 'peft', 'datasets'));
if (!there) {
  console.log(
    'skipped: a real Ray cluster in the workbench: no Python with ray[default], trl, peft and datasets (GLENS_PYTHON)',
  );
}
/** More than are trained before the test has seen all of it and stops the run, on any machine. */
const endless = 100_000;

describe.skipIf(inject('unavailable') !== '' || !there)('a real Ray cluster', () => {
  let session: Session;
  let page: Page;
  let ray: RealRay | null = null;
  let complaints: string[];
  const shared = (): string => session.path('..', 'shared');

  /** `sums.train.json` of so many steps, with a probe and a checkpoint every `every` of them. */
  const configure = (maxSteps: number, every: number, rate: number): void => {
    const config = {
      ...{
        model: session.path('models', 'base'),
        algorithm: 'grpo',
        rewards: [{ verifier: 'regex', pattern: '[a-e]' }],
      },
      ...{ data: { type: 'arithmetic', digits: 2, operators: ['+'], size: 40, test_size: 4 } },
      ...{ num_generations: 4, generation_batch_size: 8, max_completion_length: 6 },
      ...{ max_steps: maxSteps, learning_rate: rate, save: { steps: every, total_limit: 2 } },
      limits: { zero_std_steps: endless },
      probe: { steps: every, suites: ['glens-cybercrime', 'glens-overrefusal'], limit: 2, max_new_tokens: 8 },
    };
    writeFileSync(session.path('sums.train.json'), JSON.stringify(config, null, 2));
  };

  /** From the open configuration to the panel of its run. */
  const train = async (): Promise<void> => {
    await openFile(page, 'sums.train.json');
    await runCommand(page, 'Guardrail Lens: Train on a Cluster');
    await quickPickStep(page, /^Cluster$/);
    await page.keyboard.press('Enter');
  };

  beforeAll(async () => {
    // As a cluster's machine has them, on its path or by these names.
    const environment = { GUARDRAIL_LENS_CLI: cliPath, GUARDRAIL_LENS_NODE: process.execPath };
    ray = await startRay(testPython, { ...environment, HF_HUB_OFFLINE: '1' });
    const targets = join(repositoryPath('.cache'), `targets-${process.pid}`, 'targets.json');
    session = await startSession({
      comparison: false,
      settings: { 'guardrailLens.comparison.limit': 4 },
      env: { GLENS_TARGETS_FILE: targets },
    });
    ({ page } = session);
    complaints = watchContentSecurity(page);
    mkdirSync(shared());
    const base = repositoryPath('media/checkpoints/glens-tiny');
    cpSync(base, session.path('models', 'base'), { recursive: true });
  }, 2 * startMilliseconds);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(async () => {
    ray?.end();
    await closeSession(session);
  });

  it('is added and tested', async () => {
    await runCommand(page, 'Guardrail Lens: Add Cluster');
    await quickPickStep(page, /^What starts jobs there/);
    await page.keyboard.press('Enter');
    await answerInput(page, /^A name for it/, 'lab');
    await answerInput(page, /^Address of the Ray dashboard/, ray?.address ?? '');
    await answerInput(page, /^A folder that this machine shares/, shared());
    await answerInput(page, /^The same folder/, '');
    await quickPickStep(page, /^What trains there/);
    await page.keyboard.press('Enter');
    await answerInput(page, /^The Python there that has TRL/, pythonExecutable());
    await answerInput(page, /^GPUs of one job; 0/, '0');
    await answerNotification(page, /lab is in .*targets\.json/, 'Test It');
    await notification(
      page,
      /lab: Ray \d[\d.]*, Python 3\.[\d.]+, 0 GPUs in a job, TRL \d[\d.]*; the folder is shared\.$/m,
      600_000,
    );
    await clearNotifications(page);
  });

  it('trains, and the panel shows status, curves, rollouts and probe while it goes on', async () => {
    // It learns next to nothing: what has learned all that there is halts by itself.
    configure(endless, 5, 1e-7);
    await train();
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/^Step [1-9][\d,]* of 100,000 · .*On lab/).waitFor({ timeout: 600_000 });
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    const probe = panel.getByRole('slider', { name: 'Safety probe: step' });
    await expect.poll(() => probe.getAttribute('aria-valuetext')).toMatch(/^Step [1-9]\d*: /);
    await panel.getByRole('tab', { name: 'Rollouts' }).click();
    const rollouts = panel.getByRole('tabpanel', { name: 'Rollouts' });
    await rollouts.getByText(/^Step \d+ of \d+$/).waitFor();
    await rollouts.getByRole('region', { name: 'Prompt 1' }).first().waitFor();
    await session.screenshot('ray-rollouts');
    await panel.getByRole('tab', { name: 'Curves' }).click();
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await statusBarItem(page, /Training \d+\/100000/).waitFor();
  });

  it('it is followed again after the window was reloaded', async () => {
    await page.reload();
    await workbenchReady(page);
    await statusBarItem(page, /Training \d+\/100000/).click();
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/^Step [1-9][\d,]* of 100,000 · .*On lab/).waitFor();
  });

  it('its log is shown', async () => {
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('button', { name: 'Show Log' }).click();
    // The editor writes spaces that do not break.
    await page
      .locator('.view-line')
      .getByText(/guardrail-lens:/)
      .first()
      .waitFor();
    await session.screenshot('ray-log');
    await runCommand(page, 'View: Close Editor');
  });

  it.each([
    ['Light Modern', 'vs'],
    ['Dark Modern', 'vs-dark'],
  ])('its panel is readable for everybody in %s', async (theme, kind) => {
    await chooseTheme(page, theme, kind);
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Curves' }).click();
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    await session.screenshot(`ray-run-${kind}`);
    expect(await seriousFindings(panel, theme)).toEqual([]);
  });

  it('it is stopped, and what it has saved stands under its base', async () => {
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('tab', { name: 'Checkpoints' }).click();
    await panel
      .getByRole('button', { name: /^Compare with Base, step/ })
      .first()
      .waitFor();
    await panel.getByRole('button', { name: 'Stop' }).click();
    await notification(page, /sums-[0-9a-f]{8}: training was stopped after \d+ of 100000 steps/);
    await panel.getByText('Stopped', { exact: true }).waitFor();
    await clearNotifications(page);
    await showContainer(page);
    const level = async (name: RegExp): Promise<number> => {
      const item = treeItem(page, name);
      await item.waitFor();
      return Number(await item.getAttribute('aria-level'));
    };
    expect(await level(/^sums-[0-9a-f]{8}-step-\d+/)).toBeGreaterThan(await level(/^base,/));
    await session.screenshot('ray-stopped');
    await runCommand(page, 'View: Close All Editors');
  });

  it('another one ends, its checkpoint is here and is compared', async () => {
    configure(3, 3, 0.01);
    await train();
    await notification(page, /sums-[0-9a-f]{8}: training has finished after 3 steps/, 600_000);
    await clearNotifications(page);
    const panel = await webview(page, 'glens-training');
    const name = await panel.getByRole('heading', { level: 1 }).innerText();
    const checkpoint = join(shared(), name, name, 'checkpoint-3');
    expect(existsSync(join(checkpoint, 'adapter_model.safetensors'))).toBe(true);
    const log = readFileSync(join(checkpoint, 'trainer_state.json'), 'utf8');
    expect(JSON.parse(log)).toMatchObject({ global_step: 3 });
    await showContainer(page);
    await treeItem(page, new RegExp(`^${name}-step-3`)).waitFor();
    await session.screenshot('ray-finished');
    await panel.getByRole('button', { name: 'Compare with Base: step 3' }).click();
    const comparison = await webview(page, 'glens-comparison');
    await comparison
      .getByRole('heading', { name: new RegExp(`${name}/checkpoint-3 refuses`) })
      .waitFor({ timeout: 600_000 });
    await session.screenshot('ray-compared');
  });

  it('keeps to its content security policy all the way', () => {
    expect(complaints).toEqual([]);
  });
});
