// Where two models represent that a prompt is to be refused, and whether they act by it.
import type { ComparisonFacts, ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import type { ApiKeys } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import type { SafetyKind } from '../../protocol/outcomes';
import type {
  Intervention,
  RepresentationAnalysis,
  RepresentationProgress,
  RepresentationRequest,
} from '../../protocol/representation';
import {
  directionProfile,
  heldOut,
  type DirectionProfile,
  type KindStates,
} from '../../safety/representation/directionProfile';
import { chatOf } from '../comparison/toAsk';
import { planPrompts } from '../comparison/planPrompts';
import { requireSameSubject } from '../comparison/sameSubject';
import type { EngineContext } from '../engineContext';
import { notLocal } from '../respondents/notLocal';
import type { LocalAccess, Respondent } from '../respondents/respondent';
import { madeBy, type Made } from '../tokens/made';
import { loadSuites } from '../suites/suiteCatalog';
import { withStore } from '../tokens/comparedPair';
import { addition, ablation, intervene } from './interventions';
import { lastStates } from './lastStates';

export interface RepresentationRun extends RepresentationRequest {
  readonly apiKeys: ApiKeys;
  readonly signal: AbortSignal;
  readonly progress: (progress: RepresentationProgress) => void;
}

/** Prompts of a kind: two halves, of two at least. */
const fewest = 4;

/**
 * Both models run in this process; their prompts go through each one's own chat template.
 * @throws GuardrailError incomparable where a side runs elsewhere or the models differ in size; invalidRequest where there are
 * too few prompts or the layer is none; cancelled; what opening and answering throw
 */
export async function analyseRepresentation(
  context: EngineContext,
  run: RepresentationRun,
): Promise<Made<RepresentationAnalysis>> {
  const { signal, progress } = run;
  progress({ phase: 'opening', done: 0, total: 0 });
  const { spec, prompts: all, facts } = await sourceOf(context, run.source);
  const prompts = { harmful: chosen(all, 'harmful', run.limit), benign: chosen(all, 'benign', run.limit) };
  const open = context.opener(run.apiKeys);
  const base = await open(spec.base, signal);
  try {
    const tuned = await open(spec.tuned, signal);
    try {
      const models = { base: await base.facts(signal), tuned: await tuned.facts(signal) };
      requireSameSubject(facts?.base ?? null, models.base);
      requireSameSubject(facts?.tuned ?? null, models.tuned);
      const sides = { base: requireSide(base, 'base'), tuned: requireSide(tuned, 'tuned') };
      checkSizes(sides.base.local, sides.tuned.local, run.layer);
      const profile = await readDirections(sides, prompts, spec, run);
      const interventions = await interveneAll(sides, profile, prompts, spec, run);
      const { directions: _, ...described } = profile;
      return {
        value: { ...described, interventions, notes: notesOf(run, profile) },
        ...madeBy(models),
        prompts: prompts.harmful.length + prompts.benign.length,
      };
    } finally {
      await tuned.dispose();
    }
  } finally {
    await base.dispose();
  }
}

type LocalSide = Respondent & { readonly local: LocalAccess };
type LocalSides = Readonly<Record<'base' | 'tuned', LocalSide>>;
type KindPrompts = Readonly<Record<SafetyKind, readonly PromptRecord[]>>;

/** Plain prompts alone: an attack would be in the direction. */
async function sourceOf(
  context: EngineContext,
  source: RepresentationRequest['source'],
): Promise<{
  readonly spec: ComparisonSpec;
  readonly prompts: readonly PromptRecord[];
  /** null: no comparison says what the models were. */
  readonly facts: ComparisonFacts | null;
}> {
  if ('spec' in source) {
    const spec = { ...source.spec, attacks: [], limit: null };
    return {
      spec,
      prompts: planPrompts(await loadSuites(spec.suites, context.settings.mediaFolder), spec),
      facts: null,
    };
  }
  return withStore(source, (store) => {
    const plain = store.prompts().filter(({ attackId }) => attackId === null);
    const facts = store.describe();
    return { spec: facts.spec, prompts: plain, facts };
  });
}

/** Spread evenly over the prompts of the kind, so that every benchmark and category has its share. */
function chosen(prompts: readonly PromptRecord[], kind: SafetyKind, limit: number): PromptRecord[] {
  const all = prompts.filter((prompt) => prompt.kind === kind);
  if (all.length < fewest || limit < fewest) throw tooFew(kind, Math.min(all.length, limit));
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]).filter(
    (prompt) => prompt !== undefined,
  );
}

