// Observed drift, forecasts and bounds of every row on one axis, as SVG for report and webview. Pure; colours come from CSS
// custom properties with fallbacks, as the forest plot's.
import type { AuditForecast } from '../../../protocol/audit';
import type { TheoryAnalysis, TheoryBound, TheoryRow } from '../../../protocol/theory';
import { tickLabel } from '../forest/forestPlot';
import { fitText, textWidth } from '../forest/fitText';
import { niceTicks } from '../forest/niceTicks';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import type { Figure, FigureSize } from '../figures/figure';
import { formatPp, formatPpSize } from '../numbers';
import { shownRows, theoryBoundName, theoryRowTitle } from './theoryNames';

/** What the marks mean, for a legend in words. */
export const theoryMarks = {
  observed: 'observed, with its 95% interval',
  atBeta: 'forecast at the run’s β, with its 95% interval',
  atKl: 'forecast at equal measured KL',
  untold: 'hollow, dashed: cannot be told from the audit’s samples',
  anyPolicy: 'bound of the measured KL, for any policy',
  optimum: 'tightest bound of β and R, for the optimum of training on these prompts',
} as const;

interface Place {
  readonly x: (share: number) => number;
  readonly left: number;
  readonly right: number;
  readonly fontSize: number;
}

/** Below this many font sizes a row's name stands above its marks. */
const columnsFrom = 48;

/** null: no row. */
export function theoryPlot(
  analysis: Pick<TheoryAnalysis, 'rows'>,
  { width, fontSize }: FigureSize,
): Figure | null {
  const rows = shownRows(analysis);
  if (rows.length === 0) return null;
  const small = fontSize * 0.88;
  const stacked = width < columnsFrom * fontSize;
  const longest = Math.max(...rows.map((row) => textWidth(theoryRowTitle(row), fontSize)));
  const labelWidth = stacked ? 0 : Math.min(longest + fontSize, width * 0.3);
  const edge = fontSize * 1.4;
  const [from, to] = [labelWidth + edge, width - edge];
  const most = axisEnd(rows);
  const ticks = niceTicks(
    -100 * most,
    100 * most,
    Math.max(3, Math.min(9, Math.floor((to - from) / (fontSize * 4)))),
  );
  const [lowest, highest] = [ticks[0] ?? -1, ticks.at(-1) ?? 1];
  const x = (share: number): number => from + ((100 * share - lowest) / (highest - lowest)) * (to - from);
  const place: Place = { x, left: from, right: to, fontSize };
  const rowHeight = fontSize * (stacked ? 4.9 : 3.6);
  const top = fontSize * 1.8;
  const bottom = top + rows.length * rowHeight;
  const quiet = { size: small, colour: 'muted' } as const;
  const axis = 'Change of the share handled well, tuned − base, pp';
  const content = html`${svgText(from, fontSize * 0.9, '← worse', quiet)}${svgText(to, fontSize * 0.9, 'better →', { ...quiet, anchor: 'end' })}
  ${rows.map((row, index) => bands(row, { top: top + index * rowHeight, rowHeight, stacked }, place))}
  ${ticks.map((tick) => svgLine([x(tick / 100), top - fontSize * 0.4], [x(tick / 100), bottom], tick === 0 ? { colour: 'zero', width: 1.5 } : { colour: 'rule' }))}
  ${rows.map((row, index) => marks(row, { top: top + index * rowHeight, rowHeight, stacked }, place, labelWidth))}
  ${svgLine([from, bottom], [to, bottom], { colour: 'zero' })}
  ${ticks.map((tick) => svgText(x(tick / 100), bottom + fontSize * 1.3, tickLabel(tick), { ...quiet, anchor: 'middle' }))}
  ${svgText((from + to) / 2, bottom + fontSize * 2.7, fitText(axis, width, small), { size: small, anchor: 'middle' })}`;
  return {
    width,
    height: Math.ceil(bottom + fontSize * 3.2),
    content,
    title: 'Observed drift, forecast and bounds',
    description: rows.map(rowInWords).join(' '),
  };
}

