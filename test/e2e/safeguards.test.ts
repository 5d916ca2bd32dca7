// Try Safeguards… on the built-in tune that lost refusals: what is offered for it without a network, and the matrix that opens.
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Frame, Page } from 'playwright-core';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  chooseTheme,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  webview,
} from './workbench';

const subject = 'glens-tiny-sft-harmless';
const themes = [
  { name: 'dark', theme: 'Dark Modern', kind: 'vs-dark' },
  { name: 'high-contrast', theme: 'Dark High Contrast', kind: 'hc-black' },
  { name: 'light', theme: 'Light Modern', kind: 'vs' },
];

describe.skipIf(inject('unavailable') !== '')('safeguards', () => {
  let session: Session;
  let page: Page;
  beforeAll(async () => {
    session = await startSession({
      comparison: false,
      settings: { 'guardrailLens.maskHarmful': true, 'guardrailLens.comparison.limit': 3 },
    });
    ({ page } = session);
    await showContainer(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-safeguards-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('a shield that comes with the built-in tune becomes a column beside it', async () => {
    await runCommand(page, 'Guardrail Lens: Try Safeguards');
    await quickPickStep(page, /^Checkpoint or model to try them on/);
    // The list shows what fits; what is typed brings the row up.
    await page.keyboard.type(subject);
    await quickPickItem(page, new RegExp(`^${subject}(?:,|$)`)).click();
    const shield = quickInput(page)
      .getByRole('checkbox', { name: /^Shield/ })
      .first();
    await shield.waitFor();
    await session.screenshot('safeguards-choices');
    await shield.click();
    await page.keyboard.press('Enter');
    const view = await webview(page, 'glens-comparison');
    await view.getByText('Every checkpoint on every benchmark').waitFor();
    await view
      .getByRole('button', { name: `${subject}+shield` })
      .first()
      .waitFor();
    for (const { name, theme, kind } of themes) await look(view, name, theme, kind);
  });

  async function look(view: Frame, name: string, theme: string, kind: string): Promise<void> {
    await chooseTheme(page, theme, kind);
    await session.screenshot(`safeguards-${name}`);
    expect(await seriousFindings(view, `safeguards in ${name}`)).toEqual([]);
  }
});
