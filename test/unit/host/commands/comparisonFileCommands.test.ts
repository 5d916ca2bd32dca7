import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { nameProblem } from '../../../../src/host/commands/comparisonFileCommands';

vi.mock('vscode', () => ({}));

test('a new name is one, leaves the folder alone, and is free', () => {
  const folder = mkdtempSync(join(tmpdir(), 'glens-names-'));
  try {
    const path = join(folder, 'mine.glens');
    writeFileSync(join(folder, 'taken.glens'), '');
    writeFileSync(path, '');
    expect(nameProblem('other', path)).toBeNull();
    expect(nameProblem('mine', path)).toBeNull();
    expect(nameProblem(' ', path)).toMatch(/needed/);
    expect(nameProblem('../up', path)).toMatch(/none of/);
    expect(nameProblem('taken', path)).toMatch(/already/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
