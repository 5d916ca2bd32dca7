// A checkpoint that ends its answers at other tokens: none, where every row must run to its limit.
import type { OpenCheckpoint } from './checkpoint';

/** Shares everything else with `checkpoint`; dispose of either, once. */
export function withEndTokens(checkpoint: OpenCheckpoint, eosTokenIds: readonly number[]): OpenCheckpoint {
  const { tokenizer } = checkpoint;
  return {
    config: checkpoint.config,
    tensors: checkpoint.tensors,
    ...(checkpoint.blocks === undefined ? {} : { blocks: checkpoint.blocks }),
    adapter: checkpoint.adapter,
    tokenizer: {
      eosTokenIds,
      hash: tokenizer.hash,
      templateHash: tokenizer.templateHash,
      reasoningMarks: tokenizer.reasoningMarks ?? [],
      templateNamesReasoning: tokenizer.templateNamesReasoning === true,
      encode: (text) => tokenizer.encode(text),
      decode: (ids) => tokenizer.decode(ids),
      tokenText: (id) => tokenizer.tokenText(id),
      renderChats: (chats, variables) => tokenizer.renderChats(chats, variables),
    },
    ...(checkpoint.generationDefaults === undefined
      ? {}
      : { generationDefaults: checkpoint.generationDefaults }),
    facts: (signal) => checkpoint.facts(signal),
    dispose: () => checkpoint.dispose(),
  };
}