/** Covers what was observed and forecast; a bound far beyond these is cut, with an arrow where it goes on. */
function axisEnd(rows: readonly TheoryRow[]): number {
  const ends = rows.flatMap(({ observed, forecast }) =>
    [observed, ...told(forecast)].flatMap((range) =>
      range === null ? [] : [Math.abs(range.low), Math.abs(range.high)],
    ),
  );
  const most = Math.max(0.02, ...ends);
  const near = rows
    .flatMap(({ bounds }) => drawnBounds(bounds).map(({ value }) => value))
    .filter((value) => value <= 2.5 * most);
  return Math.min(1, 1.05 * Math.max(most, ...near));
}

/** The tightest of each premise. */
function drawnBounds(bounds: readonly TheoryBound[]): TheoryBound[] {
  return (['anyPolicy', 'optimum'] as const).flatMap(
    (premise) => bounds.find((bound) => bound.premise === premise) ?? [],
  );
}

/** What cannot be told may be anything: it does not stretch the axis. */
function told(forecast: TheoryRow['forecast']): AuditForecast['drift'][] {
  return [forecast?.atBeta, forecast?.atKl].flatMap((one) => (one?.trusted === true ? [one.drift] : []));
}

interface RowPlace {
  readonly top: number;
  readonly rowHeight: number;
  readonly stacked: boolean;
}

function lanes(
  { top, rowHeight, stacked }: RowPlace,
  fontSize: number,
): readonly [observed: number, atBeta: number, atKl: number] {
  const first = top + fontSize * (stacked ? 2.1 : 0.8);
  const step = (rowHeight - (first - top) - fontSize * 0.7) / 2;
  return [first, first + step, first + 2 * step];
}

/** Behind the marks: the bound of the measured KL as a band, that of β and R as brackets. */
function bands(row: TheoryRow, rowPlace: RowPlace, { x, left, right, fontSize }: Place): Html {
  const [first, , last] = lanes(rowPlace, fontSize);
  const [top, bottom] = [first - fontSize * 0.55, last + fontSize * 0.55];
  const measured = row.bounds.find(({ premise }) => premise === 'anyPolicy');
  const optimum = row.bounds.find(({ premise }) => premise === 'optimum');
  const cut = (share: number): number => Math.min(right, Math.max(left, x(share)));
  return html`${
    measured !== undefined &&
    html`<rect
      class="theory-band"
      x="${px(cut(-measured.value))}"
      y="${px(top)}"
      width="${px(Math.max(1, cut(measured.value) - cut(-measured.value)))}"
      height="${px(bottom - top)}"
      fill="${colours.band}"
    />`
  }${optimum !== undefined && bracket(optimum, { top, bottom, middle: (top + bottom) / 2 }, { x, left, right, fontSize })}`;
}

function bracket(
  { value }: TheoryBound,
  { top, bottom, middle }: { readonly top: number; readonly bottom: number; readonly middle: number },
  { x, left, right, fontSize }: Place,
): Html {
  const arm = fontSize * 0.4;
  return html`${[-1, 1].map((sign) => {
    const at = x(sign * value);
    // Beyond the axis: an arrow at its end.
    if (at < left || at > right) {
      const tip = sign < 0 ? left : right;
      return html`<path
        d="M${px(tip - sign * arm)} ${px(middle - arm)}L${px(tip)} ${px(middle)}L${px(tip - sign * arm)} ${px(middle + arm)}"
        fill="none"
        stroke="${colours.muted}"
        stroke-width="1.5"
      />`;
    }
    return html`<path
      d="M${px(at - sign * arm)} ${px(top)}H${px(at)}V${px(bottom)}H${px(at - sign * arm)}"
      fill="none"
      stroke="${colours.muted}"
      stroke-width="1.5"
    />`;
  })}`;
}

