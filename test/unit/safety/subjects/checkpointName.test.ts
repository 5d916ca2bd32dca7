// A checkpoint's name tells which run it is of, on every system.
import { expect, test } from 'vitest';
import { checkpointName } from '../../../../src/safety/subjects/checkpointName';

test.each([
  ['/runs/grpo/final', 'grpo/final'],
  ['/runs/grpo/checkpoint-400/', 'grpo/checkpoint-400'],
  ['C:\\runs\\sft\\final', 'sft/final'],
  ['/models/llama', 'llama'],
  ['/models/finalist', 'finalist'],
  ['final', 'final'],
  ['/final', 'final'],
  ['C:\\final', 'final'],
  ['./best_model', './best_model'],
])('%s', (path, name) => {
  expect(checkpointName(path)).toBe(name);
});
