import { expect, test } from 'vitest';
import { configuredTarget } from '../../../../src/safety/clusters/configuredTarget';

test.each([
  ['{"where": "lab"}', 'lab'],
  ['\uFEFF{"where": "hpc.two"}', 'hpc.two'],
  ['{"where": "here"}', null],
  ['{}', null],
  ['{"where": 1}', null],
  ['{"where": "--resume me"}', null],
  ['{"where": "lab"', null],
  ['null', null],
])('%s is trained on %s', (text, target) => {
  expect(configuredTarget(text)).toBe(target);
});
