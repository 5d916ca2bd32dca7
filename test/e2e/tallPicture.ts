// A picture of a view as it is when all of it is seen at once.
import type { Frame } from 'playwright-core';
import type { Session } from './session';

const usual = 900;
const most = 9000;

/** The window is made so high that nothing in `view` has to be scrolled, and is put back. `width`: of the window, pixels. */
export async function tallPicture(
  session: Session,
  view: Frame,
  { name, width }: { readonly name: string; readonly width: number },
): Promise<void> {
  const { page } = session;
  await page.setViewportSize({ width, height: usual });
  const hidden = await view.evaluate(() => {
    let left = 0;
    const look = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) look(element.shadowRoot);
        const { overflowX, overflowY } = getComputedStyle(element);
        if (overflowX === 'auto' || overflowX === 'scroll') element.scrollLeft = 0;
        if (overflowY !== 'auto' && overflowY !== 'scroll') continue;
        element.scrollTop = 0;
        left = Math.max(left, element.scrollHeight - element.clientHeight);
      }
    };
    look(document);
    return left;
  });
  await page.setViewportSize({ width, height: Math.min(most, usual + hidden) });
  await session.screenshot(name);
  await page.setViewportSize({ width, height: usual });
}
