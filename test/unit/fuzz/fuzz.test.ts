// A short run of `npm run fuzz`: every parser of what comes from outside meets some mutated inputs, the same each time.
import { expect, test } from 'vitest';
import { openTarget } from '../../fuzz/openTarget';
import { runCase, type Finding } from '../../fuzz/runCase';
import { targets } from '../../fuzz/targets/targets';

const seed = 7;
const cases = 100;

test.each(targets.map((target) => [target.name, target] as const))('%s', async (name, target) => {
  const opened = await openTarget(target);
  const findings: (Finding & { readonly again: string })[] = [];
  let read = 0;
  try {
    for (let index = 0; index < cases; index++) {
      const { outcome } = await runCase(target, opened, seed, index);
      if (outcome === 'read') read++;
      // How long it takes and what it needs is measured in a process of its own, by the long run.
      else if (outcome !== 'refused' && outcome.kind !== 'slow') {
        findings.push({ ...outcome, again: `npm run fuzz -- --only ${name} --seed ${seed} --case ${index}` });
      }
    }
  } finally {
    await opened.close();
  }
  expect(findings).toEqual([]);
  // Some inputs still say what they said: else only the first check of each parser would be tried.
  expect(read).toBeGreaterThan(0);
});
