// KL by place in the answer, of all answers that both models read, as a figure with its numbers.
import type { KindDrift } from '../../protocol/tokens';
import type { FigureSource } from './figures/figure';
import { lineChart } from './figures/lineChart';
import { kindLabels } from './labels';
import { formatMetric } from './numbers';
import { depthLine } from './tokensText';

/** The theme's colour on a page, a darker one of its kind on white. */
const colour = 'var(--vscode-charts-blue, #1f5f8b)';

export function driftByTokenFigure(drift: KindDrift): FigureSource {
  const { kind, positions } = drift;
  const title = `${kindLabels[kind]}: mean KL by token`;
  return {
    id: `kl-by-token-${kind}`,
    title,
    draw: (size) =>
      lineChart(
        {
          ...{ title, description: depthLine(drift), xName: 'Token of the answer →' },
          yName: 'KL(tuned ‖ base), nats',
          xs: positions.map(({ position }) => position),
          lines: [
            {
              ...{ label: '', colour, dashed: false, points: false },
              values: positions.map(({ kl }) => kl.value),
              band: {
                low: positions.map(({ kl }) => kl.low),
                high: positions.map(({ kl }) => kl.high),
                filled: true,
              },
            },
          ],
          ...{ range: null, scale: 'linear', marks: [], tick: formatMetric },
        },
        size,
      ),
    data: () => ({
      columns: ['token', 'KL', 'KL low', 'KL high', 'prompts', 'JS'],
      rows: positions.map(({ position, kl, js }) => [position, kl.value, kl.low, kl.high, kl.n, js]),
    }),
    marks: ['Area: 95% interval over prompts'],
  };
}
