// A comparison beside what theory says of it: its numbers, the run and the audit that belong to it, and measured KL.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { Note } from '../../protocol/summary';
import type { KlGap, PenaltyGap, RunPenalty, TheoryAnalysis, TheoryAudit } from '../../protocol/theory';
import type { DriftAnalysis } from '../../protocol/tokens';
import { samplesWhole } from '../../safety/drift/samplesWhole';
import { largestTiltedKl } from '../../safety/drift/driftBounds';
import { theoryForecaster } from '../../safety/drift/theoryForecast';
import { aboutSafety } from '../../safety/outcomes/handled';
import { theoryRows } from '../../safety/drift/theoryRows';
import { summarize } from '../comparison/summarize';
import type { EngineContext } from '../engineContext';
import { keptReading } from '../readings/keptReadings';
import { allOfTuned, readDrift } from '../readings/readDrift';
import type { DriftRequest } from '../tokens/analyseDrift';
import { withStore, type PairPlace } from '../tokens/comparedPair';
import { penaltyOf } from '../training/config/penaltyOf';
import { auditBeside, openTheoryAudit, type OpenedTheoryAudit } from './theoryAudit';
import { countTrained, rangeWithoutReferences, trainedRun, type TrainedRun } from './trainedRun';

export interface TheoryRequest extends Omit<DriftRequest, 'side' | 'limit'> {
  /** null: the audit beside the tuned checkpoint's run, where there is one. */
  readonly audit: string | null;
  /** Both models read all answers of tuned; what the file keeps of that counts without. */
  readonly measureKl: boolean;
}

/**
 * @throws GuardrailError storeInvalid where the named audit is none; what `analyseDrift` throws where KL is measured, but that
 * a side is no checkpoint: then `klGap` says so
 */
export async function analyseTheory(context: EngineContext, request: TheoryRequest): Promise<TheoryAnalysis> {
  const { facts, prompts, summary } = readComparison(request);
  const run = await trainedRun(facts.spec.tuned);
  const path = request.audit ?? (run === null ? null : await auditBeside(run));
  const audit = path === null ? null : await openTheoryAudit(path);
  const baseFingerprint = fingerprintOf(facts.base);
  const auditFits = audit !== null && audit.run.base.fingerprint === baseFingerprint;
  const trained =
    run?.settings == null
      ? null
      : await countTrained(
          run.settings,
          prompts.map(({ userMessage }) => userMessage),
        );
  const sampled = samplesWhole(facts.spec.settings);
  const { penalty, gap, sameStart } = await penaltyHere(run, auditFits ? audit : null, {
    baseFingerprint,
    trained,
  });
  const measured = await measure(context, request, facts);
  const beta = penalty !== null && usable(gap) ? penalty.beta : null;
  const range = gap === null ? (penalty?.range ?? null) : null;
  const bounded = penalty !== null && range !== null ? { beta: penalty.beta, range } : null;
  return {
    rows: theoryRows({
      summary,
      prompts,
      sampled,
      groups: measured.drift?.groups ?? [],
      penalty: bounded,
      beta,
      forecast: audit !== null && auditFits ? theoryForecaster(audit) : null,
      auditGap: audit === null ? 'noAudit' : 'otherBase',
    }),
    prompts: prompts.length,
    sampled,
    run:
      run === null
        ? null
        : { folder: run.folder, configPath: run.configPath, sameStart, trainedPrompts: trained },
    audit:
      audit === null
        ? null
        : auditFacts(audit, {
            sameBase: auditFits,
            found: request.audit === null,
            run,
            judge: summary.judge.id,
          }),
    penalty,
    penaltyGap: gap,
    largestKl: bounded === null ? null : largestTiltedKl(bounded.beta, bounded.range),
    klGap: measured.gap,
    drift: measured.drift,
    notes: notesOf(run),
  };
}

function readComparison(place: PairPlace) {
  return withStore(place, (store) => ({
    facts: store.describe(),
    prompts: aboutSafety(store.prompts()),
    summary: summarize(store),
  }));
}

