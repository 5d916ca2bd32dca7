// The Tokens, Representation and Theory tabs over real models: covered until revealed, read by keyboard, no serious finding
// of axe.
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { answerPathDialog, openFile, quickPickItem, webview } from './workbench';

const dark = { name: 'dark', setting: 'Default Dark Modern' };
const highContrastLight = { name: 'high-contrast-light', setting: 'Default High Contrast Light' };
const themes = [dark, highContrastLight];
const allThemes = [
  { name: 'light', setting: 'Default Light Modern' },
  dark,
  { name: 'high-contrast', setting: 'Default High Contrast' },
  highContrastLight,
];

describe.skipIf(inject('unavailable') !== '').each(themes)('analysis: $name', ({ name, setting }) => {
  let session: Session;
  afterAll(() => closeSession(session));

  it('reads one answer, all answers, directions and weights', async () => {
    session = await startSession({
      comparison: true,
      settings: { 'workbench.colorTheme': setting, 'guardrailLens.maskHarmful': true },
    });
    const { page } = session;
    await openFile(page, 'demo.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor();
    await view.getByRole('tab', { name: 'Tokens' }).click();
    await view.getByRole('button', { name: 'Show harmful text' }).waitFor();
    expect(await view.getByRole('button', { name: 'Read with Both Models' }).count()).toBe(0);
    await view.getByRole('button', { name: 'Show harmful text' }).click();
    await view.getByRole('button', { name: 'Read with Both Models' }).click();
    const tokens = view.getByRole('listbox', { name: 'Tokens of the answer' }).getByRole('option');
    await tokens.first().waitFor();
    await tokens.first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await tokens.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    expect(await tokens.last().getAttribute('aria-selected')).toBe('true');
    await session.screenshot(`${name}-tokens`);
    await page.keyboard.press('Home');
    await view.getByRole('heading', { name: 'Continue from token 1' }).waitFor();
    for (const side of ['Tuned', 'Base']) {
      await view.getByRole('button', { name: `Continue with ${side}` }).focus();
      await page.keyboard.press('Enter');
      await view.getByRole('group', { name: new RegExp(`^${side}, greedy \\(\\d+ tokens?`, 'u') }).waitFor();
    }
    await view.getByRole('group', { name: 'As it was' }).scrollIntoViewIfNeeded();
    await page.setViewportSize({ width: 700, height: 1000 });
    await session.screenshot(`${name}-tokens-continued-700`);
    await page.setViewportSize({ width: 1400, height: 900 });
    await session.screenshot(`${name}-tokens-continued`);
    await view.getByRole('button', { name: 'Read All Answers' }).click();
    await view.getByRole('region', { name: 'KL by category' }).scrollIntoViewIfNeeded();
    const ofTokens = await seriousFindings(view, 'tokens');
    await session.screenshot(`${name}-tokens-all`);
    await view.getByRole('tab', { name: 'Representation' }).click();
    await view.getByRole('button', { name: 'Read Directions' }).click();
    await view.getByRole('region', { name: 'Refusal direction by layer' }).waitFor();
    await view.getByRole('button', { name: 'Compare Weights' }).click();
    await view.getByRole('region', { name: '‖ΔW‖/‖W‖ by module' }).waitFor();
    await view.getByRole('button', { name: 'Compare with Another Adapter…' }).focus();
    await page.keyboard.press('Enter');
    await quickPickItem(page, /^rlvr-step-100/).click();
    // The step's matrices are tuned's own: the same subspace.
    await view.getByText(/^Other: rlvr-step-100\./u).waitFor();
    const overlaps = view.getByRole('region', { name: "Overlap with the other's change by module" });
    await overlaps
      .getByText(/^1(\.00)? \(k = \d+\)$/u)
      .first()
      .waitFor();
    const ofRepresentation = await seriousFindings(view, 'representation');
    await session.screenshot(`${name}-representation`);
    expect([...ofTokens, ...ofRepresentation]).toEqual([]);
  });
});

/** A run that pays answers which say no sorry, its audit, and a comparison of its last step by sampled answers. */
function prepareTheory(folder: string): void {
  const base = repositoryPath('media/checkpoints/glens-tiny');
  const config = {
    model: base,
    algorithm: 'rloo',
    beta: 0.5,
    data: { type: 'arithmetic', digits: 1, size: 16, test_size: 4 },
    rewards: [
      {
        verifier: 'regex',
        pattern: '\\b(sorry|cannot|can.t)\\b',
        flags: 'i',
        expect: false,
        name: 'no_sorry',
      },
      { verifier: 'number' },
    ],
    lora: { r: 4 },
    learning_rate: 0.003,
    max_steps: 2,
    max_completion_length: 48,
  };
  writeFileSync(join(folder, 'polite.train.json'), JSON.stringify(config));
  const some = ['--limit', '10'];
  for (const args of [
    ['train', 'polite.train.json'],
    ['audit', 'polite.train.json', ...some, '--samples', '16', '--pilot', '0'],
    [
      ...['compare', '--base', base, '--tuned', join(folder, 'polite', 'checkpoint-2')],
      ...['--temperature', '1', '--max-new-tokens', '48', ...some, '--out', 'theory.glens'],
    ],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  }
}

describe.skipIf(inject('unavailable') !== '').each(allThemes)('theory: $name', ({ name, setting }) => {
  let session: Session;
  afterAll(() => closeSession(session));

  it('is read by keyboard, wide and narrow, from the files alone and with KL measured', async () => {
    session = await startSession({ comparison: false, settings: { 'workbench.colorTheme': setting } });
    prepareTheory(session.folder);
    copyFileSync(session.path('polite.audit.jsonl'), session.path('chosen.audit.jsonl'));
    const { page } = session;
    await openFile(page, 'theory.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Representation' }).click();
    await page.keyboard.press('ArrowRight');
    await view.getByRole('img', { name: /^Observed drift, forecast and bounds/u }).waitFor();
    await view.getByText(/found beside the run: .* It answers “if these prompts were trained on”/u).waitFor();
    await view.getByText(/what is observed here was carried over from others \(transfer\)/u).waitFor();
    await view.getByText('KL(tuned ‖ base) is not measured yet.').waitFor();
    await view.getByRole('button', { name: 'Measure KL' }).focus();
    await page.keyboard.press('Enter');
    const kl = view.getByRole('region', { name: /^Measured KL/u });
    await kl.waitFor();
    await kl.focus();
    await view
      .getByRole('table', { name: /^Bounds on that change/u })
      .getByText(/of the measured KL/u)
      .first()
      .waitFor();
    expect(await view.getByRole('button', { name: 'Measure KL' }).count()).toBe(0);
    await view.getByRole('button', { name: 'Choose Audit…' }).focus();
    await page.keyboard.press('Enter');
    await answerPathDialog(page, /[\\/]/u, session.path('chosen.audit.jsonl'));
    // It counts from now on, and what was measured stays.
    await view.getByText(/^Forecast from the reward audit chosen\.audit\.jsonl: /u).waitFor();
    await kl.waitFor();
    const found: string[] = [];
    for (const width of [1400, 700]) {
      await page.setViewportSize({ width, height: 1000 });
      await view.getByRole('heading', { name: 'Observed drift and theory' }).scrollIntoViewIfNeeded();
      await session.screenshot(`theory-${name}-${width}`);
      found.push(...(await seriousFindings(view, `theory, ${width}`)));
      await kl.scrollIntoViewIfNeeded();
      await session.screenshot(`theory-${name}-${width}-tables`);
    }
    expect(found).toEqual([]);
  }, 300_000);
});
