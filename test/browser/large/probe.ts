// What the measurement of a large comparison does and sees inside a webview's page. Runs in the browser: no imports.

/** Of one scroll over the list. */
export interface ScrollReport {
  readonly frames: number;
  /** Frames in which some part of the list's height showed no row, or a row without its text. */
  readonly blankFrames: number;
  /** Milliseconds between two frames: median and longest. */
  readonly medianFrame: number;
  readonly longestFrame: number;
  readonly rowsPassed: number;
}

export interface Probe {
  /** Wall-clock times (`Date.now()`) at which these were first on the page, or a button last pressed. */
  readonly seen: { shell?: number; headline?: number; rows?: number; lastPress?: number };
  /** Sets a filter as its dropdown does; milliseconds until the rows it leaves are shown. */
  filter(label: string, value: string): Promise<number>;
  /** Types into the search field; milliseconds until the rows found are shown, the pause after typing included. */
  search(text: string): Promise<number>;
  /** Scrolls by so many pixels at each frame. */
  scroll(pixelsPerFrame: number, frames: number): Promise<ScrollReport>;
  /** As dragging the scroll bar does; milliseconds until the rows there are shown. */
  jump(share: number): Promise<number>;
  /** Bytes on the page's JavaScript heap. */
  heap(): number;
}

/** Makes `window.theProbe()`, in the workbench's page, too, where it tells of mouse buttons. */
export function installProbe(): void {
  const seen: Probe['seen'] = {};
  const find = (selector: string, within: ParentNode = document): HTMLElement | null => {
    const here = within.querySelector<HTMLElement>(selector);
    if (here !== null) return here;
    for (const element of within.querySelectorAll('*')) {
      const inside = element.shadowRoot === null ? null : find(selector, element.shadowRoot);
      if (inside !== null) return inside;
    }
    return null;
  };
  const needed = (selector: string): HTMLElement => {
    const found = find(selector);
    if (found === null) throw new Error(`There is no ${selector}.`);
    return found;
  };
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  /** Once what this frame draws is decided. */
  const painted = async (): Promise<number> => {
    const at = await frame();
    await new Promise((resolve) => setTimeout(resolve, 0));
    return at;
  };
  const list = (): HTMLElement => needed('.scroller');
  /** Whether the list's whole height is covered by rows with their text. */
  const covered = (): boolean => {
    const scroller = list();
    const top = scroller.scrollTop;
    const bottom = Math.min(top + scroller.clientHeight, scroller.scrollHeight - 1);
    const rows = [...scroller.querySelectorAll<HTMLElement>('.row')]
      .map((row) => {
        const start = new DOMMatrix(row.style.transform).m42;
        return { start, end: start + row.offsetHeight, empty: row.querySelector('.bar') !== null };
      })
      .filter(({ start, end }) => end > top && start < bottom)
      .sort((a, b) => a.start - b.start);
    let reached = top;
    for (const { start, end, empty } of rows) {
      if (empty || start > reached + 1) return false;
      reached = end;
    }
    return reached >= bottom - 1;
  };
  const countText = (): string =>
    needed('glens-filter-bar').shadowRoot?.querySelector('.count')?.textContent ?? '';
  /** Until the list has stood still for a while, as it does between two actions of a person. */
  const still = async (): Promise<void> => {
    for (let since = performance.now(), top = list().scrollTop; performance.now() - since < 400;) {
      await frame();
      if (list().scrollTop === top) continue;
      top = list().scrollTop;
      since = performance.now();
    }
  };
  /** Milliseconds until the number of rows is another and they are shown. */
  const untilOther = async (act: () => void): Promise<number> => {
    await still();
    const before = countText();
    const began = performance.now();
    act();
    while (countText() === before || find('.scroller') === null || !covered()) {
      if (performance.now() - began > 60_000) throw new Error(`Nothing came after "${before}".`);
      await frame();
    }
    return performance.now() - began;
  };
  const probe: Probe = {
    seen,
    filter: (label, value) =>
      untilOther(() => {
        const select = needed(`glens-select[label="${label}"]`);
        select.dispatchEvent(new CustomEvent('choose', { detail: value }));
      }),
    search: (text) =>
      untilOther(() => {
        const field = needed('.search');
        Object.assign(field, { value: text });
        field.dispatchEvent(new Event('input'));
      }),
    scroll: async (pixelsPerFrame, frames) => {
      await still();
      const scroller = list();
      const first = scroller.scrollTop;
      const times: number[] = [];
      let blankFrames = 0;
      let last = await painted();
      for (let i = 0; i < frames; i++) {
        scroller.scrollTop += pixelsPerFrame;
        const now = await painted();
        times.push(now - last);
        last = now;
        if (!covered()) blankFrames++;
      }
      times.sort((a, b) => a - b);
      const rowHeight = scroller.querySelector<HTMLElement>('.row')?.offsetHeight ?? 1;
      return {
        frames,
        blankFrames,
        medianFrame: times[Math.floor(times.length / 2)] ?? 0,
        longestFrame: times.at(-1) ?? 0,
        rowsPassed: Math.round(Math.abs(scroller.scrollTop - first) / rowHeight),
      };
    },
    jump: async (share) => {
      const scroller = list();
      const began = performance.now();
      scroller.scrollTop = share * scroller.scrollHeight;
      do await painted();
      while (!covered());
      return performance.now() - began;
    },
    heap: () =>
      (performance as unknown as { readonly memory: { readonly usedJSHeapSize: number } }).memory
        .usedJSHeapSize,
  };
  Object.assign(window, { theProbe: () => probe });
  const heedPresses = (): void =>
    document.addEventListener('mousedown', () => (seen.lastPress = Date.now()), { capture: true });
  // VS Code writes a webview's document over the first one, whose listeners are gone then; timers stay.
  const look = (): void => {
    if (seen.headline === undefined || seen.rows === undefined) setTimeout(look, 5);
    if (document.querySelector('glens-comparison') === null) return;
    if (find('glens-tabs') !== null && seen.shell === undefined) {
      seen.shell = Date.now();
      heedPresses();
    }
    if (find('.headline') !== null) seen.headline ??= Date.now();
    if (find('.scroller') !== null && find('.row') !== null && covered()) seen.rows ??= Date.now();
  };
  heedPresses();
  look();
}
