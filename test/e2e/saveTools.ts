// The quiet buttons beside every figure and table of a page, found in what is shown and worked by keyboard.
import { readFileSync, rmSync } from 'node:fs';
import type { Frame, Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Session } from './session';
import { until } from './until';
import { answerPathDialog, quickInput } from './workbench';

/** What a figure or a table may be saved as, by the element that it stands in. */
const formatsOf: Readonly<Record<string, readonly string[]>> = {
  'glens-figure': ['SVG', 'PNG', 'CSV'],
  'glens-table': ['CSV'],
  'glens-rollouts': ['CSV'],
};

export interface ShownTools {
  readonly toolbar: Locator;
  /** What is saved, as screen readers say it. */
  readonly what: string;
  /** The element whose figure or numbers they save. */
  readonly of: string;
  /** Buttons, in their order. */
  readonly formats: readonly string[];
}

/** Everything on the page that can be saved, which is every figure and table of it: none is shown without its buttons. */
export async function shownTools(view: Frame): Promise<readonly ShownTools[]> {
  const shown: ShownTools[] = [];
  for (const box of await view.locator('glens-save:visible').all()) {
    const toolbar = box.getByRole('toolbar');
    const of = await box.evaluate((element) => {
      const root = element.getRootNode();
      return root instanceof ShadowRoot ? root.host.localName : '';
    });
    const formats = (await toolbar.getByRole('button').allInnerTexts()).map((name) => name.trim());
    const what = ((await toolbar.getAttribute('aria-label')) ?? '').replace(/^Save: /u, '');
    expect(formats, what).toEqual(formatsOf[of]);
    shown.push({ toolbar, what, of, formats });
  }
  for (const element of ['glens-figure', 'glens-table']) {
    expect(shown.filter(({ of }) => of === element)).toHaveLength(
      await view.locator(`${element}:visible`).count(),
    );
  }
  return shown;
}

/** Saves in every format by its key, from the first of the buttons; the names of the files. */
export async function saveByKeys(session: Session, tools: ShownTools): Promise<readonly string[]> {
  const names: string[] = [];
  for (const format of tools.formats) {
    const { name, bytes } = await saveByKey(session, tools, format.slice(0, 1));
    expect(contentFault(format, bytes), `${tools.what}, ${name}`).toBe('');
    names.push(name);
  }
  return names;
}

/** `key`: as the keyboard is told it, with Shift for the colours of the theme. */
export async function saveByKey(
  { page }: Session,
  { toolbar, what }: ShownTools,
  key: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  // VS Code gives the keyboard back some time after its last dialog closed, and a key between the two is nobody's.
  await until(`the dialog of ${what}`, async (patience) => {
    const dialog = quickInput(page).locator('input').first();
    if (!(await dialog.isVisible())) {
      await toolbar.getByRole('button').first().focus();
      await page.keyboard.press(key);
    }
    await dialog.waitFor(patience);
    return true;
  });
  const offered = await answerPathDialog(page, /\.(?:svg|png|csv)$/u);
  const name = offered.slice(offered.lastIndexOf('/') + 1);
  const bytes = await until(`the file ${name}`, () => {
    const read = readFileSync(offered);
    return Promise.resolve(read.length > 0 ? read : undefined);
  });
  rmSync(offered);
  return { name, bytes };
}

/** Empty: none. */
function contentFault(format: string, bytes: Buffer): string {
  if (format === 'PNG') {
    if (bytes.subarray(1, 4).toString('latin1') !== 'PNG') return 'no PNG';
    return bytes.length > 3000 ? '' : 'an empty picture';
  }
  const text = bytes.toString('utf8');
  if (/\b(?:NaN|undefined|Infinity|\[object)\b/u.test(text)) return text.slice(0, 2000);
  if (format === 'SVG') return /^<\?xml[^]*<text[^]*<\/svg>\n$/u.test(text) ? '' : text.slice(0, 2000);
  return /^[^\n]*,[^\n]*\n[^\n]+\n/u.test(text) ? '' : `no rows: ${text.slice(0, 200)}`;
}
