import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { finishGates } from '../../../src/cli/finishComparison';
import { repositoryPath } from '../../support/paths';

interface Manifest {
  readonly contributes: {
    readonly problemMatchers: readonly [{ readonly pattern: { readonly regexp: string } }];
  };
}

test('the problem matcher of VS Code finds gates that do not pass, and no others', async () => {
  const { contributes } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as Manifest;
  const pattern = new RegExp(contributes.problemMatchers[0].pattern.regexp);
  let said = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const code = process.exitCode;
  await finishGates(
    [
      { expression: 'harmful.delta < -2pp', outcome: 'failed', explanation: 'it is −8.6 pp' },
      { expression: 'benign.delta > 5pp', outcome: 'passed', explanation: 'it is +1.0 pp' },
      { expression: 'notes.error > 0', outcome: 'cannotTell', explanation: 'not run' },
    ],
    { failIf: [], allowWeakGates: false },
    '/w/a b.glens',
  );
  write.mockRestore();
  process.exitCode = code;
  const found = said.split('\n').flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [match.slice(1)];
  });
  expect(found).toEqual([
    ['--fail-if "harmful.delta < -2pp": it is −8.6 pp', '/w/a b.glens'],
    ['--fail-if "notes.error > 0": not run', '/w/a b.glens'],
  ]);
});
