// Controls of a webview that cannot be reached or read whole: cut off by what holds them, or beside the window.
import type { Frame } from 'playwright-core';

/** One line each, with `where` in front. Data tables have a scroll bar of their own and may be wider. */
export async function clippedControls(frame: Frame, where: string): Promise<readonly string[]> {
  const found = await frame.evaluate(() => {
    const controls: Element[] = [];
    const collect = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) collect(element.shadowRoot);
        const control = element.matches('button, a[href], input, select, textarea, summary, [tabindex="0"]');
        if (control && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
          controls.push(element);
        }
      }
    };
    collect(document);
    const parentOf = (element: Element): Element | null => {
      const root = element.getRootNode();
      return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    /** Whether its left and right edges show, once it was scrolled to. */
    const isCut = (element: Element): boolean => {
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0) return false;
      let [from, to] = [0, innerWidth];
      for (let at = parentOf(element); at !== null; at = parentOf(at)) {
        const { overflowX } = getComputedStyle(at);
        // A strip that scrolls shows its parts one after the other.
        if (overflowX === 'auto' || overflowX === 'scroll') return false;
        if (overflowX === 'visible') continue;
        const box = at.getBoundingClientRect();
        from = Math.max(from, box.left);
        to = Math.min(to, box.right);
      }
      return left < from - 1.5 || right > to + 1.5;
    };
    const cut = controls.filter(isCut).map((control) => `cut: ${control.outerHTML.slice(0, 160)}`);
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth + 1
      ? [...cut, `the page is ${scrollWidth} px wide, not ${innerWidth}`]
      : cut;
  });
  return found.map((line) => `${where}: ${line}`);
}
