// The `dataset` part of a training configuration: its keys, defaults and limits. Knows nothing of files.
import { z } from 'zod';

const template = z.string().min(1).max(20_000);

const common = {
  prompt_template: template
    .optional()
    .describe(
      'Text of the user turn: {prompt} and any other {column} are filled in, other braces stay. Default: the prompt alone.',
    ),
  completion_template: template
    .optional()
    .describe('Text of the assistant turn to learn from (SFT), filled in like prompt_template.'),
  system_prompt: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe('System turn before every prompt that has none of its own.'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Seed of what is generated and of the held-out split. Set it to keep the split the same over runs with different seeds. Default: the seed of the run.',
    ),
};

const heldOut = z
  .number()
  .positive()
  .max(1_000_000)
  .refine((size) => size < 1 || Number.isInteger(size), 'a fraction below 1, or a whole number of prompts')
  .optional()
  .describe(
    'Held-out split: a fraction of the prompts (below 1), or their number. Default: 0.1, or all of test_path.',
  );

const fileDataset = z
  .strictObject({
    type: z.literal('file'),
    path: z
      .string()
      .min(1)
      .describe(
        'A .jsonl file, a .json file with one array, or a .parquet file; relative to the configuration file.',
      ),
    format: z
      .enum(['auto', 'gsm8k', 'math', 'mbpp', 'humaneval', 'messages', 'preference', 'prompt'])
      .default('auto')
      .describe('What the rows are. auto: recognised by their columns.'),
    rename_columns: z
      .record(z.string().min(1), z.string().min(1))
      .default({})
      .describe('Columns to rename before anything else is looked at: {"from": "to"}.'),
    max_items: z
      .int()
      .positive()
      .optional()
      .describe('Train on at most so many prompts, drawn by the seed; the held-out split stays the same.'),
    test_size: heldOut,
    test_path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file whose prompts are the held-out split; test_size then limits how many if it is given.',
      ),
    ...common,
  })
  .describe('Prompts in a file.');

const arithmeticOperators = ['+', '-', '*', '/'] as const;
export type ArithmeticOperator = (typeof arithmeticOperators)[number];

const size = z.int().positive().max(1_000_000).default(1000).describe('Prompts for training.');
const testSize = z.int().positive().max(100_000).default(200).describe('Prompts held out.');

const arithmeticDataset = z
  .strictObject({
    type: z.literal('arithmetic'),
    digits: z
      .int()
      .min(1)
      .max(9)
      .default(2)
      .describe('The most digits an operand has; 1 to this many are drawn.'),
    min_value: z.int().min(0).optional().describe('Smallest operand. Default: 0.'),
    max_value: z.int().positive().max(999_999_999).optional().describe('Largest operand. Default: all 9s.'),
    operators: z
      .array(z.enum(arithmeticOperators))
      .min(1)
      .default(['+', '-'])
      .describe('Operators to draw from. Divisions come out even.'),
    operands: z.int().min(2).max(6).default(2).describe('Numbers in one expression.'),
    allow_negative: z.boolean().default(false).describe('Whether a result may be below zero.'),
    size,
    test_size: testSize.describe(
      'Prompts held out, drawn from all. The same sum in another order stays on the same side.',
    ),
    ...common,
  })
  .describe('Sums to compute, generated from the seed.');

const countdownDataset = z
  .strictObject({
    type: z.literal('countdown'),
    min_numbers: z.int().min(2).max(6).default(3).describe('Fewest numbers of a puzzle.'),
    max_numbers: z.int().min(2).max(6).default(4).describe('Most numbers of a puzzle.'),
    max_value: z.int().min(9).max(1000).default(99).describe('Largest number.'),
    max_target: z.int().min(10).max(100_000).default(999).describe('Largest target.'),
    operators: z
      .array(z.enum(arithmeticOperators))
      .min(1)
      .default([...arithmeticOperators])
      .describe('Operators that a solution needs at most.'),
    size,
    test_size: testSize,
    ...common,
  })
  .refine((spec) => spec.min_numbers <= spec.max_numbers, {
    message: 'may not be above max_numbers',
    path: ['min_numbers'],
  })
  .describe('Countdown: reach the target with each number used once. Generated from the seed, all solvable.');

/** Which prompts a run trains on and is measured on. */
export const datasetSpec = z.discriminatedUnion('type', [fileDataset, arithmeticDataset, countdownDataset]);

export type DatasetSpec = z.infer<typeof datasetSpec>;
export type FileDatasetSpec = z.infer<typeof fileDataset>;
export type ArithmeticSpec = z.infer<typeof arithmeticDataset>;
export type CountdownSpec = z.infer<typeof countdownDataset>;
