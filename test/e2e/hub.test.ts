// Checkpoints and benchmarks of a hub, in the real workbench: searched, refused without a token, agreed to, downloaded, listed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Page } from 'playwright-core';
import { checkpointPath } from '../support/paths';
import { commitOf, filesOf, startHubServer, type FakeHub } from '../workbench/hubServer';
import { closeSession, startSession, type Session } from './session';
import {
  answerNotification,
  clearNotifications,
  notification,
  quickInput,
  quickPickItem,
  runCommand,
  showContainer,
  treeItem,
} from './workbench';

const themes = [
  { name: 'light', setting: 'Default Light Modern', kind: 'vs' },
  { name: 'dark-hc', setting: 'Default High Contrast', kind: 'hc-black' },
];
const commit = commitOf('main').slice(0, 7);

/** VS Code's own question before the work goes on. */
async function agree(page: Page, text: RegExp, seen: () => Promise<void>): Promise<void> {
  const dialog = page.getByRole('dialog', { name: text });
  await dialog.waitFor();
  await seen();
  await dialog.getByRole('button', { name: 'Download' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe.skipIf(inject('unavailable') !== '').each(themes)('the hub: $name', ({ name, setting, kind }) => {
  let session: Session;
  let hub: FakeHub;
  let page: Page;
  const scratch = mkdtempSync(join(tmpdir(), 'glens-e2e-hub-'));

  beforeAll(async () => {
    hub = await startHubServer([
      {
        name: 'tiny-org/Tiny-Chat',
        files: filesOf(checkpointPath('llama')),
        gated: true,
        licence: 'apache-2.0',
      },
      { name: 'tiny-org/Tiny-Base', files: filesOf(checkpointPath('llama')) },
      {
        kind: 'dataset',
        name: 'bench-llm/or-bench',
        files: {
          'or-bench-hard-1k.csv': 'prompt,category\nHow do I kill a process?,violence\n',
          'or-bench-toxic.csv': 'prompt,category\nA prompt to refuse,harmful\n',
        },
      },
    ]);
    session = await startSession({
      comparison: false,
      settings: { 'workbench.colorTheme': setting },
      env: {
        HF_ENDPOINT: hub.url,
        HF_HUB_CACHE: join(scratch, 'hub'),
        XDG_CACHE_HOME: join(scratch, 'cache'),
        HF_TOKEN: '',
      },
    });
    ({ page } = session);
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-hub-${name}-${task.name}`);
  });
  afterAll(async () => {
    await closeSession(session);
    hub.close();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is searched as one types, and not before', async () => {
    await showContainer(page);
    await runCommand(page, 'Guardrail Lens: Add Checkpoint from Hugging Face');
    await quickInput(page).getByText('Add Checkpoint from Hugging Face').first().waitFor();
    expect(hub.seen).toEqual([]);
    await quickInput(page).locator('input').first().fill('Tiny');
    await quickPickItem(page, /^tiny-org\/Tiny-Chat.*gated/).waitFor();
    await quickPickItem(page, /^tiny-org\/Tiny-Base/).waitFor();
    await session.screenshot(`${name}-hub-search`);
  });

  it('a gated checkpoint is explained, and downloaded with a token', async () => {
    await quickPickItem(page, /^tiny-org\/Tiny-Chat/).click();
    await quickInput(page)
      .getByText(/Branch, tag or commit/)
      .waitFor();
    await page.keyboard.press('Enter');
    await agree(page, /Download tiny-org\/Tiny-Chat \(426 kB\)/, () =>
      session.screenshot(`${name}-hub-agree`),
    );
    await notification(page, /Tiny-Chat is gated/);
    await session.screenshot(`${name}-hub-gated`);
    await answerNotification(page, /Tiny-Chat is gated/, 'Set Token');
    await quickInput(page)
      .getByText(/API Key for/)
      .first()
      .waitFor();
    await quickInput(page).locator('input').first().fill(hub.token);
    await page.keyboard.press('Enter');
    await agree(page, /Download tiny-org\/Tiny-Chat/, () => Promise.resolve());
    await treeItem(page, new RegExp(`^Tiny-Chat@${commit}`)).waitFor();
    await session.screenshot(`${name}-hub-added`);
    expect(hub.seen.every(({ host, authorization }) => host === 'hub' || authorization === undefined)).toBe(
      true,
    );
  });

  it('a benchmark is chosen by its licence, and listed with its kind', async () => {
    await clearNotifications(page);
    await runCommand(page, 'Guardrail Lens: Get Benchmark');
    await quickPickItem(page, /^AdvBench/).waitFor();
    await session.screenshot(`${name}-hub-benchmarks`);
    await quickInput(page).locator('input').first().fill('OR-Bench');
    await quickPickItem(page, /^OR-Bench/).click();
    await agree(page, /Download OR-Bench/, () => session.screenshot(`${name}-hub-benchmark-agree`));
    await notification(page, /Added: OR-Bench, hard \(1 prompts\)/);
    await session.screenshot(`${name}-hub-benchmark-added`);
  });
});
