// Saffron-1 (arXiv 2506.06444): a multifurcation reward model, fitted and asked, and the searches that it leads.
import { GuardrailError } from '../../../protocol/errors';
import type { SaffronFitOptions, SaffronOptions } from '../../../safety/safeguards/decoding/saffron';
import { newAdapter } from '../../adapters/newAdapter';
import { throwIfCancelled } from '../../cancellation';
import type { FittedSafeguardParts } from './fittedSafeguard';
import { requireBothKinds } from './judgedAnswers';
import { observedRewards } from './observedRewards';
import { searchedRespondent } from './searchedRespondent';
import { trainRewardModel } from './trainRewardModel';

/** Every fourth prompt says how good the model is. */
const heldOutEvery = 4;

export const saffron: FittedSafeguardParts<SaffronOptions, SaffronFitOptions> = {
  fit: async (_, answers, { rank, epochs }, run) => {
    requireBothKinds(answers);
    const base = await run.openBase();
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
      const bias = new Float32Array(config.vocabSize);
      const errors = await trainRewardModel(known.rows, held.rows, {
        ...{ config, tensors, adapter, bias, epochs, seed: run.seed, session: run.session },
        check: () => throwIfCancelled(run.signal),
        onStep: (done, total) => run.progress('fitting', done, total),
      });
      const seen = new Float32Array(config.vocabSize);
      for (const { ids, scored } of known.rows) for (const position of scored) seen[ids[position] ?? 0] = 1;
      return {
        settings: {},
        tensors: [
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
                { label: 'Mean squared error of held-out rewards', value: errors.after },
                { label: 'The same before training', value: errors.before },
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
    const bias = fit.tensor('reward.bias', [vocabSize]).data;
    const seen = fit.tensor('reward.seen', [vocabSize]).data;
    const model = await openOver(options.folder);
    const { local } = model;
    if (local === null || local.tokenizer.hash !== side.local.tokenizer.hash) {
      await model.dispose();
      throw new GuardrailError(
        'incomparable',
        `The reward model in ${options.folder} has another tokenizer than the checkpoint: its rewards are of other tokens.`,
        'Fit it to this checkpoint (guardrail-lens fit).',
      );
    }
    return searchedRespondent(side, { respondent: model, local, bias, seen }, options);
  },
};

function noRewards(architecture: string): GuardrailError {
  return new GuardrailError(
    'checkpointUnsupported',
    `A reward model cannot be trained over ${architecture}: it takes LoRA over whole float32 matrices, and logits without a cap.`,
    'Take a checkpoint of another architecture, as safetensors.',
  );
}
