// A comparison that is ended: its file goes on to the same answers and verdicts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { comparisonStores } from '../../src/engine/store/comparisonStores';
import { checkpointPath } from '../support/paths';
import { runCommand, wrongEnding } from './killedProcess';
import type { Scenario } from './scenario';

const args = [
  ...['compare', '--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')],
  ...['--limit', '3', '--max-new-tokens', '24', '--batch-size', '2', '--fixed-batch', '--json', '--aa'],
];

/** All that is in the file but for times and numbers of rows, and what the command said at its end. */
function outcome(path: string, stdout: string): string {
  const store = comparisonStores.open(path, 'read');
  try {
    const query = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 500 } as const;
    const rows = store.query(query).rows.map(({ sides, ...row }) => ({
      ...row,
      sides: Object.entries(sides).map(([side, answers]) => [
        side,
        answers.map(({ sample, answer, finishReason, tokens, meanLogprob, verdict }) => {
          return { sample, answer, finishReason, tokens, meanLogprob, outcome: verdict?.outcome };
        }),
      ]),
    }));
    const { summary } = JSON.parse(stdout) as { summary: unknown };
    return JSON.stringify([rows, summary]);
  } finally {
    store.close();
  }
}

/** Where they part; null: nowhere. */
function difference(found: string, wanted: string): string | null {
  if (found === wanted) return null;
  let at = 0;
  while (found[at] === wanted[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 200), at + 200);
  return `It came to other answers: ${around(found)} instead of ${around(wanted)}`;
}

export function compareScenario(): Scenario {
  let whole = '';
  return {
    name: 'compare',
    begin: async (folder) => {
      const path = join(folder, 'whole.glens');
      const { status, stdout, stderr, milliseconds } = await runCommand(
        [...args, '--out', path],
        folder,
        null,
      );
      if (status !== 0) throw new Error(stderr);
      whole = outcome(path, stdout);
      return milliseconds;
    },
    trial: async (folder, plan) => {
      const path = join(folder, 'x.glens');
      const ended = await runCommand([...args, '--out', path], folder, plan);
      const wrong = wrongEnding(ended, plan, [0, 130]);
      if (wrong !== null) return wrong;
      const again = existsSync(path) ? ['resume', path, '--json'] : [...args, '--out', path];
      const { status, stdout, stderr } = await runCommand(again, folder, null);
      if (status !== 0) return `It does not go on: ${status} ${stderr}`;
      return difference(outcome(path, stdout), whole);
    },
  };
}
