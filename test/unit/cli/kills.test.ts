// A short run of `npm run kills`: each command is ended once in its middle by what it cannot hear, and taken up again.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareScenario } from '../../kills/compareScenario';
import { serveScenario } from '../../kills/serveScenario';
import { trainScenario } from '../../kills/trainScenario';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

test.skipIf(process.platform === 'win32').each([
  ['compare', compareScenario()],
  ['train', trainScenario()],
  ['serve', serveScenario()],
])('%s, killed', async (name, scenario) => {
  const [whole, killed] = ['whole', 'killed'].map((part) => join(folder, `${name}-${part}`));
  for (const path of [whole, killed]) mkdirSync(path ?? '');
  const duration = await scenario.begin(whole ?? '');
  const plan = { ending: 'kill', group: false, after: duration * 0.6 } as const;
  expect(await scenario.trial(killed ?? '', plan)).toBeNull();
});
