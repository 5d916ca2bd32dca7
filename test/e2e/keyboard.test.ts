// Everything on every tab without a mouse.
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { closeSession, startSession, type Session } from './session';
import { openFile, webview } from './workbench';

describe.skipIf(inject('unavailable') !== '')('by keyboard alone', () => {
  let session: Session;
  let page: Page;
  let view: Frame;
  beforeAll(async () => {
    session = await startSession({
      comparison: true,
      settings: { 'guardrailLens.maskHarmful': true },
    });
    ({ page } = session);
    await openFile(page, 'demo.glens');
    view = await webview(page, 'glens-comparison');
    await view.getByText('Cybercrime').first().waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`failed-${task.name}`);
  });
  afterAll(() => closeSession(session));

  it('tabs are reached with Tab and changed with the arrow keys', async () => {
    await tabTo(page, view, 'tab', 'Overview');
    for (const name of ['Responses', 'Tokens', 'Representation', 'Theory', 'Settings']) {
      await page.keyboard.press('ArrowRight');
      await view.getByRole('tab', { name, selected: true }).waitFor();
    }
    for (const name of ['Theory', 'Representation', 'Tokens', 'Responses']) {
      await page.keyboard.press('ArrowLeft');
      await view.getByRole('tab', { name, selected: true }).waitFor();
    }
  });

  it('rows are walked, revealed, searched and overruled', async () => {
    await tabTo(page, view, 'listbox', 'Prompts');
    await page.keyboard.press('ArrowDown');
    await view.getByRole('article', { name: 'Prompt 2' }).waitFor();
    await page.keyboard.press('j');
    await view.getByRole('article', { name: 'Prompt 3' }).waitFor();
    await page.keyboard.press('k');
    await view.getByRole('article', { name: 'Prompt 2' }).waitFor();
    await page.keyboard.press('o');
    await view.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await view.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await view.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('zzzzqqqq');
    await view.getByText('No prompts match the filters.').waitFor();
    await tabTo(page, view, 'button', 'Clear Filters');
    await page.keyboard.press('Enter');
    await view.getByRole('option').first().waitFor();
  });

  it('covered text is shown by key, and covered again', async () => {
    await tabTo(page, view, 'listbox', 'Prompts');
    await page.keyboard.press('Home');
    const cover = view
      .getByRole('article')
      .getByRole('button', { name: /Show|Reveal/ })
      .first();
    await cover.waitFor();
    await page.keyboard.press('r');
    await cover.waitFor({ state: 'hidden' });
    await page.keyboard.press('r');
    await cover.waitFor();
  });

  it.each(['Overview', 'Responses', 'Settings'])('Tab leads to every control of %s', async (tab) => {
    await view.getByRole('tab', { name: tab }).click();
    expect(await unreachable(page, view)).toEqual([]);
  });
});

/** Presses Tab until a control has the focus. */
async function tabTo(page: Page, view: Frame, role: string, name: string): Promise<void> {
  const wanted = view.getByRole(role as 'button', { name, exact: true }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 100; presses++) {
    if (await wanted.evaluate(hasFocus)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to the ${role} "${name}".`);
}

/** In the page: whether an element, or something inside its shadow, has the focus. */
function hasFocus(element: Element): boolean {
  let focused = document.activeElement;
  while (focused !== null && focused !== element && focused.shadowRoot?.activeElement) {
    focused = focused.shadowRoot.activeElement;
  }
  for (
    let at: Node | null = focused;
    at !== null;
    at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)
  ) {
    if (at === element) return true;
  }
  return false;
}

/** What a mouse could use and Tab does not come to, going once around. */
async function unreachable(page: Page, view: Frame): Promise<string[]> {
  const controls = await view.evaluate(() => {
    const controls = new Set<Element>();
    const collect = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) collect(element.shadowRoot);
        const native = element.matches('button, a[href], input, select, textarea, summary, [tabindex="0"]');
        const usable = element instanceof HTMLElement && element.tabIndex >= 0 && element.checkVisibility();
        if (native && usable && !element.matches(':disabled') && !element.shadowRoot?.delegatesFocus) {
          controls.add(element);
        }
      }
    };
    collect(document);
    Object.assign(globalThis, { controlsLeft: controls });
    return controls.size;
  });
  // The tab strip, and something of each tab.
  expect(controls).toBeGreaterThan(2);
  for (let presses = 0; presses < 150; presses++) {
    const left = await view.evaluate(() => {
      const { controlsLeft } = globalThis as unknown as { controlsLeft: Set<Element> };
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      if (focused !== null) controlsLeft.delete(focused);
      return controlsLeft.size;
    });
    if (left === 0) return [];
    await page.keyboard.press('Tab');
  }
  return view.evaluate(() => {
    const { controlsLeft } = globalThis as unknown as { controlsLeft: Set<Element> };
    return [...controlsLeft].map((element) => element.outerHTML.slice(0, 120));
  });
}
