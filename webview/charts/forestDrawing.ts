// The drawn cells of a forest plot: a row's interval between the lines of the axis, and the axis. Must not know the DOM.
import type { SuiteKind } from '../../src/protocol/outcomes';
import { forestInterval } from '../../src/safety/presentation/forest/forestInterval';
import { type ForestLayout, forestLayout } from '../../src/safety/presentation/forest/forestLayout';
import type { ForestFrame } from '../../src/safety/presentation/forest/forestPanels';
import { tickLabel } from '../../src/safety/presentation/forest/forestPlot';
import { html as markup, type Html } from '../../src/safety/presentation/html';
import { svgLine, svgText } from '../../src/safety/presentation/forest/svgText';
import type { ForestEntry } from './forestTable';

/** Pixels. A row may be taller: the lines of the axis reach beyond both ends. */
export const rowHeight = 32;
export const axisHeight = 24;
const beyond = 100;

/** `width` in pixels: the drawing alone, without columns of text. */
export function drawingLayout(frame: ForestFrame, width: number, fontSize: number): ForestLayout {
  // So narrow that the layout keeps no room for columns.
  const narrow = Math.min(width, fontSize * 50);
  return forestLayout({ kind: 'harmful', rows: [], overall: null }, { width: narrow, fontSize, frame });
}

export function drawRow({ row, isOverall }: ForestEntry, kind: SuiteKind, layout: ForestLayout): Html {
  const lines = layout.ticks.map((tick) => {
    const x = layout.x(tick / 100);
    const zero = tick === 0 ? ({ colour: 'zero', width: 1.5 } as const) : ({ colour: 'rule' } as const);
    return svgLine([x, -beyond], [x, rowHeight + beyond], zero);
  });
  if (row.delta === null) return markup`${lines}`;
  const place = { y: rowHeight / 2, bandHeight: 20, diamond: isOverall };
  return markup`${lines}${forestInterval(row, kind, place, layout)}`;
}

export function drawAxis({ ticks, x, smallSize, plotLeft, plotRight }: ForestLayout): Html {
  const labels = ticks.map((tick) =>
    svgText(x(tick / 100), axisHeight - 8, tickLabel(tick), {
      size: smallSize,
      colour: 'muted',
      anchor: 'middle',
    }),
  );
  return markup`${svgLine([plotLeft, 0.5], [plotRight, 0.5], { colour: 'zero' })}${labels}`;
}
