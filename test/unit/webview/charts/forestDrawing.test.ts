import { describe, expect, it } from 'vitest';
import { forestFrame, forestPanels } from '../../../../src/safety/presentation/forest/forestPanels';
import { drawAxis, drawingLayout, drawRow } from '../../../../webview/charts/forestDrawing';
import { forestTables } from '../../../../webview/charts/forestTable';
import { sampleSummary } from '../../safety/presentation/sampleReport';

const frame = forestFrame(forestPanels(sampleSummary));
const entries = forestTables(sampleSummary).flatMap(({ kind, entries: of }) =>
  of.map((entry) => ({ kind, entry })),
);

/** All x coordinates that a drawing names. */
function xs(markup: string): number[] {
  return [...markup.matchAll(/\s(?:x|x1|x2|cx)="(-?[\d.]+)"/g)].map(([, x]) => Number(x));
}

describe.each([150, 250, 400, 640, 900])('a drawing %d pixels wide', (width) => {
  const layout = drawingLayout(frame, width, 13);

  it('has no columns of text, and all marks inside', () => {
    expect(layout.columns).toBeNull();
    for (const { kind, entry } of entries) {
      const seen = xs(drawRow(entry, kind, layout).markup);
      expect(seen.length).toBeGreaterThan(3);
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...seen)).toBeLessThanOrEqual(width);
    }
  });

  it('has its ticks where the axis has its numbers', () => {
    const [first] = entries;
    if (first === undefined) throw new Error('The sample has no rows.');
    const row = xs(
      drawRow({ ...first.entry, row: { ...first.entry.row, delta: null } }, 'harmful', layout).markup,
    );
    const axis = xs(drawAxis(layout).markup);
    for (const tick of layout.ticks) {
      const x = Math.round(layout.x(tick / 100) * 10) / 10;
      expect(row).toContain(x);
      expect(axis).toContain(x);
    }
  });
});

it('draws a loss to the left and a gain to the right of zero', () => {
  const layout = drawingLayout(frame, 500, 13);
  const points = entries
    .filter(({ entry }) => !entry.isOverall)
    .map(({ kind, entry }) => {
      const cx = /cx="([\d.]+)"/.exec(drawRow(entry, kind, layout).markup)?.[1];
      return [Number(cx), entry.row.delta?.value ?? NaN] as const;
    });
  for (const [cx, value] of points) expect(Math.sign(Math.round(cx - layout.x(0)))).toBe(Math.sign(value));
});
