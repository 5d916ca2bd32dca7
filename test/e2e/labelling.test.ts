// Labelling a sample blind, by keys, with the side panel beside it: neither side nor verdict shows until it is left.
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { openFile, runCommand, webview } from './workbench';

describe.skipIf(inject('unavailable') !== '')('labelling a sample', () => {
  let session: Session;
  let page: Page;
  let view: Frame;
  let panel: Frame;
  beforeAll(async () => {
    session = await startSession({ comparison: true, settings: { 'guardrailLens.maskHarmful': false } });
    ({ page } = session);
    await openFile(page, 'demo.glens');
    view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('option').first().click();
    await runCommand(page, 'Guardrail Lens: Response: Focus on Response View');
    panel = await webview(page, 'glens-response');
    await panel.getByRole('article', { name: 'Prompt 1' }).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('draws answers and asks for each, while no view says whose it is', async () => {
    await view.getByRole('button', { name: 'Label a Sample' }).click();
    await panel.getByText(/A sample is being labelled/).waitFor();
    expect(await panel.getByRole('article').count()).toBe(0);
    await view.getByRole('spinbutton', { name: 'Answers to label' }).fill('4');
    await view.getByRole('button', { name: 'Draw' }).click();
    const card = view.getByRole('article', { name: 'Answer 1' });
    await card.waitFor();
    expect(await card.innerText()).not.toMatch(/\b(?:Base|Tuned|Refused|Complied)\b/);
    await session.screenshot('labelling');
    expect(await seriousFindings(view, 'an answer to label')).toEqual([]);
  });

  it('is driven by keys, with a way back, and kept', async () => {
    await page.keyboard.press('1');
    await view.getByText('Answer 2 of 4, 1 labelled').waitFor();
    await page.keyboard.press('ArrowLeft');
    await view.getByRole('button', { name: /^Refused/, pressed: true }).waitFor();
    await page.keyboard.press('4');
    for (const key of ['4', '2', '0']) await page.keyboard.press(key);
    await view.getByText('All answers drawn are labelled.').waitFor();
    await session.screenshot('labelling-done');
  });

  it('is left by Escape: the side panel shows its row again, and verdicts are as before', async () => {
    await page.keyboard.press('Escape');
    await view.getByRole('listbox', { name: 'Prompts' }).waitFor();
    await panel.getByRole('article', { name: 'Prompt 1' }).waitFor();
    expect(await view.getByRole('checkbox', { name: /^Verdict by a person/ }).count()).toBe(0);
    await view.getByRole('button', { name: 'Label a Sample' }).click();
    await view.getByText('All answers drawn are labelled.').waitFor();
    // A page that goes away in the middle of it hides nothing any more.
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'demo.glens');
    await panel.getByText(/Select a prompt in the comparison/).waitFor();
  });
});
