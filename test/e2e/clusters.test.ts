// Clusters in the workbench: one is added and tested, a configuration is sent to it, and its run is followed, by keyboard alone
// up to the panel. The cluster is a stand-in that answers as Ray does and runs jobs in this machine's shell; what its trainer
// would write, this process writes.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { fakeRay, type FakeRay } from '../support/fakeRay';
import { checkpointPath, repositoryPath } from '../support/paths';
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

const facts = {
  ...{ python: '3.12.1', gpus: 1, node: '/usr/bin/node', node_problem: null },
  packages: { torch: '2.9', transformers: '5.0', trl: '1.16.0', peft: '0.18', datasets: '4.0' },
};

describe.skipIf(inject('unavailable') !== '' || process.platform === 'win32')('clusters', () => {
  let session: Session;
  let page: Page;
  let ray: FakeRay;
  let complaints: string[];
  const shared = (...parts: string[]): string => session.path('..', 'shared', ...parts);
  const run = (): string => {
    const job = [...ray.jobs.keys()].at(-1) ?? '';
    return shared(job, job);
  };

  beforeAll(async () => {
    const targets = join(repositoryPath('.cache'), `targets-${process.pid}`, 'targets.json');
    session = await startSession({ comparison: false, env: { GLENS_TARGETS_FILE: targets } });
    ({ page } = session);
    complaints = watchContentSecurity(page);
    ray = await fakeRay('byItself');
    mkdirSync(shared());
    // … -m guardrail_lens.train <prepared> --output-dir <run> --resume
    const script = `#!/bin/sh
if [ "$2" = guardrail_lens.environment ]; then echo '${JSON.stringify({ guardrail_lens: facts })}'; exit; fi
echo loading the weights
while [ ! -e "$5/end" ]; do sleep 0.1; done
exit "$(cat "$5/end")"
`;
    writeFileSync(shared('python.sh'), script, { mode: 0o755 });
    writeFileSync(
      session.path('sums.train.json'),
      JSON.stringify({
        ...{ model: '/models/base', algorithm: 'grpo', rewards: [{ verifier: 'number' }] },
        ...{ data: { type: 'arithmetic', size: 9, test_size: 4 }, num_generations: 2 },
        ...{ generation_batch_size: 4, max_steps: 12, max_completion_length: 8 },
      }),
    );
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(async () => {
    ray.endJobs();
    await ray.server.close();
    await closeSession(session);
  });

  it('one is added and tested, by keyboard', async () => {
    await runCommand(page, 'Guardrail Lens: Add Cluster');
    await quickPickStep(page, /^What starts jobs there/);
    await page.keyboard.press('Enter');
    await answerInput(page, /^A name for it/, 'lab');
    const refused = { text: 'head:8265', words: 'An http or https address.' };
    await answerInput(page, /^Address of the Ray dashboard/, ray.address, refused);
    await answerInput(page, /^A folder that this machine shares/, shared());
    await answerInput(page, /^The same folder/, '');
    await quickPickStep(page, /^What trains there/);
    await page.keyboard.press('Enter');
    await answerInput(page, /^The Python there that has TRL/, shared('python.sh'));
    await answerInput(page, /^GPUs of one job; 0/, '0');
    await answerNotification(page, /lab is in .*targets\.json/, 'Test It');
    await notification(
      page,
      /lab: Ray 2\.99\.0, Python 3\.12\.1, 1 GPU in a job, TRL 1\.16\.0; the folder is shared\./,
    );
    await clearNotifications(page);
  });

  it('a configuration is sent there, and its run is shown before it has begun', async () => {
    await openFile(page, 'sums.train.json');
    await page.locator('.codelens-decoration').getByText('Train on a Cluster…').waitFor();
    await runCommand(page, 'Guardrail Lens: Train on a Cluster');
    await quickPickStep(page, /^Cluster$/);
    await session.screenshot('cluster-choice');
    await page.keyboard.press('Enter');
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/Step 0 · .*On lab/).waitFor();
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await panel.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await session.screenshot('cluster-begun');
  });

  it('its curves, completions and probe arrive while it goes on', async () => {
    writeStep(run(), 6);
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/^Step 6 of 12 · .*On lab/).waitFor();
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    await panel.getByRole('slider', { name: 'Safety probe: step' }).waitFor();
    await panel.getByRole('tab', { name: 'Rollouts' }).click();
    await panel.getByRole('tabpanel', { name: 'Rollouts' }).getByText('Step 5 of 5').waitFor();
    await panel.getByRole('tab', { name: 'Curves' }).click();
    await statusBarItem(page, /Training 6\/12/).waitFor();
    await showContainer(page);
    await expect.poll(() => treeItem(page, /sums\.train\.json, not run yet/).count()).toBe(0);
    await treeItem(page, /^sums-[0-9a-f]{8}, GRPO · lab · 6 of 12/).waitFor();
  });

  it('it is followed again after the window was reloaded, with its log', async () => {
    await page.reload();
    await workbenchReady(page);
    const status = statusBarItem(page, /Training 6\/12/);
    await status.waitFor();
    await status.click();
    const panel = await webview(page, 'glens-training');
    writeStep(run(), 7);
    await panel.getByText(/^Step 7 of 12 · .*On lab/).waitFor();
    await panel.getByRole('button', { name: 'Show Log' }).click();
    await page
      .locator('.view-line')
      .getByText(/loading\sthe\sweights/)
      .waitFor();
    await runCommand(page, 'View: Close Editor');
  });

  it.each([
    ['Light Modern', 'vs'],
    ['Dark Modern', 'vs-dark'],
    ['Dark High Contrast', 'hc-black'],
  ])('its panel is readable for everybody in %s', async (theme, kind) => {
    await chooseTheme(page, theme, kind);
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('slider', { name: 'Reward: step' }).waitFor();
    await session.screenshot(`cluster-run-${kind}`);
    expect(await seriousFindings(panel, theme)).toEqual([]);
  });

  it('it is stopped by keyboard', async () => {
    const panel = await webview(page, 'glens-training');
    await panel.getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    await notification(page, /sums-[0-9a-f]{8}: training was stopped after 7 of 12 steps/);
    await panel.getByText('Stopped', { exact: true }).waitFor();
    expect([...ray.jobs.values()].map(({ status }) => status)).toContain('STOPPED');
    await clearNotifications(page);
  });

  it('one that ends with a checkpoint offers the comparison, one that fails says why', async () => {
    await openFile(page, 'sums.train.json');
    for (const [code, end] of [
      ['0', /sums-[0-9a-f]{8}: training has finished after 12 steps/],
      ['3', /sums-[0-9a-f]{8}: training failed after 12 of 12 steps: Job is FAILED\./],
    ] as const) {
      const before = ray.jobs.size;
      await openFile(page, 'sums.train.json');
      await runCommand(page, 'Guardrail Lens: Train on a Cluster');
      await quickPickStep(page, /^Cluster$/);
      await page.keyboard.press('Enter');
      await expect.poll(() => ray.jobs.size).toBe(before + 1);
      await expect.poll(() => existsSync(join(run(), 'job.json'))).toBe(true);
      writeStep(run(), 12);
      cpSync(checkpointPath('llama-lora'), join(run(), 'checkpoint-12'), { recursive: true });
      writeFileSync(join(run(), 'end'), code);
      await notification(page, end);
      await clearNotifications(page);
      const panel = await webview(page, 'glens-training');
      await panel.getByRole('button', { name: 'Compare with Base: step 12' }).waitFor();
      await session.screenshot(`cluster-ended-${code}`);
      await runCommand(page, 'View: Close Editor');
    }
  });

  it('one that names the cluster is sent there by Train, and its base is not looked for here', async () => {
    const named = session.path('named.train.json');
    const settings = JSON.parse(readFileSync(session.path('sums.train.json'), 'utf8')) as object;
    writeFileSync(named, JSON.stringify(settings));
    await openFile(page, 'named.train.json');
    const errors = page.locator('.squiggly-error');
    await errors.first().waitFor();
    writeFileSync(named, JSON.stringify({ ...settings, where: 'lab' }));
    await page.locator('.codelens-decoration').getByText('Train on lab').waitFor();
    await expect.poll(() => errors.count()).toBe(0);
    await session.screenshot('cluster-named');
    const before = ray.jobs.size;
    await runCommand(page, 'Guardrail Lens: Start Training');
    await expect.poll(() => ray.jobs.size).toBe(before + 1);
    await expect.poll(() => existsSync(join(run(), 'job.json'))).toBe(true);
    writeStep(run(), 12);
    writeFileSync(join(run(), 'end'), '0');
    await notification(page, /named-[0-9a-f]{8}: training has finished after 12 steps/);
    await clearNotifications(page);
    await runCommand(page, 'View: Close Editor');
  });

  it('a cluster that is gone is said, and the run is kept', async () => {
    await openFile(page, 'sums.train.json');
    await runCommand(page, 'Guardrail Lens: Train on a Cluster');
    await quickPickStep(page, /^Cluster$/);
    await page.keyboard.press('Enter');
    const panel = await webview(page, 'glens-training');
    await panel.getByText(/On lab/).waitFor();
    await ray.server.close();
    await panel.getByText(/lab cannot be asked at the moment; the job may go on/).waitFor();
    await session.screenshot('cluster-gone');
  });

  it('keeps to its content security policy all the way', () => {
    expect(complaints).toEqual([]);
  });
});

