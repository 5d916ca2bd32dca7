// Control policies in the workbench: they stand in the Checkpoints view, and are compared in the episodes of their environment.
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Page } from 'playwright-core';
import { still, straight, writeLinearPolicy } from '../support/controlPolicy';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  acceptStep,
  chooseTheme,
  fromMenu,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  startComparison,
  treeItem,
  webview,
} from './workbench';

const themes = [
  { theme: 'Dark Modern', kind: 'vs-dark' },
  { theme: 'Dark High Contrast', kind: 'hc-black' },
  { theme: 'Light Modern', kind: 'vs' },
];
const half = straight.gain.map((row) =>
  Object.fromEntries(Object.entries(row).map(([place, factor]) => [place, factor / 2])),
);

describe.skipIf(inject('unavailable') !== '')('control policies', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({ comparison: false, settings: { 'guardrailLens.comparison.limit': 10 } });
    ({ page } = session);
    const folder = session.path('policies');
    await writeLinearPolicy(folder, 'straight', straight);
    await writeLinearPolicy(folder, 'slow', { ...straight, gain: half });
    await writeLinearPolicy(folder, 'still', still);
    await writeLinearPolicy(folder, 'pole', { environment: 'cart-pole-zone', gain: [{ 2: 1 }] });
    await showContainer(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-policies-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('are compared with others of their environment, from the view', async () => {
    await runCommand(page, 'Guardrail Lens: Refresh Checkpoints');
    const slow = /^slow, control policy of/;
    await treeItem(page, slow).waitFor();
    await session.screenshot('policies-view');
    await fromMenu(page, slow, 'Compare with…', quickInput(page).getByPlaceholder(/^Base/));
    await quickPickStep(page, /^Base/);
    expect(await quickPickItem(page, /^pole/).count()).toBe(0);
    await session.screenshot('policies-base');
    await quickPickItem(page, /^straight/).click();
    await acceptStep(page, /^Benchmarks: episodes/);
    await startComparison(page);
    const view = await webview(page, 'glens-comparison');
    await view
      .getByText(/Return/)
      .first()
      .waitFor();
    await session.screenshot('policies-result');
    await view.getByRole('tab', { name: /^Responses/ }).click();
    await view.getByRole('img').first().waitFor();
    for (const { theme, kind } of themes) {
      await chooseTheme(page, theme, kind);
      await session.screenshot(`policies-${kind}`);
      expect(await seriousFindings(view, `policies in ${theme}`)).toEqual([]);
    }
  });
});
