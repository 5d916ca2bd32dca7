// The completions of a step with what every verifier gave, as CSV. Must not know the DOM.
import type { RolloutRow } from '../../../src/protocol/training';
import type { CsvTable } from '../../../src/safety/presentation/figures/csvTable';

/** `rewards`: names of the reward functions. A verifier that failed gave nothing. */
export function completionsCsv(rows: readonly RolloutRow[], rewards: readonly string[]): CsvTable {
  return {
    columns: ['group', 'prompt', 'completion', ...rewards, 'total reward', 'advantage', 'tokens', 'end'],
    rows: rows.map((row) => [
      ...[row.group, row.prompt, row.completion],
      ...rewards.map((name) => row.rewards[name] ?? null),
      ...[row.reward, row.advantage, row.tokens, row.finishReason],
    ]),
  };
}
