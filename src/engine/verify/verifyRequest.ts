// A line of `guardrail-lens verify`: one completion, what it answers, and the reward functions that it is given to.
import { z } from 'zod';
import { rewardSpecs } from '../training/verifiers/verifierSpec';

const message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

const reasoningMarks = z
  .array(z.strictObject({ open: z.string().min(1).max(200), close: z.string().min(1).max(200) }))
  .max(20);

export const verifyId = z
  .union([z.string().max(200), z.number()])
  .describe('Repeated in the reply. Replies have the order of the requests, with or without it.');

export const verifyRequest = z
  .strictObject({
    id: verifyId.optional(),
    rewards: rewardSpecs.describe(
      'As `rewards` of a *.train.json; a relative path counts from the working folder.',
    ),
    prompt: z
      .union([z.string(), z.array(message).min(1)])
      .default('')
      .describe('The user turn, or all turns before the completion. Only reward_model reads it.'),
    rendered_prompt: z
      .string()
      .optional()
      .describe(
        'The prompt after its chat template: reasoning that the template opened is then told from the answer.',
      ),
    completion: z.string().describe('As generated, reasoning included.'),
    columns: z
      .record(z.string(), z.unknown())
      .default({})
      .describe(
        'The columns of the dataset that the functions compare with: answer, tests, numbers, target, …',
      ),
    truncated: z
      .boolean()
      .default(false)
      .describe(
        'The token limit cut the completion: what it states at its end does not count as its answer.',
      ),
    tokens: z.int().min(0).optional().describe('Completion tokens. Needed by a `length` that counts them.'),
    reasoning_marks: reasoningMarks
      .default([])
      .describe('Marks of reasoning that the model has besides those that are known.'),
  })
  .describe('One completion to be given its rewards.');

export type VerifyRequest = z.infer<typeof verifyRequest>;
