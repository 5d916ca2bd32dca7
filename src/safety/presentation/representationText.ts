// Refusal directions and changes of weights as plain text for a terminal, and the words that every front end uses for them.
import type {
  Intervention,
  LayerDirection,
  ModuleChange,
  Overlap,
  RepresentationAnalysis,
  Spread,
  WeightsAnalysis,
} from '../../protocol/representation';
import { apartCosine } from '../../protocol/representation';
import { sideLabels } from './labels';
import { formatCount, formatInterval, formatMetric, formatP, formatPp, formatRate, noValue } from './numbers';
import { formatTable, type Column } from './textTable';

export function representationText(analysis: RepresentationAnalysis): string {
  const { layers, fitted, heldOut, interventions, notes, chosen } = analysis;
  return [
    `Refusal direction: mean of ${formatCount(fitted.harmful)} harmful prompts less that of ${formatCount(fitted.benign)} benign ones, at the last token; measured on ${formatCount(heldOut.harmful)} and ${formatCount(heldOut.benign)} others.`,
    '',
    formatTable(
      layerColumns,
      layers.map((layer) => layerRow(layer, chosen)),
    ),
    '',
    apartLine(analysis),
    ...interventions.map(interventionLine),
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

const layerColumns: readonly Column[] = [
  { title: 'layer', align: 'right' },
  { title: 'cosine', align: 'right' },
  { title: 'AUC base', align: 'right' },
  { title: 'AUC tuned', align: 'right' },
  { title: 'length base', align: 'right' },
  { title: 'tuned', align: 'right' },
  { title: 'base harmful', align: 'right' },
  { title: 'benign', align: 'right' },
  { title: 'tuned harmful', align: 'right' },
  { title: 'benign', align: 'right' },
  { title: 'shift', align: 'right' },
];

function layerRow(layer: LayerDirection, chosen: number): string[] {
  const { base, tuned } = layer.projections;
  return [
    `${layer.layer === chosen ? '> ' : ''}${layer.layer}`,
    formatMetric(layer.cosine),
    formatMetric(layer.separability.base),
    formatMetric(layer.separability.tuned),
    formatMetric(layer.norm.base),
    formatMetric(layer.norm.tuned),
    formatSpread(base.harmful),
    formatSpread(base.benign),
    formatSpread(tuned.harmful),
    formatSpread(tuned.benign),
    formatMetric(layer.shift),
  ];
}

/** "3.21 ± 0.42": mean and standard deviation. */
export function formatSpread({ mean, deviation }: Spread): string {
  return `${formatMetric(mean)} ± ${formatMetric(deviation)}`;
}

/** Where the directions move apart, in words. */
export function apartLine({
  movesApartAt,
  layers,
}: Pick<RepresentationAnalysis, 'movesApartAt' | 'layers'>): string {
  if (movesApartAt !== null) {
    return `The directions move apart at layer ${movesApartAt}, the first with a cosine below ${apartCosine}.`;
  }
  const least = Math.min(...layers.map(({ cosine }) => cosine));
  return `The directions stay together: their cosine is ${formatMetric(least)} or more in every layer.`;
}

export function interventionLine({ side, kind, before, after, change, p }: Intervention): string {
  const what = kind === 'harmful' ? 'ablated, harmful prompts' : 'added, benign prompts';
  return `${sideLabels[side]}, direction ${what}: refused ${formatRate(before)} before, ${formatRate(after)} after; ${formatPp(change.value)}, ${formatInterval(change)}, n = ${formatCount(change.n)}, ${formatP(p)}.`;
}

export function weightsText({ modules, relativeNorm, notes }: WeightsAnalysis): string {
  return [
    `‖ΔW‖/‖W‖ of all projections together: ${formatMetric(relativeNorm)}`,
    '',
    formatTable(moduleColumns, modules.map(moduleRow)),
    '',
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

const moduleColumns: readonly Column[] = [
  { title: 'layer', align: 'right' },
  { title: 'module', align: 'left' },
  { title: '‖ΔW‖/‖W‖', align: 'right' },
  { title: 'effective rank', align: 'right' },
  { title: 'overlap with W', align: 'right' },
  { title: 'by chance', align: 'right' },
  { title: 'overlap with other', align: 'right' },
];

function moduleRow({
  layer,
  projection,
  relativeNorm,
  effectiveRank,
  withWeights,
  withOther,
}: ModuleChange): string[] {
  return [
    String(layer),
    projection,
    formatMetric(relativeNorm),
    effectiveRank === null ? noValue : formatMetric(effectiveRank),
    formatOverlap(withWeights),
    withWeights === null ? noValue : formatMetric(withWeights.k / withWeights.n),
    formatOverlap(withOther),
  ];
}

/** "0.0123 (k = 8)": of as many directions. */
/** Whose change is compared with tuned's, and how to read the overlap (arXiv 2510.09004). */
export function otherLine(name: string): string {
  return `Other: ${name}. Overlap of the k outputs that each of the two changes moves most: 1 is the same subspace, k of n outputs is what chance gives.`;
}

export function formatOverlap(overlap: Overlap | null): string {
  return overlap === null ? noValue : `${formatMetric(overlap.overlap)} (k = ${overlap.k})`;
}
