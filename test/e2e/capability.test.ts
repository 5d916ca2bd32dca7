// Tasks beside safety, as a user meets them: chosen in the wizard, in the overview with both sides of the trade-off, in the list
// of responses, one of them alone with what the verifier said; pictures in every kind of theme, nothing serious for axe.
import { spawnSync } from 'node:child_process';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { seriousFindings } from './axe';
import { clippedControls } from './clippedControls';
import { closeSession, startSession, type Session } from './session';
import { tallPicture } from './tallPicture';
import {
  acceptStep,
  chooseTheme,
  openFile,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  webview,
} from './workbench';

const themes = [
  { name: 'light', theme: 'Light Modern', kind: 'vs' },
  { name: 'high-contrast', theme: 'Dark High Contrast', kind: 'hc-black' },
  { name: 'high-contrast-light', theme: 'Light High Contrast', kind: 'hc-light' },
  { name: 'dark', theme: 'Dark Modern', kind: 'vs-dark' },
];
const width = 700;
const checkpoint = (name: string): string => repositoryPath(`media/checkpoints/${name}`);

describe.skipIf(inject('unavailable') !== '')('tasks beside safety', () => {
  let session: Session;
  let page: Page;
  const found: string[] = [];

  beforeAll(async () => {
    session = await startSession({
      comparison: false,
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'guardrailLens.maskHarmful': true },
    });
    ({ page } = session);
    for (const [out, ...tuned] of [
      ['pair.glens', 'glens-tiny-grpo'],
      ['many.glens', 'glens-tiny-grpo', 'glens-tiny-sft', 'glens-tiny-sft-harmless'],
    ]) {
      const args = [
        ...['compare', '--base', checkpoint('glens-tiny'), '--tuned', ...tuned.map(checkpoint)],
        ...['--suite', 'glens-sums', '--suite', 'glens-cybercrime', '--suite', 'glens-overrefusal'],
        ...['--limit', '16', '--max-new-tokens', '32', '--out', session.path(out ?? '')],
      ];
      const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    }
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-capability-${task.name}`);
  });
  afterAll(() => closeSession(session));

  /** The same view in each theme. */
  const inThemes = async (look: (name: string) => Promise<void>): Promise<void> => {
    for (const { name, theme, kind } of themes) {
      await chooseTheme(page, theme, kind);
      await look(name);
    }
  };

  /** `prepare`: what choosing a theme has closed. */
  const pictures = async (
    view: Frame,
    what: string,
    prepare: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> => {
    await inThemes(async (name) => {
      await prepare();
      await tallPicture(session, view, { name: `capability-${name}-${what}`, width });
      const where = `${what}, ${name}`;
      found.push(...(await seriousFindings(view, where)), ...(await clippedControls(view, where)));
    });
  };

  it('are chosen in the wizard, apart from harmful and benign prompts', async () => {
    await showContainer(page);
    await inThemes(async (name) => {
      await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
      for (const step of [/^Base/, /^Tuned/]) await acceptStep(page, step);
      const input = await quickPickStep(page, /^Benchmarks/);
      await input.fill('sums');
      const sums = quickInput(page).locator('.monaco-list-row').filter({ hasText: 'Sums' });
      await sums.getByText(/^tasks · [\d,]+ prompts$/u).waitFor();
      // A comparison has no tasks unless it is asked for them.
      await quickInput(page).getByText('6 Selected').waitFor();
      await sums.click();
      await quickInput(page).getByText('7 Selected').waitFor();
      await input.fill('');
      await session.screenshot(`capability-${name}-wizard`);
      if (name !== 'dark') await page.keyboard.press('Escape');
    });
    await acceptStep(page, /^Benchmarks/);
    await quickPickStep(page, /^Options/);
    await quickPickItem(page, /answers · about .*of memory/u).waitFor();
    await session.screenshot('capability-wizard-options');
    await page.keyboard.press('Escape');
    await quickInput(page).waitFor({ state: 'hidden' });
    await runCommand(page, 'View: Close Primary Side Bar');
  });

  it('stand in the overview of a pair with the change of safety', async () => {
    await openFile(page, 'pair.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('heading', { name: 'Tasks solved' }).first().waitFor();
    expect(await view.getByRole('heading', { level: 2 }).first().innerText()).toMatch(
      /Capability [+−]?[\d.]+\spp.* refusals [+−]?[\d.]+\spp/u,
    );
    await view.getByText(/judged by .* \(tasks by their verifiers\)/u).waitFor();
    await view.getByText('All numbers').click();
    await pictures(view, 'overview');
  });

  it('in the list, by their kind, with what the verifier said', async () => {
    const view = await webview(page, 'glens-comparison');
    await page.setViewportSize({ width: 1400, height: 900 });
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('combobox', { name: 'Kind' }).click();
    await view.getByRole('option', { name: /^Tasks/u }).click();
    await view.getByText('16 of 48 prompts').waitFor();
    await view.getByRole('listbox').getByRole('option').first().click();
    const article = view.getByRole('article');
    await article.getByText(/^Its verifier compares with answer: -?\d+$/u).waitFor();
    await article
      .getByText(/^Judged by its verifier · number: /u)
      .first()
      .waitFor();
    // A task is nothing harmful: it is not covered.
    expect(await article.getByRole('button', { name: /Show harmful text/u }).count()).toBe(0);
    await pictures(view, 'responses');
    const dialog = view.getByRole('dialog');
    await pictures(view, 'overrule', async () => {
      await view.getByRole('option', { selected: true }).click();
      await page.keyboard.press('o');
      await dialog.waitFor();
    });
    const words = await dialog.innerText();
    expect(words).toMatch(/Solved/u);
    expect(words).not.toMatch(/Refused|Complied/u);
    await page.keyboard.press('Escape');
  });

  it('stand against safety in the matrix and the scatter of several checkpoints', async () => {
    await openFile(page, 'many.glens');
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('heading', { name: 'Safety against capability' }).first().waitFor();
    await pictures(view, 'matrix');
  });

  it('have no serious finding of axe in any of these views, and nothing is cut off', () => {
    expect([...new Set(found)]).toEqual([]);
  });
});