/** β counts for a forecast wherever it is that of the objective; only bounds need the range. */
function usable(gap: PenaltyGap | null): boolean {
  return gap === null || gap === 'unknownRange';
}

interface Penalty {
  readonly penalty: RunPenalty | null;
  readonly gap: PenaltyGap | null;
  /** Whether the run began with the comparison's base; null: it does not say. */
  readonly sameStart: boolean | null;
}

/** Of the run; where there is none, of the audit's configuration. R is that of the reward on the comparison's prompts. */
async function penaltyHere(
  run: TrainedRun | null,
  audit: OpenedTheoryAudit | null,
  { baseFingerprint, trained }: { readonly baseFingerprint: string | null; readonly trained: number | null },
): Promise<Penalty> {
  const known = run?.startFingerprint ?? null;
  const sameStart = known === null ? null : known === baseFingerprint;
  if (run?.settings != null) {
    const own = penaltyOf(run.settings);
    // With prompts that were trained on, references are there, too.
    const here =
      own.gap === 'noRewards' || (trained ?? 0) > 0 ? own.range : await rangeWithoutReferences(run.settings);
    const penalty = { ...own, range: here };
    const gap = own.gap === 'unknownRange' && here !== null ? null : own.gap;
    // An adapter's run that does not say which is of an earlier version, whose KL was measured to the base below.
    const elsewhere = sameStart === false || (sameStart === null && run.settings.adapterPath !== null);
    return { penalty, gap: elsewhere ? 'otherStart' : gap, sameStart };
  }
  if (audit !== null) return { penalty: audit.penalty, gap: audit.penalty.gap, sameStart };
  return { penalty: null, gap: 'noRun', sameStart };
}

async function measure(
  context: EngineContext,
  request: TheoryRequest,
  { spec }: ComparisonFacts,
): Promise<{ readonly drift: DriftAnalysis | null; readonly gap: KlGap | null }> {
  if (spec.base.kind !== 'checkpoint' || spec.tuned.kind !== 'checkpoint')
    return { drift: null, gap: 'notLocal' };
  if (!samplesWhole(spec.settings)) return { drift: null, gap: 'notSampled' };
  const drift = request.measureKl
    ? (await readDrift(context, { ...request, ...allOfTuned, anew: false })).value
    : keptDrift(request);
  if (drift === null) return { drift, gap: 'notAsked' };
  return { drift, gap: drift.sequence === null ? 'onePrompt' : null };
}

/** What the file keeps of these very answers; null: nothing. */
function keptDrift(place: PairPlace): DriftAnalysis | null {
  const kept = keptReading(place, 'drift', allOfTuned);
  return kept === null || kept.state.answersChanged ? null : kept.value;
}

function auditFacts(
  { path, run, answers, functions, rewards }: OpenedTheoryAudit,
  about: {
    readonly sameBase: boolean;
    readonly found: boolean;
    readonly run: TrainedRun | null;
    readonly judge: string;
  },
): TheoryAudit {
  const settings = about.run?.settings ?? null;
  return {
    path,
    base: run.base.name,
    sameBase: about.sameBase,
    found: about.found,
    sameRewards: settings === null ? null : JSON.stringify(settings.rewards) === rewards,
    sameJudge: run.judge.id === about.judge,
    answers: answers.length,
    prompts: new Set(answers.map(({ suiteId, itemId }) => JSON.stringify([suiteId, itemId]))).size,
    notApplicable: functions.filter(({ needs }) => needs !== null).map(({ name }) => name),
  };
}

function notesOf(run: TrainedRun | null): Note[] {
  if (run === null || run.reason === null) return [];
  return [
    {
      severity: 'warning',
      id: 'runUnreadable',
      message: `The configuration of the run ${run.folder} cannot be read: ${run.reason}`,
    },
  ];
}

function fingerprintOf(base: ComparisonFacts['base']): string | null {
  return base?.kind === 'checkpoint' ? base.fingerprint : null;
}
