// The `data` part of a training configuration: what tasks offer, and plain text for pretraining.
import { z } from 'zod';
import { datasetSpec } from '../tasks/datasetSpec';
import { listed, textReaders } from './describeAlgorithms';

const textDataset = z
  .strictObject({
    type: z.literal('text'),
    path: z.string().min(1).describe('A .jsonl, .json or .parquet file; relative to the configuration file.'),
    column: z.string().min(1).default('text').describe('Column with the text.'),
    test_size: z
      .number()
      .min(0)
      .refine((size) => size < 1 || Number.isInteger(size), 'a fraction below 1, or a whole number of texts')
      .default(0)
      .describe('Held-out texts, for the loss: a fraction (below 1), or their number.'),
  })
  .describe(`Plain texts for ${listed(textReaders)}: every token is learned, no chat template is applied.`);

export const trainingData = z.union([datasetSpec, textDataset]);

export type TrainingData = z.infer<typeof trainingData>;
export type TextDatasetSpec = z.infer<typeof textDataset>;
