// A picture of a page that stands still.
import type { Page } from 'playwright-core';

/** Two pictures in a row that are the same; what never stands still is taken as it is in the end. */
export async function stillPicture(page: Page, path: string): Promise<void> {
  // So that nothing is hovered over.
  await page.mouse.move(2, 2);
  let last = await page.screenshot({ path });
  for (let attempts = 0; attempts < 15; attempts++) {
    await page.waitForTimeout(150);
    const next = await page.screenshot({ path });
    if (next.equals(last)) return;
    last = next;
  }
}
