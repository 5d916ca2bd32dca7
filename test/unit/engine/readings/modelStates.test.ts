// A look at the checkpoints of a reading costs no scratch file of their size.
import { expect, it } from 'vitest';
import { modelStates } from '../../../../src/engine/readings/modelStates';
import type { CheckpointSubject } from '../../../../src/protocol/subjects';
import { checkpointPath, repositoryPath } from '../../../support/paths';
import { readingOrigin } from '../../../support/readings';

const gguf = repositoryPath('test/fixtures/gguf/llama-Q8_0.gguf');
const open = () => Promise.reject(new Error('It was opened.'));

it.each<[Partial<CheckpointSubject>, string]>([
  [{ path: gguf }, 'unchecked'],
  [{ path: checkpointPath('llama-lora'), basePath: gguf }, 'unchecked'],
  [{ path: checkpointPath('llama-lora'), basePath: checkpointPath('llama'), merge: true }, 'unchecked'],
  [{ path: `${gguf}.gone` }, 'missing'],
])('%j: %s', async (part, expected) => {
  const ref: CheckpointSubject = { kind: 'checkpoint', path: '', ...part };
  const { signal } = new AbortController();
  const found = await modelStates({ open }, { base: ref, tuned: ref }, readingOrigin(), signal);
  expect(found).toEqual({ base: expected, tuned: expected });
});
