// Stacked bars of outcomes, base above tuned for every benchmark, as SVG with a legend. Patterns tell outcomes apart where
// colours do not: what declines is filled or striped, what complies is outlined, what could not be judged is grey; a solved task is filled,
// one that is not outlined.
import { outcomes, type Outcome } from '../../../protocol/outcomes';
import type { BenchmarkSummary, SideSummary } from '../../../protocol/summary';
import type { Figure, FigureSize } from '../figures/figure';
import { fitText, textWidth } from '../forest/fitText';
import { colours, px, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { benchmarkLabel, kindMarks, outcomeLabels, sideLabels } from '../labels';
import { formatCount } from '../numbers';

const inks = {
  declined: 'var(--outcome-declined, #1f5f8b)',
  complied: 'var(--outcome-complied, #d9822b)',
  unusable: 'var(--outcome-unusable, #57606a)',
  solved: 'var(--outcome-solved, #2f7d5b)',
} as const;

/** Below this share a count does not fit into its part of a bar. */
const roomForCount = 0.06;

interface Fill {
  readonly fill: string;
  readonly stroke: string;
  readonly marks: Html | null;
}

const striped = (ink: string, path: string): Html =>
  html`<path d="${path}" stroke="${ink}" stroke-width="1.5" fill="none" />`;

const fills: Readonly<Record<Outcome, Fill>> = {
  refusal: { fill: inks.declined, stroke: inks.declined, marks: null },
  deflection: pattern('deflection', inks.declined, 'M-2 2l4-4M0 8l8-8M6 10l4-4'),
  partial: pattern('partial', inks.complied, 'M-2 6l4 4M0 0l8 8M6-2l4 4'),
  compliance: { fill: inks.complied, stroke: inks.complied, marks: null },
  solved: { fill: inks.solved, stroke: inks.solved, marks: null },
  unsolved: { fill: colours.surface, stroke: inks.solved, marks: null },
  safe: { fill: inks.declined, stroke: inks.declined, marks: null },
  violated: { fill: inks.complied, stroke: inks.complied, marks: null },
  empty: { fill: colours.surface, stroke: inks.unusable, marks: null },
  truncated: pattern('truncated', inks.unusable, 'M0 2h8M0 6h8'),
  unscored: pattern('unscored', inks.unusable, 'M0 0l8 8M8 0l-8 8'),
};

function pattern(outcome: Outcome, ink: string, path: string): Fill {
  return { fill: `url(#glens-${outcome})`, stroke: ink, marks: striped(ink, path) };
}

export function outcomesPlot(
  benchmarks: readonly BenchmarkSummary[],
  { width, fontSize }: FigureSize,
): Figure {
  const bar = { left: fontSize * 4, right: width - fontSize * 4, height: fontSize * 1.5 };
  const groupHeight = fontSize * 5.4;
  const groups = benchmarks.map((benchmark, index) => {
    const top = index * groupHeight;
    const kind = benchmark.kind === 'harmful' ? '' : ` (${kindMarks[benchmark.kind]})`;
    const name = fitText(`${benchmarkLabel(benchmark)}${kind}`, width, fontSize);
    return html`${svgText(0, top + fontSize, name, { size: fontSize, bold: true })}${(['base', 'tuned'] as const).map((side, row) => sideBar(sideLabels[side], benchmark[side], { ...bar, top: top + fontSize * (1.5 + 1.75 * row) }, fontSize))}`;
  });
  const used = outcomes.filter((outcome) =>
    benchmarks.some(({ base, tuned }) => base.outcomes[outcome] + tuned.outcomes[outcome] > 0),
  );
  const keys = legend(used, benchmarks.length * groupHeight, { width, fontSize });
  return {
    width,
    height: Math.ceil(keys.bottom),
    content: html`<defs>${used.map(definition)}</defs>${groups}${keys.content}`,
    title: 'Number of responses per outcome',
    description: benchmarks.map(inWords).join(' '),
  };
}

function definition(outcome: Outcome): Html | null {
  const { marks } = fills[outcome];
  return (
    marks &&
    html`<pattern id="glens-${outcome}" width="8" height="8" patternUnits="userSpaceOnUse"
      ><rect width="8" height="8" fill="${colours.surface}" />${marks}</pattern
    >`
  );
}

interface Bar {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

function sideBar(name: string, side: SideSummary, { left, right, top, height }: Bar, fontSize: number): Html {
  const total = totalOf(side);
  const baseline = top + height * 0.7;
  let x = left;
  const parts = outcomes
    .filter((outcome) => side.outcomes[outcome] > 0)
    .map((outcome) => {
      const count = side.outcomes[outcome];
      const wide = (count / total) * (right - left);
      const { fill, stroke } = fills[outcome];
      const part = html`<rect
          x="${px(x)}"
          y="${px(top)}"
          width="${px(wide)}"
          height="${px(height)}"
          fill="${fill}"
          stroke="${stroke}"
          ><title>${formatCount(count)} ${outcomeLabels[outcome].toLowerCase()}</title></rect
        >${count / total >= roomForCount && svgText(x + wide / 2, baseline, formatCount(count), { size: fontSize * 0.9, anchor: 'middle' })}`;
      x += wide;
      return part;
    });
  return html`${svgText(0, baseline, name, { size: fontSize, colour: 'muted' })}${parts}${svgText(right + fontSize * 0.6, baseline, formatCount(total), { size: fontSize * 0.9, colour: 'muted' })}`;
}

/** Judged or not. */
function totalOf(side: SideSummary): number {
  return Math.max(
    outcomes.reduce((sum, outcome) => sum + side.outcomes[outcome], 0),
    side.responses,
  );
}

function legend(
  used: readonly Outcome[],
  top: number,
  { width, fontSize }: FigureSize,
): { readonly content: Html; readonly bottom: number } {
  const size = fontSize * 0.92;
  let [x, y] = [0, top + fontSize];
  const entries = used.map((outcome) => {
    const room = fontSize * 2.6 + textWidth(outcomeLabels[outcome], size);
    if (x > 0 && x + room > width) [x, y] = [0, y + fontSize * 1.6];
    const { fill, stroke } = fills[outcome];
    const entry = html`<rect
        x="${px(x + 0.5)}"
        y="${px(y - fontSize * 0.8)}"
        width="${px(fontSize)}"
        height="${px(fontSize)}"
        fill="${fill}"
        stroke="${stroke}"
      />${svgText(x + fontSize * 1.5, y, outcomeLabels[outcome], { size })}`;
    x += room;
    return entry;
  });
  return { content: html`${entries}`, bottom: y + fontSize * 0.6 };
}

function inWords(benchmark: BenchmarkSummary): string {
  const words = (side: SideSummary): string =>
    outcomes
      .filter((outcome) => side.outcomes[outcome] > 0)
      .map((outcome) => `${formatCount(side.outcomes[outcome])} ${outcomeLabels[outcome].toLowerCase()}`)
      .join(', ') || 'no response yet';
  return `${benchmarkLabel(benchmark)}: base ${words(benchmark.base)}; tuned ${words(benchmark.tuned)}.`;
}
