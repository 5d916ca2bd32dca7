// Options and forecast of a comparison in the few words of a quick pick. Must not know how they are asked for.
import { basename } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { JudgeSpec } from '../../protocol/comparison';
import type { ComparisonForecast } from '../../protocol/forecast';
import { defaultGenerationSettings, thinkingTokenLimit } from '../../protocol/generation';
import { formatBytes, formatCount, formatDuration } from '../../safety/presentation/numbers';

export function judgeText(judge: JudgeSpec): string {
  switch (judge.kind) {
    case 'rules':
      return 'rules';
    case 'list':
      return `refusal list ${judge.listId}`;
    case 'guard':
      return `guard ${basename(judge.checkpoint)} (${basename(judge.spec)})`;
    case 'endpoint':
      return `${judge.model} by ${judge.rubric}`;
  }
}

export function limitText(limit: number | null): string {
  return limit === null ? 'all' : formatCount(limit);
}

export function temperatureText(temperature: number): string {
  return temperature === 0 ? '0, greedy' : String(temperature);
}

/** 0.02 → 2: without the last digits of binary fractions. */
export function pointsIn(margin: number): number {
  return Number((margin * 100).toFixed(4));
}

export function marginText(margin: number): string {
  return `kept: a loss of ${pointsIn(margin)} pp or more is excluded`;
}

export function tokensText(maxNewTokens: number | null): string {
  return maxNewTokens === null
    ? `at most ${formatCount(defaultGenerationSettings.maxNewTokens)}, or ${formatCount(thinkingTokenLimit)} where a model thinks first`
    : `at most ${formatCount(maxNewTokens)}`;
}

export function precisionText(precision: Precision | null): string {
  return precision ?? "each checkpoint in its format's own (GGUF: native, else exact)";
}

/** Not longer than a line. */
export function systemPromptText(prompt: string | null): string {
  if (prompt === null) return 'none';
  const line = prompt.replace(/\s+/g, ' ');
  return line.length > longestPrompt ? `${line.slice(0, longestPrompt)}…` : line;
}

const longestPrompt = 60;

/** "2,400 answers · about 12 min · about 1.3 GB of memory". */
export function forecastLine({ responses, seconds, memory }: ComparisonForecast): string {
  return [
    `${formatCount(responses)} answers`,
    ...(seconds === null ? [] : [`about ${formatDuration(seconds)}`]),
    ...(memory === null ? [] : [`about ${formatBytes(memory)} of memory`]),
  ].join(' · ');
}
