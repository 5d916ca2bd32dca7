// Saffron-1 (arXiv 2506.06444): a multifurcation reward model, fitted and asked, and the searches that it leads.
import { resolve } from 'node:path';
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import type { SaffronFitOptions, SaffronOptions } from '../../../safety/safeguards/decoding/saffron';
import { newAdapter } from '../../adapters/newAdapter';
import { throwIfCancelled } from '../../cancellation';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { LocalAccess } from '../../respondents/respondent';
import type { FittedSafeguardParts, FitRun } from './fittedSafeguard';
import { requireBothKinds } from './judgedAnswers';
import { observedRewards } from './observedRewards';
import { searchedRespondent } from './searchedRespondent';
import { trainRewardModel } from './trainRewardModel';

/** Every fourth prompt says how good the model is. */
const heldOutEvery = 4;

const settingsSchema = z.object({
  /** What the reward model lies over, where that is not the checkpoint's own. */
  guard: z.object({ path: z.string(), fingerprint: z.string() }).optional(),
});

export const saffron: FittedSafeguardParts<SaffronOptions, SaffronFitOptions> = {
  fit: async ({ local }, answers, { rank, epochs, guard }, run) => {
    requireBothKinds(answers);
    const over = guard === undefined ? null : resolve(guard);
    const base = over === null ? await run.openBase() : await openGuard(over, local, run);
    try {
      const { config, tensors, blocks } = base;
      if (config.joined.length > 0 || config.logitCap !== null || (blocks?.size ?? 0) > 0)
        throw noRewards(config.architecture);
      const isHeldOut = (place: number): boolean => place % heldOutEvery === 0;
      const known = observedRewards(answers.filter(({ promptIndex }) => !isHeldOut(promptIndex)));
      const held = observedRewards(answers.filter(({ promptIndex }) => isHeldOut(promptIndex)));
      const adapter = newAdapter(config, {
        rank,
        alpha: 2 * rank,
        targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
        rslora: false,
        dropout: 0,
        seed: run.seed,
      });
      const scale = new Float32Array(1);
      const bias = new Float32Array(config.vocabSize);
      const errors = await trainRewardModel(known.rows, held.rows, {
        ...{ config, tensors, adapter, scale, bias, epochs, seed: run.seed, session: run.session },
        check: () => throwIfCancelled(run.signal),
        onStep: (done, total) => run.progress('fitting', done, total),
      });
      const seen = new Float32Array(config.vocabSize);
      for (const { ids, scored } of known.rows) for (const position of scored) seen[ids[position] ?? 0] = 1;
      return {
        settings:
          over === null
            ? {}
            : { guard: { path: over, fingerprint: (await base.facts(run.signal)).fingerprint } },
        ...(over === null ? {} : { over }),
        tensors: [
          { name: 'reward.scale', shape: [1], data: scale },
          { name: 'reward.bias', shape: [config.vocabSize], data: bias },
          { name: 'reward.seen', shape: [config.vocabSize], data: seen },
        ],
        adapter,
        measures: [
          { label: 'Beginnings of answers learned from', value: known.beginnings },
          { label: 'Tokens seen', value: seen.reduce((sum, one) => sum + one, 0) },
          ...(errors === null
            ? []
            : [
                { label: 'Mean squared error of held-out rewards, least of all epochs', value: errors.after },
                { label: 'The same at the beginning', value: errors.before },
              ]),
        ],
        notes: [],
      };
    } finally {
      await base.dispose();
    }
  },
  act: async (side, fit, options, { openOver }) => {
    const { vocabSize } = side.local.config;
    const [scale = NaN] = fit.tensor('reward.scale', [1]).data;
    const bias = fit.tensor('reward.bias', [vocabSize]).data;
    const seen = fit.tensor('reward.seen', [vocabSize]).data;
    const { guard } = fit.settings(settingsSchema);
    const model = await openOver(options.folder, guard?.path);
    try {
      const { local } = model;
      if (local === null || local.tokenizer.hash !== side.local.tokenizer.hash)
        throw otherTokenizer(options.folder);
      if (guard !== undefined) {
        const facts = await model.facts();
        if (facts.kind !== 'checkpoint' || facts.base?.fingerprint !== guard.fingerprint)
          throw otherGuard(guard.path);
      }
      return searchedRespondent(side, { respondent: model, local, scale, bias, seen }, options);
    } catch (error) {
      await model.dispose();
      throw error;
    }
  },
};

/** @throws GuardrailError incomparable where its tokens are others, invalidRequest where it is an adapter; what opening throws */
async function openGuard(
  path: string,
  { tokenizer, config }: LocalAccess,
  run: FitRun,
): Promise<OpenCheckpoint> {
  const guard = await run.openOther(path);
  const isSame = guard.tokenizer.hash === tokenizer.hash && guard.config.vocabSize === config.vocabSize;
  if (isSame && guard.adapter === null) return guard;
  await guard.dispose();
  throw isSame ? adapterAsGuard(path) : otherTokenizer(path);
}

function otherTokenizer(path: string): GuardrailError {
  return new GuardrailError(
    'incomparable',
    `${path} has another tokenizer than the checkpoint: its rewards would be of other tokens.`,
    'Fit the reward model over weights with the tokenizer of the checkpoint (guardrail-lens fit).',
  );
}

function otherGuard(path: string): GuardrailError {
  return new GuardrailError(
    'incomparable',
    `The reward model was trained over the guard in ${path}, and other weights lie there now.`,
    'Put the guard back, or fit it anew (guardrail-lens fit).',
  );
}

function adapterAsGuard(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The guard ${path} is an adapter, and the reward model is one itself.`,
    'Name a checkpoint with all its weights.',
  );
}

function noRewards(architecture: string): GuardrailError {
  return new GuardrailError(
    'checkpointUnsupported',
    `A reward model cannot be trained over ${architecture}: it takes LoRA over whole float32 matrices, and logits without a cap.`,
    'Take a checkpoint of another architecture, as safetensors.',
  );
}
