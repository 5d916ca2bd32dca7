// The steps of a first use at 400, 700 and 1400 pixels in every kind of theme: pictures to be looked at, no serious finding
// of axe, no control that is cut off. And what only a theme shows: that prose wraps in the diff editor, that its marks in our
// own pages are not the colours of the chips, that the bands of curves can be seen.
import { copyFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { generatedRun } from '../support/generatedRun';
import { writeRunFolder } from '../support/runFolder';
import { seriousFindings } from './axe';
import { canvasContrast } from './canvasContrast';
import { clippedControls } from './clippedControls';
import { closeSession, startSession, type Session } from './session';
import { until } from './until';
import {
  acceptStep,
  clearNotifications,
  openFile,
  quickPickItem,
  quickPickStep,
  runCommand,
  treeItem,
  webview,
} from './workbench';

const themes = [
  { name: 'light', setting: 'Default Light Modern' },
  { name: 'dark', setting: 'Default Dark Modern' },
  { name: 'high-contrast', setting: 'Default High Contrast' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light' },
];
/** One of each kind of ground; the other two where GLENS_E2E_THEMES is `all`, since every theme is a workbench of its own. */
const shown =
  process.env['GLENS_E2E_THEMES'] === 'all'
    ? themes
    : themes.filter(({ name }) => name === 'light' || name === 'high-contrast');
if (shown.length < themes.length) {
  console.log('skipped: three widths in dark and in high-contrast-light (GLENS_E2E_THEMES=all runs them)');
}
const widths = [1400, 700, 400];
/** Contrast of the area around a curve with the page. */
const faintest: Readonly<Record<string, number>> = {
  light: 1.1,
  dark: 1.1,
  'high-contrast': 1.5,
  'high-contrast-light': 1.5,
};

describe.skipIf(inject('unavailable') !== '').each(shown)(
  'steps at three widths: $name',
  ({ name, setting }) => {
    let session: Session;
    let page: Page;
    beforeAll(async () => {
      session = await startSession({
        comparison: false,
        settings: {
          'workbench.colorTheme': setting,
          'guardrailLens.comparison.limit': 5,
          'guardrailLens.maskHarmful': true,
        },
      });
      ({ page } = session);
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await session.screenshot(`failed-${name}-${task.name}`);
      await page.setViewportSize({ width: 1400, height: 900 });
    });
    afterAll(() => closeSession(session));

    /** A picture at each width; of a page of ours also what axe and a user's hand find wrong there. */
    async function look(step: string, frame?: Frame): Promise<void> {
      const found: string[] = [];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await session.screenshot(`widths-${step}-${name}-${width}`);
      }
      // Afterwards: whoever looks at a control scrolls to it.
      for (const width of widths) {
        if (frame === undefined) break;
        await page.setViewportSize({ width, height: 900 });
        const where = `${step}, ${width} px`;
        found.push(...(await seriousFindings(frame, where)), ...(await clippedControls(frame, where)));
      }
      await page.setViewportSize({ width: 1400, height: 900 });
      expect([...new Set(found)]).toEqual([]);
    }

    it('the built-in comparison, from its button to its overview', async () => {
      await page.locator('.activitybar').getByRole('tab', { name: 'Guardrail Lens' }).click();
      const button = page.getByRole('button', { name: 'Try the Built-in Comparison' });
      await button.waitFor();
      await look('welcome');
      await button.click();
      const view = await webview(page, 'glens-comparison');
      const headline = view.getByRole('heading', { level: 2, name: /glens-tiny-sft-harmless/ });
      await headline.filter({ hasNotText: /not complete/ }).waitFor({ timeout: 300_000 });
      await clearNotifications(page);
      await runCommand(page, 'View: Close Primary Side Bar');
      await look('overview', view);
    });

    it('a row, whose differences are not marked as right or wrong', async () => {
      const view = await webview(page, 'glens-comparison');
      await view.getByRole('tab', { name: 'Responses' }).click();
      await view.getByRole('option').first().click();
      const row = view.getByRole('article');
      // Answers that have nothing in common are not marked.
      await until('a row with differences', async () => {
        await page.keyboard.press('j');
        const cover = row.getByRole('button', { name: /Show harmful text/ });
        if ((await cover.count()) > 0) await cover.click();
        return (await row.locator('ins').count()) * (await row.locator('del').count()) > 0 ? true : undefined;
      });
      await look('row', view);
      const [gone, added] = [await markOf(view, 'del'), await markOf(view, 'ins')];
      expect(gone).toEqual(added);
      expect(await chipColours(view)).not.toContain(added.background);
    });

    it('the diff editor wraps prose', async () => {
      // The random model of the fixture writes to its limit, on one line.
      copyFileSync(inject('comparison'), session.path('prose.glens'));
      await openFile(page, 'prose.glens');
      const view = await webview(page, 'glens-comparison');
      await view.getByRole('tab', { name: 'Responses' }).click();
      await view.getByRole('option').first().click();
      await view.getByRole('article').waitFor();
      await runCommand(page, 'Guardrail Lens: Diff Responses');
      const editors = page.locator(
        '.monaco-diff-editor .editor.modified, .monaco-diff-editor .editor.original',
      );
      await editors.locator('.view-line').first().waitFor();
      // More lines than numbers of lines, and none wider than its editor.
      await expect
        .poll(() =>
          editors.evaluateAll((sides) =>
            sides.map((side) => {
              const right =
                side.querySelector('.monaco-scrollable-element')?.getBoundingClientRect().right ?? 0;
              const lines = [...side.querySelectorAll('.view-line > span')];
              const numbers = [...side.querySelectorAll('.line-numbers')].filter(
                (at) => at.textContent !== '',
              );
              return {
                wrapped: lines.length > numbers.length,
                inside: lines.every((line) => line.getBoundingClientRect().right <= right),
              };
            }),
          ),
        )
        .toEqual([
          { wrapped: true, inside: true },
          { wrapped: true, inside: true },
        ]);
      await look('diff');
      await runCommand(page, 'View: Close All Editors');
    });

    it('benchmarks and the prompts of one', async () => {
      await runCommand(page, 'Guardrail Lens: Focus on Benchmarks View');
      await treeItem(page, /Cybercrime/).click();
      await page.getByText('Show Harmful Prompts').first().waitFor();
      await look('benchmarks');
      await runCommand(page, 'View: Close All Editors');
    });

    it('comparisons as tests', async () => {
      await runCommand(page, 'Testing: Focus on Test Explorer View');
      await treeItem(page, /^built-in-comparison/).waitFor();
      await look('testing');
    });

    it('a training run, whose bands can be seen', async () => {
      await writeRunFolder(
        { ...generatedRun({ folder: session.path('arithmetic'), step: 200 }), status: 'finished' },
        session.path('models', 'llama'),
      );
      await runCommand(page, 'Guardrail Lens: Focus on Training View');
      await treeItem(page, /^arithmetic, GRPO/).click();
      const panel = await webview(page, 'glens-training');
      await panel.getByRole('tabpanel', { name: 'Curves' }).waitFor();
      await runCommand(page, 'View: Close Primary Side Bar');
      await look('training', panel);
      expect(await canvasContrast(panel, /^Held-out accuracy.*: step/)).toBeGreaterThan(faintest[name] ?? 0);
      await runCommand(page, 'View: Close All Editors');
    });

    it('the wizard, where tasks stand apart, and its options with what they cost', async () => {
      await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
      for (const step of [/^Base/, /^Tuned/]) await acceptStep(page, step);
      await quickPickStep(page, /^Benchmarks/);
      await look('wizard-benchmarks');
      await acceptStep(page, /^Benchmarks/);
      await quickPickStep(page, /^Options/);
      await quickPickItem(page, /answers · about .*of memory/).waitFor();
      await look('wizard-options');
      await page.keyboard.press('Escape');
    });
  },
);

interface Mark {
  readonly background: string;
  readonly colour: string;
}

/** Of the words that only one side has. */
async function markOf(view: Frame, element: 'ins' | 'del'): Promise<Mark> {
  return view
    .getByRole('article')
    .locator(element)
    .first()
    .evaluate((node) => {
      const { backgroundColor, color } = getComputedStyle(node);
      return { background: backgroundColor, colour: color };
    });
}

/** Of right, wrong and neither. */
async function chipColours(view: Frame): Promise<readonly string[]> {
  return view
    .getByRole('article')
    .locator('glens-outcome svg')
    .evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).color));
}
