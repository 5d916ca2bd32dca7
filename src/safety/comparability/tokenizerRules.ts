// Gate rules about what stands between a prompt and the weights: tokenizer and chat template.
import { type Finding, type CheckpointPair, shortHash } from './gateRule';

/**
 * A warning and not an error: each side reads the prompt through its own tokenizer, as it would in use, so the
 * rates stand; what can't be separated is the effect of the weights and that of the tokenizer.
 */
export function differentTokenizer({ base, tuned }: CheckpointPair): Finding | null {
  if (base.tokenizerHash === tuned.tokenizerHash) return null;
  const hashes = `${shortHash(base.tokenizerHash)} → ${shortHash(tuned.tokenizerHash)}`;
  const growth = tuned.vocabSize - base.vocabSize;
  const found =
    growth > 0
      ? `The tuned checkpoint's vocabulary was extended by ${growth} (${base.vocabSize} → ${tuned.vocabSize}; ` +
        `tokenizer ${hashes}).`
      : growth < 0
        ? `The tuned checkpoint's vocabulary is smaller by ${-growth} (${base.vocabSize} → ${tuned.vocabSize}; ` +
          `tokenizer ${hashes}).`
        : `The tokenizers differ (${hashes}).`;
  return {
    severity: 'warning',
    message:
      `${found} The same words may reach the two models as different tokens, so part of a difference can come ` +
      'from the tokenizer. Copy the base’s tokenizer files into the tuned folder unless the change is meant.',
  };
}

export function differentTemplate({ base, tuned }: CheckpointPair): Finding | null {
  if (base.templateHash === null || tuned.templateHash === null) return null;
  if (base.templateHash === tuned.templateHash) return null;
  return {
    severity: 'warning',
    message:
      `The chat templates differ (${shortHash(base.templateHash)} → ${shortHash(tuned.templateHash)}): the two ` +
      'models read different prompts, and a template alone can move refusal rates. Look at a rendered prompt of ' +
      'each side, and copy the base’s template unless the change is meant.',
  };
}

export function missingTemplate({ base, tuned }: CheckpointPair): Finding | null {
  const without = [
    ...(base.templateHash === null ? ['base'] : []),
    ...(tuned.templateHash === null ? ['tuned'] : []),
  ];
  if (without.length === 0) return null;
  const subject =
    without.length === 2
      ? 'Neither checkpoint has a chat template'
      : `The ${without.join()} checkpoint has no chat template`;
  return {
    severity: 'error',
    message:
      `${subject}, so it is unknown how a prompt is to be put to the model. Add chat_template.jinja (or ` +
      'chat_template in tokenizer_config.json); a fine-tune normally takes the one of its base.',
  };
}
