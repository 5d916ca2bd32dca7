// What a run will take, before its first step: time, tokens, memory, disk, and one prompt with an answer to look at.
import type { TrainingPlan, TrainingSample } from '../protocol/training';
import { formatCount, formatDuration } from '../safety/presentation/numbers';
import { visibleText } from '../safety/presentation/visibleText';
import { shortNumber } from './trainingBar';

/** So much of a text is shown. */
const mostCharacters = 2000;

export function trainingPlanText(plan: TrainingPlan): string {
  const { steps, perStep, items, heldOut, tokens } = plan;
  const what = tokens === null ? 'examples' : 'completions';
  const lines = [
    `Data: ${formatCount(items)} ${tokens === null ? 'examples' : 'prompts'} to train on, ${formatCount(heldOut)} held out and answered.`,
    `Steps: ${formatCount(steps)} of ${formatCount(perStep)} ${what}.`,
    timeLine(plan),
    ...tokenLines(plan),
    `Memory: ${bytes(plan.memory.now)} now, up to about ${bytes(plan.memory.atMost)} of this machine's ${bytes(plan.memory.machine)}.`,
    `Disk: up to about ${bytes(plan.disk.needed)}${plan.disk.free === null ? '' : ` of ${bytes(plan.disk.free)} free`}.`,
    ...warnings(plan),
    ...(plan.sample === null ? [] : sampleLines(plan.sample)),
  ];
  return `${lines.join('\n')}\n`;
}

function timeLine({ seconds: { asSeen, atMost, measuring }, tokens }: TrainingPlan): string {
  const measured = measuring < 1 ? '' : ` (${formatDuration(measuring)} of it evaluations and probes)`;
  return tokens === null
    ? `Time: about ${formatDuration(asSeen)}, evaluations and probes of answers aside.`
    : `Time: about ${formatDuration(asSeen)} with completions as long as those seen now${measured}, ${formatDuration(atMost)} where all reach the limit.`;
}

function tokenLines({ tokens }: TrainingPlan): string[] {
  if (tokens === null) return [];
  return [
    `Tokens of completions: about ${formatCount(tokens.asSeen)}, at most ${formatCount(tokens.atMost)}.`,
  ];
}

function warnings({ memory, disk }: TrainingPlan): string[] {
  return [
    ...(memory.atMost <= memory.machine
      ? []
      : [
          'warning: this may not fit into memory. Lower rollout_batch_size or max_completion_length (sampling), micro_batch_tokens (training).',
        ]),
    ...(disk.free === null || disk.needed <= disk.free
      ? []
      : [
          'warning: this does not fit on the disk. Lower save.total_limit, save less often (save.steps), or set output_dir.',
        ]),
  ];
}

function sampleLines({ prompt, answer, tokens, cut, rewards, reward }: TrainingSample): string[] {
  const end = {
    limit: ', cut at max_completion_length',
    look: ', cut by this look alone: the run goes on to its limit, and a cut answer may earn less than a whole one',
  };
  const each = Object.entries(rewards).map(
    ([name, value]) => `${name} ${value === null ? 'could not score it' : shortNumber(value)}`,
  );
  return [
    'A prompt as the model gets it:',
    quoted(prompt),
    `An answer (${formatCount(tokens)} tokens${cut === null ? '' : end[cut]}):`,
    quoted(answer),
    `Its rewards: ${each.join(', ') || 'none'}; weighted sum ${reward === null ? 'none' : shortNumber(reward)}.`,
  ];
}

function quoted(text: string): string {
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return shown
    .split('\n')
    .map((line) => `  | ${visibleText(line)}`)
    .join('\n');
}

function bytes(size: number): string {
  if (size < 1e6) return `${Math.max(1, Math.round(size / 1e3))} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(0)} MB` : `${(size / 1e9).toFixed(1)} GB`;
}
