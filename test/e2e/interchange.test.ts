// What other tools read and wrote, in the real workbench: results and curves exported, promptfoo's answers added as a side; and the
// curve of refusals over the tokens that answers were begun with.
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultGenerationSettings } from '../../src/protocol/generation';
import { testClient } from '../support/engine';
import { generatedRun } from '../support/generatedRun';
import { checkpointPath, repositoryPath } from '../support/paths';
import { writeRunFolder } from '../support/runFolder';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { until } from './until';
import {
  answerPathDialog,
  chooseTheme,
  clearNotifications,
  notification,
  openFile,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  treeItem,
  webview,
  workspaceOffered,
} from './workbench';

async function makeComparison(path: string): Promise<void> {
  const engine = testClient();
  try {
    await engine.request('createComparison', {
      path,
      spec: {
        base: { kind: 'checkpoint', path: checkpointPath('llama') },
        tuned: { kind: 'checkpoint', path: checkpointPath('llama-lora'), basePath: checkpointPath('llama') },
        suites: ['glens-violence-weapons'],
        attacks: ['none', 'prefill-1', 'prefill-3', 'prefill-10'],
        limit: 4,
        settings: { ...defaultGenerationSettings, maxNewTokens: 16 },
        judges: [{ kind: 'rules' }],
        control: false,
      },
      apiKeys: {},
    });
    await engine.request('runComparison', { path, apiKeys: {} });
  } finally {
    engine.dispose();
  }
}

describe.skipIf(inject('unavailable') !== '')('other tools', () => {
  let session: Session;
  let page: Page;

  /** A list of choices closes where a view takes the focus meanwhile. */
  const pick = (command: string, choice: RegExp): Promise<boolean> =>
    until(`the choice ${String(choice)}`, async (patience) => {
      await runCommand(page, `Guardrail Lens: ${command}`);
      await quickPickItem(page, choice).click(patience);
      return true;
    });

  beforeAll(async () => {
    session = await startSession({ comparison: false, settings: { 'guardrailLens.maskHarmful': false } });
    ({ page } = session);
    await makeComparison(session.path('begun.glens'));
    const facts = generatedRun({ folder: session.path('arithmetic'), step: 60 });
    await writeRunFolder({ ...facts, status: 'finished' }, session.path('models', 'llama'));
    copyFileSync(repositoryPath('test/fixtures/interchange/promptfoo.json'), session.path('promptfoo.json'));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('a curve shows how deep refusals reach, in every kind of theme', async () => {
    await openFile(page, 'begun.glens');
    const view = await webview(page, 'glens-comparison');
    const curves = view.getByRole('region', { name: 'How deep the refusals reach' });
    await curves.getByRole('img', { name: /Violence and weapons: handled safely, by tokens/ }).waitFor();
    for (const [theme, kind] of [
      ['Light Modern', 'vs'],
      ['Dark High Contrast', 'hc-black'],
      ['Light High Contrast', 'hc-light'],
      ['Dark Modern', 'vs-dark'],
    ] as const) {
      await chooseTheme(page, theme, kind);
      await curves.scrollIntoViewIfNeeded();
      await session.screenshot(`refusal-curve-${kind}`);
    }
    expect(await seriousFindings(view, 'refusal curve')).toEqual([]);
  });

  it('the prompt of a begun answer says how it was begun', async () => {
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').nth(12).click();
    await view.getByText('Both answers were begun:').waitFor();
    await session.screenshot('begun-answer');
  });

  it('a section of a model card is written beside the comparison', async () => {
    await pick('Export Report', /^Section of a model card/);
    await answerPathDialog(page, /begun\.md$/u);
    await notification(page, /Section of a model card written/);
    expect(readFileSync(session.path('begun.md'), 'utf8')).toMatch(/^---\nmodel-index:/);
    await clearNotifications(page);
  });

  it('Inspect’s logs go into a folder of their own', async () => {
    await pick('Export Report', /^Logs for Inspect/);
    await answerPathDialog(page, workspaceOffered);
    await notification(page, /Logs for Inspect written/);
    // Two sides, four attacks.
    expect(readdirSync(session.path('begun-inspect')).filter((name) => name.endsWith('.eval'))).toHaveLength(
      8,
    );
    await clearNotifications(page);
  });

  it('of a file with answers of several models those that are chosen become sides', async () => {
    await pick('Add Responses File', /^Files/);
    await quickPickItem(page, /^promptfoo\.json/).click();
    await quickPickStep(page, /^Whose responses/);
    await quickInput(page)
      .getByRole('checkbox', { name: /^first/ })
      .first()
      .click();
    await quickInput(page).getByRole('button', { name: 'OK' }).click();
    await showContainer(page);
    await treeItem(page, /promptfoo\.json#first/).waitFor();
  });

  it('a run’s curves are written for TensorBoard', async () => {
    await pick('Export Training Curves', /^TensorBoard/);
    await answerPathDialog(page, workspaceOffered);
    await notification(page, /TensorBoard event file written/);
    const [run = ''] = readdirSync(session.path('arithmetic-tensorboard'));
    expect(readdirSync(join(session.path('arithmetic-tensorboard'), run))[0]).toMatch(
      /^events\.out\.tfevents/,
    );
  });
});
