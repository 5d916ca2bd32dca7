// The Tokens and Representation tabs over real models: covered until revealed, read by keyboard, no serious finding of axe.
import { afterAll, describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { openFile, webview } from './workbench';

const themes = [
  { name: 'dark', setting: 'Default Dark Modern' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light' },
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
    await view.getByRole('button', { name: 'Read All Answers' }).click();
    await view.getByRole('group', { name: 'KL by category' }).scrollIntoViewIfNeeded();
    const ofTokens = await seriousFindings(view, 'tokens');
    await session.screenshot(`${name}-tokens-all`);
    await view.getByRole('tab', { name: 'Representation' }).click();
    await view.getByRole('button', { name: 'Read Directions' }).click();
    await view.getByRole('group', { name: 'Refusal direction by layer' }).waitFor();
    await view.getByRole('button', { name: 'Compare Weights' }).click();
    await view.getByRole('group', { name: '‖ΔW‖/‖W‖ by module' }).waitFor();
    const ofRepresentation = await seriousFindings(view, 'representation');
    await session.screenshot(`${name}-representation`);
    expect([...ofTokens, ...ofRepresentation]).toEqual([]);
  });
});
