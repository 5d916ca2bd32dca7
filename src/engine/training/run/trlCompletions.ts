// Completions that TRL's trainers write (`log_completions`): completions/completions_<step>.parquet with step, prompt,
// completion, one column per reward function, and advantage.
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { RolloutRow } from '../../../protocol/training';
import { isParquet, readParquet, type ParquetValues } from '../../parquet/readParquet';
import { readPreparedFacts, weightedReward } from './preparedFacts';
import { runFiles } from './runFiles';

const maxBytes = 256 * 1024 * 1024;

/** A text, or a conversation. */
const text = z.union([
  z.string(),
  z
    .array(z.looseObject({ role: z.string(), content: z.string().nullish() }))
    .transform((messages) => messages.map(({ content }) => content ?? '').join('\n\n')),
]);
const trlRow = z.looseObject({ prompt: text, completion: text, advantage: z.number().nullish() });
const ownColumns = new Set(['step', 'prompt', 'completion', 'advantage']);

/**
 * TRL keeps neither token counts nor the weights of the rewards: the reward of a row is known where there is one function, or
 * where prepared.json names the weights.
 * Completions of one prompt stand together. Empty where the step has no such file, or it is damaged.
 */
export async function readTrlCompletions(folder: string, step: number): Promise<RolloutRow[]> {
  const rows = (await loggedRows(runFiles.trlCompletions(folder, step))).flatMap((values) => {
    const row = trlRow.safeParse(values);
    return row.success ? [{ ...row.data, rewards: rewardsOf(values) }] : [];
  });
  const prepared = await readPreparedFacts(folder);
  let group = 0;
  return rows.map(({ prompt, completion, advantage, rewards }, index) => {
    if (index > 0 && rows[index - 1]?.prompt !== prompt) group++;
    return {
      step,
      group,
      prompt,
      completion,
      rewards,
      reward: prepared === null ? onlyReward(rewards) : weightedReward(rewards, prepared.rewards),
      advantage: advantage ?? null,
      tokens: null,
      finishReason: null,
    };
  });
}

function onlyReward(rewards: Readonly<Record<string, number | null>>): number | null {
  const [only = null, ...others] = Object.values(rewards);
  return others.length === 0 ? only : null;
}

/** Columns of numbers; a function that gave none for this row says null. */
function rewardsOf(values: ParquetValues): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (ownColumns.has(name) || (typeof value !== 'number' && value !== null)) return [];
      return [[name, value === null || Number.isNaN(value) ? null : value]];
    }),
  );
}

async function loggedRows(path: string): Promise<readonly ParquetValues[]> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > maxBytes) return [];
    const bytes = await readFile(path);
    return isParquet(bytes) ? await readParquet(bytes) : [];
  } catch {
    return [];
  }
}
