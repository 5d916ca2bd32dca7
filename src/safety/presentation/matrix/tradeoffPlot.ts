// Safety against capability or helpfulness: a point per checkpoint with the intervals of both, as SVG for report and webview. The base
// stands out; where all checkpoints are steps of one run, a line joins them in their order.
import { niceTicks } from '../forest/niceTicks';
import { fitText, textWidth } from '../forest/fitText';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { formatRate } from '../numbers';
import type { Figure } from '../figures/figure';
import { safetyAxis, type Tradeoff, type TradeoffPoint } from './tradeoffPoints';

export interface TradeoffOptions {
  /** Pixels. */
  readonly width: number;
  readonly fontSize: number;
  /** In the order of the points: they are steps of one run. */
  readonly joined: boolean;
}

interface Scale {
  readonly ticks: readonly number[];
  /** A share to pixels. */
  readonly at: (share: number) => number;
}

/** null: no point. */
export function tradeoffPlot(
  points: readonly TradeoffPoint[],
  { title, axis, done }: Tradeoff,
  { width, fontSize, joined }: TradeoffOptions,
): Figure | null {
  if (points.length === 0) return null;
  const small = fontSize * 0.88;
  const left = fontSize * 4.2;
  const right = width - fontSize * 1.5;
  const top = fontSize * 2.4;
  const bottom = top + Math.min((right - left) * 0.62, fontSize * 30);
  const x = scale(
    points.map(({ useful }) => useful),
    left,
    right,
    Math.max(2, Math.floor((right - left) / (fontSize * 5))),
  );
  const y = scale(
    points.map(({ safe }) => safe),
    bottom,
    top,
    6,
  );
  const quiet = { size: small, colour: 'muted' } as const;
  const axes = html`${x.ticks.map((tick) => svgLine([x.at(tick / 100), top], [x.at(tick / 100), bottom], { colour: 'rule' }))}${y.ticks.map((tick) => svgLine([left, y.at(tick / 100)], [right, y.at(tick / 100)], { colour: 'rule' }))}
  ${x.ticks.map((tick) => svgText(x.at(tick / 100), bottom + fontSize * 1.4, String(tick), { ...quiet, anchor: 'middle' }))}${y.ticks.map((tick) => svgText(left - fontSize * 0.6, y.at(tick / 100) + fontSize * 0.33, String(tick), { ...quiet, anchor: 'end' }))}
  ${svgText(left, fontSize * 1.2, `${safetyAxis} ↑`, { size: small })}${svgText(right, bottom + fontSize * 2.9, `${axis} →`, { size: small, anchor: 'end' })}`;
  const path = points
    .filter(({ index }) => index !== null)
    .map(({ useful, safe }, i) => `${i === 0 ? 'M' : 'L'}${px(x.at(useful.rate))} ${px(y.at(safe.rate))}`)
    .join('');
  const line = joined && html`<path d="${path}" fill="none" stroke="${colours.zero}" stroke-width="1.5" />`;
  const content = html`${axes}${line}${points.map((point) => cross(point, x, y))}${points.map((point) => dot(point, done, x, y))}${labels(points, { x, y, fontSize: small, left, right })}`;
  const height = Math.ceil(bottom + fontSize * 3.4);
  const description = points
    .map(
      ({ name, safe, useful }) =>
        `${name}: handled safely ${formatRate(safe)}, ${done} ${formatRate(useful)}.`,
    )
    .join(' ');
  return { width, height, content, title: `${title}, with 95% intervals`, description };
}

/** Percent ticks that cover every interval, within 0 to 100. */
function scale(
  rates: readonly { readonly low: number; readonly high: number }[],
  from: number,
  to: number,
  most: number,
): Scale {
  const low = Math.min(...rates.map((rate) => rate.low * 100));
  const high = Math.max(...rates.map((rate) => rate.high * 100));
  const ticks = niceTicks(low, high, most).filter((tick) => tick >= 0 && tick <= 100);
  const first = Math.min(low, ticks[0] ?? low);
  const last = Math.max(high, ticks.at(-1) ?? high);
  const span = Math.max(last - first, 1e-9);
  return { ticks, at: (share) => from + ((share * 100 - first) / span) * (to - from) };
}

function cross({ useful, safe }: TradeoffPoint, x: Scale, y: Scale): Html {
  const [cx, cy] = [x.at(useful.rate), y.at(safe.rate)];
  return html`${svgLine([x.at(useful.low), cy], [x.at(useful.high), cy], { colour: 'zero' })}${svgLine([cx, y.at(safe.low)], [cx, y.at(safe.high)], { colour: 'zero' })}`;
}

/** The base is a square, so that shape tells it apart and not only colour. */
function dot({ name, index, useful, safe }: TradeoffPoint, done: string, x: Scale, y: Scale): Html {
  const [cx, cy] = [x.at(useful.rate), y.at(safe.rate)];
  const words = html`<title>${name}: safe ${formatRate(safe)}, ${done} ${formatRate(useful)}</title>`;
  return index === null
    ? html`<rect
        x="${px(cx - 5)}"
        y="${px(cy - 5)}"
        width="10"
        height="10"
        fill="${colours.open}"
        stroke="${colours.surface}"
        >${words}</rect
      >`
    : html`<circle cx="${px(cx)}" cy="${px(cy)}" r="5" fill="${colours.open}" stroke="${colours.surface}"
        >${words}</circle
      >`;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Each name beside its point where it meets no other; one that fits nowhere is left to the table below the figure. */
function labels(
  points: readonly TradeoffPoint[],
  { x, y, fontSize, left, right }: { x: Scale; y: Scale; fontSize: number; left: number; right: number },
): Html[] {
  const taken: Box[] = points.map(({ useful, safe }) => boxAround(x.at(useful.rate), y.at(safe.rate), 6));
  return points.flatMap(({ name, useful, safe, index }) => {
    const text = fitText(name, fontSize * 14, fontSize);
    const width = textWidth(text, fontSize);
    const [cx, cy] = [x.at(useful.rate), y.at(safe.rate)];
    const places = [
      [cx + 9, cy - 5],
      [cx - 9 - width, cy - 5],
      [cx + 9, cy + fontSize + 2],
      [cx - 9 - width, cy + fontSize + 2],
      [cx - width / 2, cy - 12],
      [cx - width / 2, cy + fontSize + 10],
    ] as const;
    for (const [from, baseline] of places) {
      const box = { left: from, right: from + width, top: baseline - fontSize, bottom: baseline + 3 };
      if (box.left < left || box.right > right || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      return [svgText(from, baseline, text, { size: fontSize, bold: index === null })];
    }
    return [];
  });
}

function boxAround(x: number, y: number, reach: number): Box {
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
}

function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