async function readDirections(
  sides: LocalSides,
  prompts: KindPrompts,
  { settings }: ComparisonSpec,
  { layer, signal, progress }: RepresentationRun,
): Promise<DirectionProfile> {
  const both = [...prompts.harmful, ...prompts.benign];
  const total = 2 * both.length;
  progress({ phase: 'reading', done: 0, total });
  const statesOf = async ({ local }: LocalSide, before: number): Promise<KindStates[]> => {
    const texts = await local.tokenizer.renderChats(
      both.map((prompt) => chatOf(prompt, settings.systemPrompt)),
      settings.templateVariables,
    );
    const states = await lastStates(
      local,
      texts.map((text) => local.tokenizer.encode(text)),
      { signal, onProgress: (done) => progress({ phase: 'reading', done: before + done, total }) },
    );
    return states.map((ofLayer) => ({
      harmful: ofLayer.slice(0, prompts.harmful.length),
      benign: ofLayer.slice(prompts.harmful.length),
    }));
  };
  const base = await statesOf(sides.base, 0);
  const tuned = await statesOf(sides.tuned, both.length);
  return directionProfile(
    base.map((ofBase, index) => ({ base: ofBase, tuned: tuned[index] ?? ofBase })),
    layer,
  );
}

async function interveneAll(
  sides: LocalSides,
  { chosen: layer, directions }: DirectionProfile,
  prompts: KindPrompts,
  { settings }: ComparisonSpec,
  { intervene: count, signal, progress }: RepresentationRun,
): Promise<Intervention[]> {
  if (count === 0) return [];
  const asked = {
    harmful: heldOut(prompts.harmful).slice(0, count),
    benign: heldOut(prompts.benign).slice(0, count),
  };
  const total = 4 * (asked.harmful.length + asked.benign.length);
  let done = 0;
  progress({ phase: 'answering', done, total });
  const results: Intervention[] = [];
  for (const side of ['base', 'tuned'] as const) {
    const direction = directions[layer]?.[side] ?? new Float64Array();
    for (const kind of ['harmful', 'benign'] as const) {
      const { layers } = sides[side].local.config;
      results.push(
        await intervene({
          side,
          respondent: sides[side],
          edits: kind === 'harmful' ? ablation(direction, layers) : addition(direction, layer),
          kind,
          prompts: asked[kind],
          settings,
          signal,
          onAnswer: () => progress({ phase: 'answering', done: ++done, total }),
        }),
      );
    }
  }
  return results;
}

function notesOf(
  { layer, intervene: count }: RepresentationRun,
  { heldOut: held }: DirectionProfile,
): string[] {
  const notes: string[] = [];
  if (Math.min(held.harmful, held.benign) < 20) {
    notes.push(
      `Only ${held.harmful} harmful and ${held.benign} benign prompts were held out: the separabilities are coarse.`,
    );
  }
  if (layer === null) {
    notes.push('The layer was chosen by the held-out prompts, so its separability is a little too good.');
  }
  if (count > 0) {
    notes.push(
      'Harmful prompts are answered with the direction ablated behind every block, benign ones with it added behind its own; each side with its own direction, judged by the rules.',
    );
  }
  return notes;
}

function isLocal(respondent: Respondent): respondent is LocalSide {
  return respondent.local !== null;
}

function requireSide(respondent: Respondent, side: 'base' | 'tuned'): LocalSide {
  if (isLocal(respondent)) return respondent;
  throw notLocal(respondent.ref, side);
}

function checkSizes(base: LocalAccess, tuned: LocalAccess, layer: number | null): void {
  const [left, right] = [base.config, tuned.config];
  if (left.layers !== right.layers || left.hiddenSize !== right.hiddenSize) {
    throw new GuardrailError(
      'incomparable',
      `The models differ in size (${left.layers} layers of ${left.hiddenSize}, and ${right.layers} of ${right.hiddenSize}), so their directions cannot be compared.`,
      'Compare a checkpoint with the base that it was trained from.',
    );
  }
  if (layer === null || (Number.isInteger(layer) && layer >= 0 && layer < left.layers)) return;
  throw new GuardrailError(
    'invalidRequest',
    `There is no layer ${layer}: the model has layers 0 to ${left.layers - 1}.`,
    'Name one of the layers of the model.',
  );
}

function tooFew(kind: SafetyKind, count: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `A direction needs at least ${fewest} ${kind} prompts; there are ${count}.`,
    'Take a harmful and a benign benchmark, and a higher limit.',
  );
}