function marks(row: TheoryRow, rowPlace: RowPlace, place: Place, labelWidth: number): Html {
  const { fontSize, x, right } = place;
  const { observed, forecast } = row;
  const [first, second, third] = lanes(rowPlace, fontSize);
  const title = theoryRowTitle(row);
  const label = rowPlace.stacked
    ? svgText(0, rowPlace.top + fontSize * 0.9, fitText(title, right, fontSize), { size: fontSize })
    : svgText(0, (first + third) / 2 + fontSize * 0.35, fitText(title, labelWidth, fontSize), {
        size: fontSize,
      });
  const zero = forecast?.constantReward === true ? { value: 0, low: 0, high: 0 } : null;
  const seen =
    observed === null
      ? svgText(x(0) + 8, first + fontSize * 0.35, 'nothing to compare', {
          size: fontSize * 0.88,
          colour: 'muted',
        })
      : html`${interval(observed, first, place, false)}<circle
            cx="${px(x(observed.value))}"
            cy="${px(first)}"
            r="${px(fontSize * 0.36)}"
            fill="${colours.open}"
            stroke="${colours.surface}"
          />`;
  return html`<g
    ><title>${rowInWords(row)}</title>${label} ${seen}
    ${zero !== null ? diamond(zero.value, second, place, true) : forecastMark(forecast?.atBeta ?? null, second, place, diamond)}
    ${forecastMark(forecast?.atKl ?? null, third, place, square)}</g
  >`;
}

type Draw = (value: number, y: number, place: Place, filled: boolean) => Html;

function forecastMark(forecast: AuditForecast | null, y: number, place: Place, draw: Draw): Html | null {
  if (forecast === null) return null;
  const { drift, trusted } = forecast;
  return html`${interval(drift, y, place, !trusted)}${draw(drift.value, y, place, trusted)}`;
}

function interval(
  { low, high }: { readonly low: number; readonly high: number },
  y: number,
  { x, left, right }: Place,
  dashed: boolean,
): Html {
  const cut = (share: number): number => Math.min(right, Math.max(left, x(share)));
  return svgLine([cut(low), y], [cut(high), y], {
    colour: 'open',
    width: 1.5,
    dashed,
    name: 'theory-interval',
  });
}

function diamond(value: number, y: number, { x, left, right, fontSize }: Place, filled: boolean): Html {
  const at = Math.min(right, Math.max(left, x(value)));
  const r = fontSize * 0.42;
  return html`<path
    d="M${px(at - r)} ${px(y)}L${px(at)} ${px(y - r)}L${px(at + r)} ${px(y)}L${px(at)} ${px(y + r)}Z"
    ${paint(filled)}
  />`;
}

function square(value: number, y: number, { x, left, right, fontSize }: Place, filled: boolean): Html {
  const at = Math.min(right, Math.max(left, x(value)));
  const r = fontSize * 0.32;
  return html`<rect
    x="${px(at - r)}"
    y="${px(y - r)}"
    width="${px(2 * r)}"
    height="${px(2 * r)}"
    ${paint(filled)}
  />`;
}

function paint(filled: boolean): Html {
  return html`fill="${filled ? colours.open : colours.surface}" stroke="${colours.open}" stroke-width="1.5"`;
}

function rowInWords(row: TheoryRow): string {
  const { observed, forecast, bounds } = row;
  const range = ({ value, low, high }: { value: number; low: number; high: number }): string =>
    `${formatPp(value)}, ${formatPp(low)} to ${formatPp(high)}`;
  const of = (name: string, one: AuditForecast | null): string[] =>
    one === null ? [] : [one.trusted ? `${name} ${range(one.drift)}` : `${name} cannot be told`];
  const [tightest] = bounds;
  const parts = [
    observed === null ? 'nothing to compare' : `observed ${range(observed)}`,
    ...(forecast?.constantReward === true ? ['forecast 0, the reward is constant'] : []),
    ...of('forecast at the run’s β', forecast?.atBeta ?? null),
    ...of('forecast at equal KL', forecast?.atKl ?? null),
    ...(tightest === undefined
      ? []
      : [`tightest bound ±${formatPpSize(tightest.value)}, ${theoryBoundName(tightest)}`]),
  ];
  return `${theoryRowTitle(row)}: ${parts.join('; ')}.`;
}
