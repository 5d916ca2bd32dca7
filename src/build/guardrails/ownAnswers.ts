// A model's own answers to requests, as what it is to keep on answering: fine-tuning on them changes little else.
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { withRespondent } from '../experiments/withRespondent';
import type { AlignmentRow } from './alignmentPrompts';
import { wholeSentences } from './wholeSentences';

export interface Answering {
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly threads: number;
}

/**
 * Samples one answer to each prompt and keeps its whole sentences. Requests whose answer the rule judge does not read as an
 * answer (a refusal, nothing whole) are left out.
 * @throws GuardrailError as opening a checkpoint.
 */
export async function ownAnswers(
  model: string,
  prompts: readonly string[],
  { seed, threads, ...sampling }: Answering,
): Promise<AlignmentRow[]> {
  const answers = new Map<number, string>();
  await withRespondent({ path: model, threads }, (respondent) =>
    respondent.answer(
      prompts.map((content, id) => ({
        id,
        asked: { messages: [{ role: 'user', content }] },
        seed: seed + id,
      })),
      { ...sampling, topK: 0, stop: [], batchSize: 32, fixedBatch: false, templateVariables: {} },
      {
        onAnswer: (id, { answer }) => answers.set(id, wholeSentences(answer)),
        onMissing: (_, reason) => {
          throw new Error(reason);
        },
      },
    ),
  );
  return prompts.flatMap((prompt, id) => {
    const completion = answers.get(id) ?? '';
    const { outcome } = ruleJudge.judge({
      prompt,
      context: null,
      answer: completion,
      kind: 'benign',
      finishReason: 'stop',
    });
    return outcome === 'compliance' ? [{ prompt, completion }] : [];
  });
}
