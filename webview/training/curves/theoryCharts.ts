// A run beside what theory bounds: KL of whole completions, and the change of the safety probe. Must not know the DOM.
import { safetyKinds, type SafetyKind } from '../../../src/protocol/outcomes';
import { isOnline, type ProbePoint, type TrainingLogEntry } from '../../../src/protocol/training';
import type { RunPenalty } from '../../../src/protocol/theory';
import { loggedKl } from '../../../src/safety/drift/loggedKl';
import { probeLabels } from '../../../src/safety/presentation/labels';
import { runBounds, runDriftText, runKlText } from '../../../src/safety/presentation/theory/runTheory';
import type { Chart, Curve, CurveColour, Values } from '../../charts/chart';

export interface TheorySource {
  readonly steps: readonly number[];
  readonly byStep: ReadonlyMap<number, TrainingLogEntry>;
  readonly probes: readonly ProbePoint[];
  readonly penalty: RunPenalty;
}

/** A bound so many times above what is measured is said, not drawn: it would flatten the curve. */
const drawnUpTo = 10;

const colours: Readonly<Record<SafetyKind, CurveColour>> = { harmful: 'green', benign: 'blue' };

/** None for what learns from given texts: it has no reward. */
export function theoryCharts(source: TheorySource): Chart[] {
  if (!isOnline(source.penalty.algorithm)) return [];
  return [...klChart(source), ...driftChart(source)];
}

function klChart({ steps, byStep, penalty }: TheorySource): Chart[] {
  const values: Values = steps.map((step) => {
    const value = loggedKl(byStep.get(step) ?? {});
    return value !== null && Number.isFinite(value) ? value : null;
  });
  if (values.every((value) => value === null)) return [];
  const bounds = runBounds(penalty);
  const drawn = bounds !== null && isNear(bounds.kl, values);
  const curves: Curve[] = [plain('Measured (k3)', 'yellow', values)];
  if (drawn) {
    curves.push({
      ...plain(
        'R²/(8β²) of the optimum',
        'red',
        steps.map(() => bounds.kl),
      ),
      dashed: true,
      limit: true,
    });
  }
  return [
    {
      id: 'answerKl',
      title: 'KL of whole completions',
      hint: 'Nats: k3 per token times the mean length, over the step’s own completions.',
      unit: 'number',
      range: null,
      place: 'small',
      curves,
      note: runKlText(penalty, drawn),
    },
  ];
}

function driftChart({ steps, probes, penalty }: TheorySource): Chart[] {
  const measured = safetyKinds.flatMap((kind): Curve[] => {
    const points = new Map(probes.filter((point) => point.kind === kind).map((point) => [point.step, point]));
    const read = (end: 'value' | 'low' | 'high'): Values =>
      steps.map((step) => points.get(step)?.delta?.[end] ?? null);
    const values = read('value');
    if (values.every((value) => value === null)) return [];
    return [
      {
        ...plain(probeLabels[kind], colours[kind], values),
        band: { kind: 'interval', low: read('low'), high: read('high') },
        sparse: true,
        dashed: kind === 'benign',
      },
    ];
  });
  if (measured.length === 0) return [];
  const bounds = runBounds(penalty);
  const seen = measured.flatMap(({ values, band }) => [values, band?.low ?? [], band?.high ?? []]).flat();
  const drawn = bounds !== null && isNear(bounds.drift, seen);
  const curves = [...measured];
  if (drawn) {
    const high = steps.map(() => bounds.drift);
    curves.push({
      ...plain('Bound of β and R', 'red', high),
      band: { kind: 'bound', low: high.map((value) => -value), high },
      dashed: true,
      limit: true,
    });
  }
  return [
    {
      id: 'probeChange',
      title: 'Change of the safety probe',
      hint: 'Paired with step 0; harmful ones refused or deflected, benign ones answered. Higher is better.',
      unit: 'points',
      range: null,
      place: 'small',
      curves,
      note: runDriftText(penalty, drawn),
    },
  ];
}

function isNear(bound: number, measured: Values): boolean {
  const most = measured.reduce<number>((largest, value) => Math.max(largest, Math.abs(value ?? 0)), 0);
  return bound <= drawnUpTo * most;
}

function plain(label: string, colour: CurveColour, values: Values): Curve {
  return { label, colour, values, band: null, sparse: false, dashed: false, notes: null };
}
