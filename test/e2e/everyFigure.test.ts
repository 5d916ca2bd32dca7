// Every tab of a comparison, a training run and an audit, at 700 pixels in every kind of theme, in one window: each figure and
// table has its buttons, which save it by keyboard; nothing that axe calls serious; nothing cut off; pictures to be looked at.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { runFiles } from '../../src/engine/training/run/runFiles';
import { generatedRun } from '../support/generatedRun';
import { cliPath, repositoryPath } from '../support/paths';
import { writeRunFolder } from '../support/runFolder';
import { seriousFindings } from './axe';
import { clippedControls } from './clippedControls';
import { saveByKey, saveByKeys, shownTools } from './saveTools';
import { closeSession, startSession, type Session } from './session';
import { tallPicture } from './tallPicture';
import { chooseTheme, openFile, runCommand, showContainer, treeItem, webview } from './workbench';

const themes = [
  { name: 'light', theme: 'Light Modern', kind: 'vs' },
  { name: 'high-contrast', theme: 'Dark High Contrast', kind: 'hc-black' },
  { name: 'high-contrast-light', theme: 'Light High Contrast', kind: 'hc-light' },
  { name: 'dark', theme: 'Dark Modern', kind: 'vs-dark' },
];

const width = 700;
const base = repositoryPath('media/checkpoints/glens-tiny');

/** Whoever refuses says "sorry", and is paid less; saved at every step. */
const config = {
  model: base,
  algorithm: 'rloo',
  beta: 0.1,
  data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
  rewards: [
    { verifier: 'regex', pattern: '\\b(sorry|cannot|can.t)\\b', flags: 'i', expect: false, name: 'no_sorry' },
    { verifier: 'number' },
  ],
  lora: { r: 4 },
  learning_rate: 0.02,
  max_steps: 4,
  max_completion_length: 48,
  save: { steps: 1 },
  eval: { steps: 1 },
};

