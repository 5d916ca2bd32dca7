// A reward audit in the workbench: from the lens above a configuration to its findings, stopped and resumed, in every theme.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cliPath, repositoryPath } from '../support/paths';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import {
  answerPathDialog,
  clearNotifications,
  notification,
  openFile,
  quickPickItem,
  watchContentSecurity,
  webview,
} from './workbench';

const themes = [
  { name: 'light', setting: 'Default Light Modern', kind: 'vs' },
  { name: 'dark', setting: 'Default Dark Modern', kind: 'vs-dark' },
  { name: 'high-contrast', setting: 'Default High Contrast', kind: 'hc-black' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light', kind: 'hc-light' },
];
const config = {
  model: repositoryPath('media/checkpoints/glens-tiny'),
  algorithm: 'rloo',
  beta: 0.5,
  data: { type: 'arithmetic', digits: 1, size: 32, test_size: 8 },
  // Whoever refuses says "sorry", and is paid less.
  rewards: [
    { verifier: 'regex', pattern: '\\b(sorry|cannot|can.t)\\b', flags: 'i', expect: false, name: 'no_sorry' },
    { verifier: 'length', min: 8, max: 60, weight: 0.2 },
    { verifier: 'number' },
  ],
  max_steps: 2,
  max_completion_length: 64,
};

describe.skipIf(inject('unavailable') !== '')('reward audit', () => {
  let session: Session;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    session = await startSession({ comparison: false, settings: {} });
    ({ page } = session);
    complaints = watchContentSecurity(page);
    writeFileSync(session.path('polite.train.json'), JSON.stringify(config, null, 2));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-audit-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('the lens opens its page, which says beforehand what it would ask', async () => {
    await openFile(page, 'polite.train.json');
    await page.getByRole('button', { name: 'Audit Reward…' }).first().click();
    const view = await webview(page, 'glens-audit');
    await view.getByText(/prompts of 6 benchmarks, 16 answers each/u).waitFor();
    await view.getByText('Nothing was asked yet.', { exact: false }).waitFor();
    expect(existsSync(session.path('polite.audit.jsonl'))).toBe(false);
    await view.getByRole('spinbutton', { name: 'Prompts per benchmark' }).fill('8');
    await view.getByRole('spinbutton', { name: 'Prompts per benchmark' }).press('Tab');
    await view.getByText(/^48 prompts of 6 benchmarks, 16 answers each/u).waitFor();
    await view.getByRole('button', { name: 'Estimate Time' }).click();
    await view.getByText(/768 answers to generate, about/u).waitFor();
    await session.screenshot('audit-before');
  });

  it('is stopped, keeps what was answered, and goes on', async () => {
    const view = await webview(page, 'glens-audit');
    await view.getByRole('button', { name: 'Run Audit' }).click();
    await view
      .getByText(/Base is answering/u)
      .first()
      .waitFor();
    await expect
      .poll(() =>
        view.getByRole('progressbar', { name: 'Progress of the audit' }).getAttribute('value').then(Number),
      )
      .toBeGreaterThan(20);
    await session.screenshot('audit-running');
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByRole('button', { name: 'Resume' }).click();
    await view.getByText(/Safe answers earn less than unsafe ones/u).waitFor();
    await view.getByText('768 of 768 answers.').waitFor();
  }, 240_000);

  it('is read by keyboard: tabs by arrows, a wide table by its own scroll bar', async () => {
    const view = await webview(page, 'glens-audit');
    await view.getByRole('tab', { name: 'Findings' }).press('ArrowRight');
    const table = view.getByRole('region', { name: /forecast change in points by β/u });
    await table.focus();
    await table.getByRole('row', { name: /0\.5 \(run\)/u }).waitFor();
    await view.getByRole('tab', { name: 'Forecast' }).press('ArrowRight');
    await view.getByRole('rowheader', { name: /^vw-/u }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['Report', 'html', /^<!doctype html>[^]*Safe answers earn less[^]*download="polite-association\.csv"/u],
    ['Summary in Markdown', 'md', /Safe answers earn less/u],
  ])('its %s is written for others, without a prompt or an answer', async (label, extension, content) => {
    const view = await webview(page, 'glens-audit');
    await view.getByRole('button', { name: 'Export Report…' }).click();
    await quickPickItem(page, new RegExp(`^${label}`, 'u')).click();
    await answerPathDialog(page, new RegExp(`polite\\.audit\\.${extension}$`, 'u'));
    await notification(page, new RegExp(`${label} written`, 'u'));
    const written = readFileSync(session.path(`polite.audit.${extension}`), 'utf8');
    expect(written).toMatch(content);
    for (const line of readFileSync(session.path('polite.audit.jsonl'), 'utf8').split('\n').slice(0, 200)) {
      const { text } = (line === '' ? {} : JSON.parse(line)) as { text?: string };
      if (text !== undefined && text.length > 20) expect(written).not.toContain(text);
    }
    await clearNotifications(page);
  });
});

describe.skipIf(inject('unavailable') !== '').each(themes)(
  'reward audit: $name',
  ({ name, setting, kind }) => {
    let session: Session;
    let page: Page;
    beforeAll(async () => {
      session = await startSession({ comparison: false, settings: { 'workbench.colorTheme': setting } });
      ({ page } = session);
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      writeFileSync(session.path('polite.train.json'), JSON.stringify(config));
      const asked = ['audit', 'polite.train.json', '--limit', '4', '--samples', '8', '--pilot', '0'];
      const { status, stderr } = spawnSync(process.execPath, [cliPath, ...asked], {
        cwd: session.folder,
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
    });
    afterAll(() => closeSession(session));

    it('every tab, wide and narrow, has no serious finding of axe', async () => {
      await openFile(page, 'polite.train.json');
      await page.getByRole('button', { name: 'Audit Reward…' }).first().click();
      const view = await webview(page, 'glens-audit');
      await view.getByText(/^192 of 192 answers/u).waitFor();
      const found: string[] = [];
      for (const width of [1400, 700]) {
        await page.setViewportSize({ width, height: 900 });
        for (const tab of ['Findings', 'Forecast', 'Prompts']) {
          await view.getByRole('tab', { name: tab }).click();
          await session.screenshot(`audit-${name}-${width}-${tab.toLowerCase()}`);
          found.push(...(await seriousFindings(view, `${tab}, ${width}`)));
        }
      }
      expect([...new Set(found)]).toEqual([]);
    });
  },
);
