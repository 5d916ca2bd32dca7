// The change from the base against the steps of a training run, with intervals, as SVG for report and webview. A step at
// which the change is significant after Holm over the steps is filled; the first fall has a line of its own.
import type { FirstFall, MatrixSummary } from '../../../protocol/matrix';
import type { SuiteKind } from '../../../protocol/outcomes';
import type { Delta } from '../../../protocol/summary';
import { significant } from '../../analysis/verdict';
import { handledWellSign } from '../../outcomes/handled';
import { tickLabel } from '../forest/forestPlot';
import { fitText, textWidth } from '../forest/fitText';
import { niceTicks } from '../forest/niceTicks';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { metricWords } from '../labels';
import { formatCount, formatDelta, formatPValue } from '../numbers';
import type { Figure } from './figure';

interface StepPoint {
  readonly step: number;
  readonly delta: Delta;
  readonly pHolm: number | null;
}

/** null: the columns are no steps, or none has prompts of the kind. `width`, `fontSize` in pixels. */
export function stepsPlot(
  { columns, firstFalls }: Pick<MatrixSummary, 'columns' | 'firstFalls'>,
  kind: SuiteKind,
  { width, fontSize }: { readonly width: number; readonly fontSize: number },
): Figure | null {
  const falls = firstFalls.find((one) => one.kind === kind);
  if (falls === undefined) return null;
  const points = falls.looks.flatMap(({ column, step, pHolm }): StepPoint[] => {
    const delta = columns[column]?.summary[kind]?.delta ?? null;
    return delta === null ? [] : [{ step, delta, pHolm }];
  });
  if (points.length === 0) return null;
  const small = fontSize * 0.88;
  const [left, right] = [fontSize * 4.2, width - fontSize * 2];
  const [top, bottom] = [fontSize * 2.4, fontSize * 2.4 + Math.min((right - left) * 0.4, fontSize * 18)];
  const lows = [0, ...points.map(({ delta }) => delta.low * 100)];
  const highs = [0, ...points.map(({ delta }) => delta.high * 100)];
  const ticks = niceTicks(Math.min(...lows), Math.max(...highs), 6);
  const [lowest, highest] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const x = (step: number): number =>
    last === first
      ? (left + right) / 2
      : left + fontSize + ((step - first) / (last - first)) * (right - left - fontSize);
  const y = (share: number): number =>
    bottom - ((share * 100 - lowest) / (highest - lowest)) * (bottom - top);
  const quiet = { size: small, colour: 'muted' } as const;
  const stepTicks = niceTicks(
    first,
    Math.max(last, first + 1),
    Math.max(2, Math.floor((right - left) / (fontSize * 6))),
  );
  const shownSteps = last === first ? [first] : stepTicks.filter((tick) => tick >= first && tick <= last);
  const line = points
    .map(({ step, delta }, i) => `${i === 0 ? 'M' : 'L'}${px(x(step))} ${px(y(delta.value))}`)
    .join('');
  const title = `${metricWords[kind].change} against training steps`;
  const content = html`${ticks.map((tick) => svgLine([left, y(tick / 100)], [right, y(tick / 100)], tick === 0 ? { colour: 'zero', width: 1.5 } : { colour: 'rule' }))}
    ${ticks.map((tick) => svgText(left - fontSize * 0.6, y(tick / 100) + fontSize * 0.33, tickLabel(tick), { ...quiet, anchor: 'end' }))}
    ${shownSteps.map((tick) => svgText(x(tick), bottom + fontSize * 1.5, formatCount(tick), { ...quiet, anchor: 'middle' }))}
    ${svgText(left, fontSize * 1.2, fitText(`${metricWords[kind].change}, step − base, pp`, right - left, small), { size: small })}${svgText(right, bottom + fontSize * 3, 'Step →', { size: small, anchor: 'end' })}
    ${fallLine(falls, { x, top, bottom, right, fontSize: small })}<path
      d="${line}"
      fill="none"
      stroke="${colours.zero}"
      stroke-width="1.5"
    />${points.map((point) => mark(point, kind, x(point.step), y))}`;
  const description = points
    .map(({ step, delta, pHolm }) => `Step ${step}: ${formatDelta(delta)}, p (Holm) ${formatPValue(pHolm)}.`)
    .join(' ');
  return { width, height: Math.ceil(bottom + fontSize * 3.6), content, title, description };
}

function mark(
  { step, delta, pHolm }: StepPoint,
  kind: SuiteKind,
  x: number,
  y: (share: number) => number,
): Html {
  const told = pHolm !== null && pHolm < significant && delta.value !== 0;
  const colour = !told ? 'open' : delta.value * handledWellSign(kind) < 0 ? 'worse' : 'better';
  return html`${svgLine([x, y(delta.low)], [x, y(delta.high)], { colour })}<circle
      cx="${px(x)}"
      cy="${px(y(delta.value))}"
      r="4.5"
      fill="${told ? colours[colour] : colours.surface}"
      stroke="${colours[colour]}"
      stroke-width="1.5"
      ><title>Step ${step}: ${formatDelta(delta)}</title></circle
    >`;
}

interface FallPlace {
  readonly x: (step: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
  readonly fontSize: number;
}

function fallLine({ column, looks }: FirstFall, { x, top, bottom, right, fontSize }: FallPlace): Html | null {
  const fall = looks.find((look) => look.column === column);
  if (column === null || fall === undefined) return null;
  const at = x(fall.step);
  const words = 'first significant fall';
  // Beside the line where there is room.
  const before = at + 6 + textWidth(words, fontSize) > right;
  const label = svgText(before ? at - 6 : at + 6, top + fontSize, words, {
    size: fontSize,
    colour: 'worse',
    anchor: before ? 'end' : 'start',
  });
  return html`${svgLine([at, top], [at, bottom], { colour: 'worse', dashed: true })}${label}`;
}