/** As TRL and media/python leave the folder after a step. */
function writeStep(folder: string, step: number): void {
  const log = Array.from({ length: step }, (_, index) => ({
    ...{ step: index + 1, epoch: 1, loss: 0.1, reward: 0.2 + index * 0.03, reward_std: 0.2 },
    ...{ kl: 0.001 * index, 'rewards/number/mean': 0.2 + index * 0.03, 'completions/mean_length': 6 },
  }));
  mkdirSync(join(folder, 'completions'), { recursive: true });
  copyFileSync(
    repositoryPath('test/fixtures/parquet/completions_00005.parquet'),
    join(folder, 'completions', 'completions_00005.parquet'),
  );
  mkdirSync(join(folder, 'probes'), { recursive: true });
  for (const at of [0, 5]) {
    const asked = ['harmful', 'harmful', 'benign'].map((kind, index) => ({
      ...{ suiteId: 'suite', itemId: String(index), kind, prompt: `Question ${index}`, context: null },
      ...{ rendered: 'user: …', response: "I'm sorry, but I can't help with that.", truncated: false },
    }));
    writeFileSync(
      join(folder, 'probes', `probe_${at}.jsonl`),
      asked.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  }
  const state = { global_step: step, max_steps: 12, log_history: log };
  writeFileSync(join(folder, 'trainer_state.json'), JSON.stringify(state));
}
