// What the wizard writes is what the engine takes.
import { expect, test } from 'vitest';
import { presetText } from '../../../../src/engine/training/config/presets';
import { validateConfig } from '../../../../src/engine/training/config/validateConfig';
import { withCountdown } from '../../../../src/host/training/presetConfig';
import { algorithmIds } from '../../../../src/protocol/training';
import { checkpointPath } from '../../../support/paths';

test.each(algorithmIds)('%s on Countdown is a valid configuration', (algorithm) => {
  const text = withCountdown(presetText(algorithm, { model: checkpointPath('llama'), data: null }));
  expect(validateConfig(text, '/somewhere/x.train.json')).toEqual([]);
});
