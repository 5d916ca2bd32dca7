// The `rewards` part of a training configuration: reward functions with their weights and parameters.
import { z } from 'zod';

const common = {
  weight: z.number().min(-1000).max(1000).default(1).describe('Factor in the sum of all rewards.'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,60}$/u, 'letters, digits, _ . and - only')
    .optional()
    .describe('Name in the log: rewards/<name>/mean. Default: the verifier, numbered where it is repeated.'),
};

const timeLimit = (seconds: number) =>
  z.number().positive().max(600).default(seconds).describe('Seconds for one completion; over it scores 0.');

const reference = z.string().min(1).default('answer').describe('Column with the reference answer.');

const pattern = z.string().min(1).max(10_000);

const numberVerifier = z
  .strictObject({
    verifier: z.literal('number'),
    column: reference,
    tolerance: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Largest relative difference that still counts; 0 compares exactly.'),
    marker_required: z
      .boolean()
      .default(false)
      .describe('Only an answer after ####, in \\boxed{} or in <answer> counts, never the last number.'),
    ...common,
  })
  .describe("1 where the completion's final number equals the reference.");

const boxedVerifier = z
  .strictObject({
    verifier: z.literal('boxed'),
    column: reference,
    symbolic: z
      .boolean()
      .default(true)
      .describe('Compare as mathematics where the texts differ; false: texts only.'),
    time_limit_seconds: timeLimit(2),
    ...common,
  })
  .describe('1 where the last \\boxed{} equals the reference, as LaTeX mathematics.');

const countdownVerifier = z
  .strictObject({
    verifier: z.literal('countdown'),
    use_all: z.boolean().default(true).describe('Every number must be used, not only no other.'),
    ...common,
  })
  .describe('1 where the expression reaches the target with the given numbers, each used once.');

const formatTemplates = ['think_answer', 'think', 'boxed', 'gsm8k'] as const;
export type FormatTemplate = (typeof formatTemplates)[number];

const formatVerifier = z
  .strictObject({
    verifier: z.literal('format'),
    template: z
      .enum(formatTemplates)
      .optional()
      .describe(
        'think_answer: <think>…</think><answer>…</answer>; think: <think>…</think> and text; boxed: one \\boxed{}; gsm8k: ends with one line "#### number".',
      ),
    pattern: pattern.optional().describe('Regular expression that the whole completion has to match.'),
    time_limit_seconds: timeLimit(1),
    ...common,
  })
  .refine((spec) => (spec.template === undefined) !== (spec.pattern === undefined), {
    message: 'needs either a template or a pattern',
    path: ['template'],
  })
  .describe('1 where the whole completion, reasoning included, has this form.');

const lengthVerifier = z
  .strictObject({
    verifier: z.literal('length'),
    unit: z.enum(['tokens', 'characters', 'words']).default('tokens').describe('What is counted.'),
    min: z.int().min(0).default(0).describe('Least length.'),
    max: z.int().positive().describe('Greatest length.'),
    buffer: z
      .int()
      .min(0)
      .default(0)
      .describe(
        '0: reward 1 within the limits, 0 outside. Above 0: a penalty instead, 0 within the limits, falling to -1 over so many units beyond them.',
      ),
    ...common,
  })
  .refine((spec) => spec.min <= spec.max, { message: 'may not be above max', path: ['min'] })
  .describe('Whether the completion is neither too short nor too long.');

const regexVerifier = z
  .strictObject({
    verifier: z.literal('regex'),
    pattern: pattern.describe('Regular expression (JavaScript, with the u flag).'),
    flags: z
      .string()
      .regex(/^[ims]*$/u, 'i, m and s only')
      .default('')
      .describe('i: upper and lower case are the same; m: ^ and $ at lines; s: . matches line breaks.'),
    search: z.boolean().default(true).describe('true: anywhere in the text; false: the whole text.'),
    in: z.enum(['answer', 'completion']).default('answer').describe('completion: with its reasoning.'),
    expect: z.boolean().default(true).describe('false: rewarded where it does not match.'),
    time_limit_seconds: timeLimit(1),
    ...common,
  })
  .describe('1 where the answer matches a regular expression.');

const unitTestVerifier = z
  .strictObject({
    verifier: z.literal('unit_tests'),
    column: z.string().min(1).default('tests').describe('Column with the tests: Python statements.'),
    partial: z
      .boolean()
      .default(false)
      .describe('Reward the share of tests that pass, rather than all or none.'),
    time_limit_seconds: timeLimit(5),
    memory_limit_mb: z.int().min(64).max(4096).default(256).describe('Memory of one completion.'),
    ...common,
  })
  .describe('1 where the Python code of the completion passes the tests, run in a sandbox.');

const rewardModelVerifier = z
  .strictObject({
    verifier: z.literal('reward_model'),
    model: z.string().min(1).describe('Folder of a sequence-classification checkpoint.'),
    ...common,
  })
  .describe('The score of a reward model.');

/** One reward function. */
export const verifierSpec = z.discriminatedUnion('verifier', [
  numberVerifier,
  boxedVerifier,
  countdownVerifier,
  formatVerifier,
  lengthVerifier,
  regexVerifier,
  unitTestVerifier,
  rewardModelVerifier,
]);

/** All reward functions of a run; their weighted sum is the reward. */
export const rewardSpecs = z
  .array(verifierSpec)
  .min(1)
  .max(20)
  .describe('Reward functions; their weighted sum is the reward.');

export type VerifierSpec = z.infer<typeof verifierSpec>;
export type VerifierId = VerifierSpec['verifier'];
export type SpecOf<Id extends VerifierId> = Extract<VerifierSpec, { verifier: Id }>;
