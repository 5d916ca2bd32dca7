// Refusal directions by layer and the change of weights by module as tables with heat.
import type {
  LayerDirection,
  ModuleChange,
  RepresentationAnalysis,
  Spread,
  WeightsAnalysis,
} from '../../protocol/representation';
import { formatMetric, noValue } from './numbers';
import { formatOverlap, formatSpread } from './representationText';
import { figure, left, right, type DataTable, type TableCell } from './tables/dataTable';
import { heatStep, type HeatLimits } from './tables/heatStep';

const apartLimits: HeatLimits = [0.02, 0.05, 0.1, 0.3, 0.6];

export function directionsTable({ layers, chosen }: RepresentationAnalysis): DataTable {
  const spread = (title: string) => right(title, { values: ['mean', 'deviation'] });
  return {
    id: 'refusal-direction',
    caption: 'Refusal direction by layer',
    columns: [
      right('Layer'),
      ...['Cosine base, tuned', 'AUC base', 'AUC tuned'].map((title) => right(title)),
      ...['Base harmful', 'Base benign', 'Tuned harmful', 'Tuned benign'].map(spread),
      right('Shift'),
    ],
    rows: layers.map((layer) => layerRow(layer, chosen)),
  };
}

function layerRow(
  { layer, cosine, separability, projections, shift }: LayerDirection,
  chosen: number,
): TableCell[] {
  const { base, tuned } = projections;
  return [
    figure(`${layer}${layer === chosen ? ' (chosen)' : ''}`, layer),
    { ...metric(cosine), heat: heatStep(1 - cosine, apartLimits) },
    metric(separability.base),
    metric(separability.tuned),
    ...[base.harmful, base.benign, tuned.harmful, tuned.benign].map(spreadCell),
    metric(shift),
  ];
}

function spreadCell(spread: Spread): TableCell {
  return figure(formatSpread(spread), spread.mean, spread.deviation);
}

function metric(value: number): TableCell {
  return figure(formatMetric(value), value);
}

export interface ModuleMetric {
  readonly value: string;
  readonly label: string;
  readonly limits: HeatLimits;
  /** null: not measured for this module. */
  readonly of: (change: ModuleChange) => { readonly text: string; readonly number: number } | null;
}

/** What a map of modules may show. */
export const moduleMetrics: readonly [ModuleMetric, ...ModuleMetric[]] = [
  {
    value: 'norm',
    label: '‖ΔW‖/‖W‖',
    limits: [0.001, 0.01, 0.05, 0.1, 0.3],
    of: ({ relativeNorm }) => ({ text: formatMetric(relativeNorm), number: relativeNorm }),
  },
  {
    value: 'rank',
    label: 'Effective rank of ΔW',
    limits: [2, 8, 32, 128, 512],
    of: ({ effectiveRank }) =>
      effectiveRank === null ? null : { text: formatMetric(effectiveRank), number: effectiveRank },
  },
  {
    value: 'overlap',
    label: 'Overlap with W',
    limits: [0.05, 0.1, 0.25, 0.5, 0.75],
    of: ({ withWeights }) =>
      withWeights === null ? null : { text: formatOverlap(withWeights), number: withWeights.overlap },
  },
];

/** What it may show besides where the change of another checkpoint stands beside tuned's. */
export const otherMetric: ModuleMetric = {
  value: 'other',
  label: "Overlap with the other's change",
  limits: [0.05, 0.1, 0.25, 0.5, 0.75],
  of: ({ withOther }) =>
    withOther === null ? null : { text: formatOverlap(withOther), number: withOther.overlap },
};

/** A row per layer, a column per projection. */
export function modulesTable({ modules }: Pick<WeightsAnalysis, 'modules'>, shown: ModuleMetric): DataTable {
  const projections = [...new Set(modules.map(({ projection }) => projection))];
  const layers = [...new Set(modules.map(({ layer }) => layer))];
  const found = new Map(modules.map((change) => [`${change.layer} ${change.projection}`, change]));
  return {
    id: `weights-${shown.value}`,
    caption: `${shown.label} by module`,
    columns: [left('Layer'), ...projections.map((projection) => right(projection))],
    rows: layers.map((layer) => [
      figure(String(layer), layer),
      ...projections.map((projection) => {
        const change = found.get(`${layer} ${projection}`);
        const value = change === undefined ? null : shown.of(change);
        if (value === null) return figure(noValue);
        return { ...figure(value.text, value.number), heat: heatStep(value.number, shown.limits) };
      }),
    ]),
  };
}
