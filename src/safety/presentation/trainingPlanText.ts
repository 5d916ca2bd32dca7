// What a run will take, in words: time, tokens, memory, disk, and one prompt with an answer to look at. Must not know where
// the text is shown.
import type { TrainingPlan, TrainingSample } from '../../protocol/training';
import { formatBytes, formatCount, formatDuration, formatMetric } from './numbers';
import { visibleText } from './visibleText';

/** So much of a text is shown. */
const mostCharacters = 2000;

export interface PlanFigure {
  readonly label: string;
  /** A sentence. */
  readonly text: string;
}

/** As lines of text, with warnings, the prompt and the answer. */
export function trainingPlanText(plan: TrainingPlan): string {
  const lines = [
    ...planFigures(plan).map(({ label, text }) => `${label}: ${text}`),
    ...planWarnings(plan).map((warning) => `warning: ${warning}`),
    ...(plan.sample === null ? [] : sampleLines(plan.sample)),
  ];
  return `${lines.join('\n')}\n`;
}

/** "about 12 min · up to about 1.3 GB of memory · up to about 40 MB of disk". */
export function planLine({ seconds, memory, disk }: TrainingPlan): string {
  return [
    `about ${formatDuration(seconds.asSeen)}`,
    `up to about ${formatBytes(memory.atMost)} of memory`,
    `up to about ${formatBytes(disk.needed)} of disk`,
  ].join(' · ');
}

export function planFigures(plan: TrainingPlan): readonly PlanFigure[] {
  const { steps, perStep, items, heldOut, tokens, memory, disk } = plan;
  const [asked, done] = tokens === null ? ['examples', 'examples'] : ['prompts', 'completions'];
  return [
    {
      label: 'Data',
      text: `${formatCount(items)} ${asked} to train on, ${formatCount(heldOut)} held out and answered.`,
    },
    { label: 'Steps', text: `${formatCount(steps)} of ${formatCount(perStep)} ${done}.` },
    { label: 'Time', text: timeText(plan) },
    ...(tokens === null
      ? []
      : [
          {
            label: 'Tokens of completions',
            text: `about ${formatCount(tokens.asSeen)}, at most ${formatCount(tokens.atMost)}.`,
          },
        ]),
    {
      label: 'Memory',
      text: `${formatBytes(memory.now)} now, up to about ${formatBytes(memory.atMost)} of this machine's ${formatBytes(memory.machine)}.`,
    },
    {
      label: 'Disk',
      text: `up to about ${formatBytes(disk.needed)}${disk.free === null ? '' : ` of ${formatBytes(disk.free)} free`}.`,
    },
  ];
}

function timeText({ seconds: { asSeen, atMost, measuring }, tokens }: TrainingPlan): string {
  const measured = measuring < 1 ? '' : ` (${formatDuration(measuring)} of it evaluations and probes)`;
  return tokens === null
    ? `about ${formatDuration(asSeen)}, evaluations and probes of answers aside.`
    : `about ${formatDuration(asSeen)} with completions as long as those seen now${measured}, ${formatDuration(atMost)} where all reach the limit.`;
}

/** What will not fit, and which keys change that. */
export function planWarnings({ memory, disk }: TrainingPlan): readonly string[] {
  return [
    ...(memory.atMost <= memory.machine
      ? []
      : [
          'this may not fit into memory. Lower rollout_batch_size or max_completion_length (sampling), micro_batch_tokens (training).',
        ]),
    ...(disk.free === null || disk.needed <= disk.free
      ? []
      : [
          'this does not fit on the disk. Lower save.total_limit, save less often (save.steps), or set output_dir.',
        ]),
  ];
}

/** The texts as they are: what shows them makes their hidden characters visible. */
export interface PlanSample {
  readonly promptTitle: string;
  readonly prompt: string;
  readonly answerTitle: string;
  readonly answer: string;
  readonly rewards: string;
}

const endings: Readonly<Record<NonNullable<TrainingSample['cut']>, string>> = {
  limit: ', cut at max_completion_length',
  look: ', cut by this look alone: the run goes on to its limit, and a cut answer may earn less than a whole one',
};

export function planSample({ prompt, answer, tokens, cut, rewards, reward }: TrainingSample): PlanSample {
  const each = Object.entries(rewards).map(
    ([name, value]) => `${name} ${value === null ? 'could not score it' : formatMetric(value)}`,
  );
  return {
    promptTitle: 'A prompt as the model gets it:',
    prompt: shortened(prompt),
    answerTitle: `An answer (${formatCount(tokens)} tokens${cut === null ? '' : endings[cut]}):`,
    answer: shortened(answer),
    rewards: `Its rewards: ${each.join(', ') || 'none'}; weighted sum ${reward === null ? 'none' : formatMetric(reward)}.`,
  };
}

function sampleLines(sample: TrainingSample): string[] {
  const { promptTitle, prompt, answerTitle, answer, rewards } = planSample(sample);
  return [promptTitle, quoted(prompt), answerTitle, quoted(answer), rewards];
}

function shortened(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `  | ${visibleText(line)}`)
    .join('\n');
}