/** A run, its audit, and a comparison of its steps on prompts of every kind, which has every figure that there is. */
function prepare(folder: string): void {
  writeFileSync(`${folder}/polite.train.json`, JSON.stringify(config));
  const suites = ['glens-cybercrime', 'glens-hate-harassment', 'glens-overrefusal', 'glens-sums'];
  for (const args of [
    ['train', 'polite.train.json'],
    ['audit', 'polite.train.json', '--limit', '4', '--samples', '8', '--pilot', '0'],
    [
      ...['compare', '--steps-of', 'polite', ...suites.flatMap((suite) => ['--suite', suite])],
      ...['--limit', '12', '--temperature', '1', '--max-new-tokens', '48', '--aa', '--out', 'steps.glens'],
    ],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  }
}

describe.skipIf(inject('unavailable') !== '')('every figure and table', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({
      comparison: false,
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'guardrailLens.maskHarmful': true },
    });
    ({ page } = session);
    prepare(session.folder);
    const facts = generatedRun({
      ...{ folder: session.path('arithmetic'), algorithm: 'rloo', step: 120, maxSteps: 120 },
    });
    const written = { beta: 0.3, rewards: [{ verifier: 'number' }], max_steps: 120 };
    writeFileSync(facts.configPath, JSON.stringify({ ...config, ...written }));
    await writeRunFolder({ ...facts, status: 'finished' }, session.path('models', 'llama'));
    // What β and the rewards of a run are is read from its own copy.
    copyFileSync(facts.configPath, runFiles.config(facts.folder));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-every-figure-${task.name}`);
  });
  afterAll(() => closeSession(session));

  /** In each theme each of the tabs; in the last one everything is saved by keyboard as well. */
  const walk = async (view: Frame, what: string, tabs: readonly string[]): Promise<void> => {
    const found: string[] = [];
    await page.setViewportSize({ width, height: 900 });
    for (const { name, theme, kind } of themes) {
      await chooseTheme(page, theme, kind);
      for (const tab of tabs) {
        const where = `${what}, ${tab}, ${name}`;
        await view.getByRole('tab', { name: tab, exact: true }).click();
        await tallPicture(session, view, { name: `every-${name}-${what}-${tab.toLowerCase()}`, width });
        found.push(...(await seriousFindings(view, where)), ...(await clippedControls(view, where)));
      }
      const [figure] = (await shownTools(view)).filter(({ of }) => of === 'glens-figure');
      if (figure !== undefined) {
        const { bytes } = await saveByKey(session, figure, 'Shift+S');
        found.push(...groundFault(bytes.toString('utf8'), await groundOf(view), `${what}, ${name}`));
      }
    }
    expect([...new Set(found)]).toEqual([]);
  };

  const saveAll = async (view: Frame, tabs: readonly string[]): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const tab of tabs) {
      await view.getByRole('tab', { name: tab, exact: true }).click();
      const own: string[] = [];
      for (const tools of await shownTools(view)) own.push(...(await saveByKeys(session, tools)));
      // What stands beside one another must not take the other's name.
      expect(new Set(own).size, own.join()).toBe(own.length);
      names.push(...own);
    }
    return names;
  };

  it('of a comparison with several checkpoints', async () => {
    await openFile(page, 'steps.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Every checkpoint on every benchmark').waitFor();
    await runCommand(page, 'View: Close Primary Side Bar');
    await view.getByText('All numbers').click();
    await choosePair(view, 'checkpoint-4');
    await view.getByRole('heading', { name: 'checkpoint-4 alone, against the base' }).waitFor();
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('listbox').getByRole('option').first().click();
    await view
      .getByRole('article')
      .getByRole('button', { name: /Show harmful text/ })
      .click();
    await view.getByText(/checkpoints side by side$/u).click();
    await view.getByRole('tab', { name: 'Tokens' }).click();
    await view.getByRole('button', { name: 'Read with Both Models' }).click();
    await view.getByRole('listbox', { name: 'Tokens of the answer' }).waitFor();
    await view.getByRole('button', { name: 'Read All Answers' }).click();
    await view.getByRole('region', { name: 'KL by category' }).waitFor();
    for (const numbers of await view.getByText('Numbers by token').all()) await numbers.click();
    await view.getByRole('tab', { name: 'Representation' }).click();
    await view.getByRole('button', { name: /^Read, and Ablate/u }).click();
    await view.getByRole('region', { name: 'Refusal direction by layer' }).waitFor();
    await view.getByRole('button', { name: 'Compare Weights' }).click();
    await view.getByRole('region', { name: '‖ΔW‖/‖W‖ by module' }).waitFor();
    await view.getByRole('tab', { name: 'Theory' }).click();
    // What the Tokens tab has read counts here, too.
    await view.getByRole('region', { name: /^Measured KL/u }).waitFor();
    expect(await view.getByRole('button', { name: 'Measure KL' }).count()).toBe(0);
    const tabs = ['Overview', 'Responses', 'Tokens', 'Representation', 'Theory', 'Settings'];
    await walk(view, 'comparison', tabs);
    const names = await saveAll(view, tabs);
    for (const part of ['tradeoff', 'forest', 'outcomes', 'kl', 'theory', 'matrix', 'steps']) {
      expect(names.filter((name) => name.includes(part))).not.toEqual([]);
    }
  });

  it('of readings that the file keeps, there at once when it is opened again', async () => {
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'steps.glens');
    const view = await webview(page, 'glens-comparison');
    await choosePair(view, 'checkpoint-4');
    await view.getByRole('tab', { name: 'Tokens' }).click();
    const categories = view.getByRole('region', { name: 'KL by category' });
    await categories.waitFor();
    const origin = view.getByText(/^Read .*: 48 prompts; base .* \(digest [0-9a-f]{12}, /u);
    await origin.first().waitFor();
    await view.getByRole('button', { name: 'Read All Answers Anew' }).waitFor();
    await view.getByRole('tab', { name: 'Representation' }).click();
    await view.getByText(/^Read .*; direction of layer \d; base /u).waitFor();
    await view.getByText(/^Tuned, direction ablated/u).waitFor();
    await view.getByRole('region', { name: '‖ΔW‖/‖W‖ by module' }).waitFor();
    await view.getByRole('button', { name: 'Compare Weights Anew' }).waitFor();
    // Another checkpoint has readings of its own, which nobody has made.
    await choosePair(view, 'checkpoint-3');
    await view.getByRole('button', { name: 'Read Directions', exact: true }).waitFor();
    await view.getByRole('tab', { name: 'Tokens' }).click();
    await categories.waitFor({ state: 'hidden' });
    await choosePair(view, 'checkpoint-4');
    await categories.waitFor();
    const found: string[] = [];
    for (const { name, theme, kind } of themes) {
      await chooseTheme(page, theme, kind);
      await tallPicture(session, view, { name: `every-${name}-kept-tokens`, width });
      found.push(...(await seriousFindings(view, `kept, ${name}`)));
    }
    // A checkpoint that changes under the reading: what was read stays, and says so.
    rmSync(session.path('polite', 'checkpoint-4', 'adapter_model.safetensors'));
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'steps.glens');
    const again = await webview(page, 'glens-comparison');
    await choosePair(again, 'checkpoint-4');
    await again.getByRole('tab', { name: 'Tokens' }).click();
    await again.getByText(/^Tuned’s checkpoint is not where it was read from/u).waitFor();
    await tallPicture(session, again, { name: 'every-dark-kept-stale', width });
    found.push(...(await seriousFindings(again, 'stale')));
    expect(found).toEqual([]);
  });

  it('of a training run', async () => {
    await showContainer(page);
    await treeItem(page, /^arithmetic, RLOO/).click();
    const view = await webview(page, 'glens-training');
    await runCommand(page, 'View: Close Primary Side Bar');
    // What β and the reward bound, beside what the run has measured.
    await view.getByText('R²/(8β²) of the optimum').first().waitFor();
    await view
      .getByText(/^Change of the safety probe/u)
      .first()
      .waitFor();
    const tabs = ['Curves', 'Rollouts', 'Checkpoints'];
    await walk(view, 'training', tabs);
    const names = await saveAll(view, tabs);
    for (const part of ['answerkl', 'probechange']) {
      expect(names.filter((name) => name.includes(part))).not.toEqual([]);
    }
  });

  it('of an audit', async () => {
    await openFile(page, 'polite.train.json');
    await page.getByRole('button', { name: 'Audit Reward…' }).first().click();
    const view = await webview(page, 'glens-audit');
    await view.getByText(/^192 of 192 answers/u).waitFor();
    const tabs = ['Findings', 'Forecast', 'Prompts'];
    await walk(view, 'audit', tabs);
    expect(await saveAll(view, tabs)).not.toEqual([]);
  });
});

async function choosePair(view: Frame, checkpoint: string): Promise<void> {
  await view.getByRole('combobox', { name: 'Checkpoint shown beside the base' }).click();
  await view.getByRole('option', { name: checkpoint, exact: true }).click();
}

/** The page's own, as numbers. */
function groundOf(view: Frame): Promise<string> {
  return view.evaluate(() => {
    const probe = document.createElement('span');
    probe.style.color = 'var(--vscode-editor-background)';
    document.body.append(probe);
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/\d+/gu) ?? []).map(Number);
    probe.remove();
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  });
}

function groundFault(svg: string, ground: string, where: string): string[] {
  return svg.includes(`fill="${ground}"`)
    ? []
    : [`${where}: not on the theme's ${ground}: ${svg.slice(0, 300)}`];
}
