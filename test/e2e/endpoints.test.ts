// Models that answer on a server, in the real workbench: added by keyboard, compared, looked at; and a checkpoint served.
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Page } from 'playwright-core';
import { servedModels, startModelServer, type ModelServer } from '../workbench/modelServer';
import { closeSession, startSession, type Session } from './session';
import { until } from './until';
import {
  acceptStep,
  answerNotification,
  clearNotifications,
  notification,
  offeredCommands,
  quickInput,
  quickPickItem,
  quickPickStep,
  runCommand,
  showContainer,
  startComparison,
  statusBarItem,
  treeItem,
  webview,
} from './workbench';

const themes = [
  { name: 'light', setting: 'Default Light Modern', kind: 'vs' },
  { name: 'dark', setting: 'Default Dark Modern', kind: 'vs-dark' },
];

/** Fills an input box and goes on. */
async function type(page: Page, title: RegExp, text: string): Promise<void> {
  const input = quickInput(page);
  await input.getByText(title).first().waitFor();
  await until(`the end of ${String(title)}`, async (patience) => {
    if (!(await input.getByText(title).first().isVisible())) return true;
    await input.locator('input').first().fill(text);
    await page.keyboard.press('Enter');
    await input
      .getByText(title)
      .first()
      .waitFor({ state: 'hidden', ...patience });
    return true;
  });
}

describe.skipIf(inject('unavailable') !== '').each(themes)('endpoints: $name', ({ name, setting, kind }) => {
  let session: Session;
  let server: ModelServer;
  let page: Page;

  beforeAll(async () => {
    server = await startModelServer();
    server.lock('key-1');
    session = await startSession({
      comparison: false,
      settings: { 'workbench.colorTheme': setting, 'guardrailLens.maskHarmful': false },
    });
    ({ page } = session);
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${name}-${task.name}`);
  });
  afterAll(async () => {
    await closeSession(session);
    await server.close();
  });

  it('an address that is none is refused where it is typed', async () => {
    await showContainer(page);
    await runCommand(page, 'Guardrail Lens: Add Endpoint');
    await quickInput(page)
      .getByText(/Add Endpoint/)
      .first()
      .waitFor();
    await quickInput(page).locator('input').first().fill('localhost:8000');
    await quickInput(page)
      .getByText(/begins with http/)
      .waitFor();
    await session.screenshot(`${name}-endpoint-address`);
    await page.keyboard.press('Escape');
  });

  it('a server that wants a key says so, and is asked again with it', async () => {
    const host = new URL(server.url).host;
    await runCommand(page, 'Guardrail Lens: Add Endpoint');
    await type(page, /Add Endpoint/, server.url);
    await type(page, /API Key for/, '');
    await notification(page, /a key is needed/);
    await treeItem(page, new RegExp(`^Server ${host}, gave no models`)).waitFor();
    await session.screenshot(`${name}-endpoint-failed`);
    await answerNotification(page, /a key is needed/, 'Set Key');
    await type(page, /API Key for/, 'key-1');
    await treeItem(page, new RegExp(`^Server ${host}, 2 models`)).waitFor();
    await treeItem(page, /^served-grpo, adapter of org\/served-base/).waitFor();
    await clearNotifications(page);
    await session.screenshot(`${name}-endpoint-models`);
    expect((await offeredCommands(page)).join('\n')).toContain('Forget Key');
  });

  it('two of its models are compared, and what could not be checked is said', async () => {
    await runCommand(page, 'Guardrail Lens: Compare Checkpoints');
    await quickPickStep(page, /^Base/);
    await quickPickItem(page, /^org\/served-base/).click();
    await quickPickStep(page, /^Tuned/);
    expect(await quickInput(page).getByRole('option').first().innerText()).toContain(servedModels.tuned);
    await session.screenshot(`${name}-endpoint-tuned`);
    await acceptStep(page, /^Tuned/);
    await quickPickStep(page, /^Chat template/);
    await quickInput(page)
      .getByText(/applies its own chat template/)
      .waitFor();
    await session.screenshot(`${name}-endpoint-template`);
    for (const step of [/^Chat template/, /^Benchmarks/]) await acceptStep(page, step);
    await startComparison(page, /^20 prompts/);
    await notification(page, /served-grpo refuses less often than its base/, 240_000);
    await clearNotifications(page);
    const view = await webview(page, 'glens-comparison');
    await view.getByRole('tab', { name: 'Overview' }).click();
    await view
      .getByText(/not be checked|unchecked/i)
      .first()
      .waitFor();
    await session.screenshot(`${name}-endpoint-overview`);
    await view.getByRole('tab', { name: 'Responses' }).click();
    await view.getByRole('listbox', { name: 'Prompts' }).getByRole('option').first().click();
    await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    await view.getByText("I'm sorry, but I can't help with that.").first().waitFor();
    await view
      .getByText(/^Sure, here is an answer/)
      .first()
      .waitFor();
    await session.screenshot(`${name}-endpoint-responses`);
    await view.getByRole('tab', { name: 'Settings' }).click();
    await view.getByText(server.url).first().waitFor();
    await session.screenshot(`${name}-endpoint-settings`);
    const asked = server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map(({ key }) => key))).toEqual(new Set(['key-1']));
  });

  it('a checkpoint of this machine is served, with its address in the status bar, until it is stopped', async () => {
    await runCommand(page, 'Guardrail Lens: Serve Checkpoint');
    await quickPickItem(page, /^llama,/).click();
    await quickInput(page)
      .getByPlaceholder(/Adapters to serve/)
      .waitFor();
    await session.screenshot(`${name}-serve-adapters`);
    await page.keyboard.press('Enter');
    await notification(page, /Serving llama at http/);
    await statusBarItem(page, /127\.0\.0\.1:\d+ · 0 requests/).waitFor();
    await session.screenshot(`${name}-serving`);
    const shown = await statusBarItem(page, /127\.0\.0\.1:\d+/).innerText();
    const address = /127\.0\.0\.1:\d+/.exec(shown)?.[0] ?? '';
    expect((await fetch(`http://${address}/v1/models`)).status).toBe(200);
    await statusBarItem(page, /1 request$/).waitFor();
    await until('what can be done with it', async (patience) => {
      await runCommand(page, 'Guardrail Lens: Served Checkpoints');
      await quickPickItem(page, /Copy Address/).waitFor(patience);
      await session.screenshot(`${name}-serving-actions`);
      return true;
    });
    await page.keyboard.press('Escape');
    await runCommand(page, 'Guardrail Lens: Stop Serving');
    await statusBarItem(page, /127\.0\.0\.1:\d+/).waitFor({ state: 'hidden' });
    await expect(fetch(`http://${address}/v1/models`)).rejects.toThrow();
  });
});
