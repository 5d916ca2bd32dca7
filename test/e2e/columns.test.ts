// Several checkpoints beside one base, as a user reads them: the matrix, the pair that all tabs show, all answers to a
// prompt; pictures to be looked at, and no serious finding of axe.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { openFile, webview } from './workbench';

const themes = [
  ['light', 'Default Light Modern'],
  ['dark', 'Default Dark Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
] as const;

/** A run's checkpoints by name, as the built-in ones stand in for them. */
const tuned = ['glens-tiny-grpo', 'glens-tiny-sft', 'glens-tiny-sft-harmless'];

const folder = (name: string): string => repositoryPath(`media/checkpoints/${name}`);
const small = ['--limit', '6', '--max-new-tokens', '24', '--batch-size', '8', '--seed', '1'];

function glens(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** A run of three steps, each saved and looked at, and the comparison of them. */
function trainAndCompare(config: string, out: string): void {
  const settings = {
    model: folder('glens-tiny'),
    algorithm: 'grpo',
    beta: 0.05,
    data: { type: 'arithmetic', digits: 1, size: 24, test_size: 8 },
    rewards: [{ verifier: 'number' }],
    lora: { r: 4 },
    learning_rate: 0.002,
    max_steps: 3,
    num_generations: 4,
    rollout_batch_size: 8,
    max_completion_length: 16,
    save: { steps: 1 },
    eval: { steps: 1 },
  };
  writeFileSync(config, JSON.stringify(settings));
  glens('train', config);
  glens('compare', '--steps-of', config.replace(/\.train\.json$/u, ''), ...small, '--out', out);
}

describe.skipIf(inject('unavailable') !== '').each(themes)('several checkpoints: %s', (name, theme) => {
  let session: Session;
  let page: Page;
  let view: Frame;
  const found: string[] = [];
  beforeAll(async () => {
    session = await startSession({ comparison: false, settings: { 'workbench.colorTheme': theme } });
    ({ page } = session);
    const sides = ['--base', folder('glens-tiny'), '--tuned', ...tuned.map(folder)];
    glens('compare', ...sides, ...small, '--out', session.path('many.glens'));
    await openFile(page, 'many.glens');
    view = await webview(page, 'glens-comparison');
    await view.getByText('Every checkpoint on every benchmark').waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-columns-${name}-${task.name}`);
  });
  afterAll(() => closeSession(session));

  const look = async (what: string): Promise<void> => {
    await session.screenshot(`columns-${name}-${what}`);
    found.push(...(await seriousFindings(view, what)));
  };

  it('the matrix leads to a pair, by keyboard too, and the picker follows', async () => {
    await look('overview');
    const harmless = view.getByRole('button', { name: 'glens-tiny-sft-harmless' }).first();
    await harmless.focus();
    await page.keyboard.press('Enter');
    const alone = view.getByRole('heading', { name: 'glens-tiny-sft-harmless alone, against the base' });
    await alone.waitFor();
    await alone.scrollIntoViewIfNeeded();
    await look('pair');
    const picker = view.getByRole('combobox', { name: 'Checkpoint shown beside the base' });
    await picker.click();
    await view.getByRole('option', { name: 'glens-tiny-sft', exact: true }).click();
    await view.getByRole('heading', { name: 'glens-tiny-sft alone, against the base' }).waitFor();
  });

  it('all answers to a prompt stand side by side', async () => {
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('listbox').getByRole('option').first().click();
    const detail = view.getByRole('article');
    await detail.getByRole('button', { name: /Show harmful text/ }).click();
    await view.getByText('All 3 checkpoints side by side').click();
    for (const one of ['base (pinned)', ...tuned]) {
      await view.locator('glens-column-answers').getByRole('heading', { name: one, exact: true }).waitFor();
    }
    await look('responses');
    await page.setViewportSize({ width: 700, height: 900 });
    await look('responses-narrow');
    await view.getByRole('tab', { name: 'Overview' }).click();
    await look('overview-narrow');
  });

  it('the steps of a run stand against safety, measured KL and held-out accuracy', async () => {
    await page.setViewportSize({ width: 1400, height: 900 });
    trainAndCompare(session.path('small.train.json'), session.path('steps.glens'));
    await openFile(page, 'steps.glens');
    view = await webview(page, 'glens-comparison');
    const table = view.getByRole('table', { name: /step/iu }).last();
    await table.waitFor();
    expect(await table.getByRole('rowheader').allInnerTexts()).toHaveLength(3);
    const figure = view.getByRole('heading', { name: 'Along the training run' });
    await figure.scrollIntoViewIfNeeded();
    await look('steps');
    await table.scrollIntoViewIfNeeded();
    await look('steps-table');
    await page.setViewportSize({ width: 700, height: 900 });
    await figure.scrollIntoViewIfNeeded();
    await look('steps-narrow');
  });

  it('has no serious finding of axe in any of these views', () => {
    expect([...new Set(found)]).toEqual([]);
  });
});
