// What remedies give that are put on the checkpoints of the first matrix afterwards, beside those that were trained with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SweepSummary } from '../../protocol/sweep';
import type { ProductCli } from '../experiments/productCli';
import { putOnAll } from './afterwards';
import { compareRemedies, none, type ComparedRemedies } from './compareRemedies';
import { subjectOfRemedy, type MatrixSettings } from './matrices';
import { remedyTable } from './remedyTables';

/**
 * The report, which is also written to sft.md. A seed whose run without a remedy did not finish is left out. Goes on where an earlier
 * call stopped.
 */
export async function mendedSft(
  sweep: Pick<SweepSummary, 'rows'>,
  { folder, settings, asking }: MendedSft,
  cli: ProductCli,
): Promise<string> {
  const compared: ComparedRemedies[] = [];
  const names = new Set<string>();
  const left: string[] = [];
  for (const seed of settings.seeds) {
    const checkpoint = checkpointOf(sweep, none, seed);
    if (checkpoint === null) {
      left.push(`- seed ${seed}: the run without a remedy did not finish`);
      continue;
    }
    const trained = sweep.rows.flatMap(({ algorithm: name }) => {
      const subject = checkpointOf(sweep, name, seed);
      return name === none || subject === null
        ? []
        : [{ name, subject: subjectOfRemedy('sft', name, subject) }];
    });
    const putOn = await putOnAll({ folder, settings, seed, checkpoint, cli });
    left.push(
      ...putOn.flatMap(({ name, reason }) => (reason === null ? [] : [`- ${name}, seed ${seed}: ${reason}`])),
    );
    const remedies = [
      { name: untrained, subject: settings.model },
      ...trained,
      ...putOn.flatMap(({ name, subject }) => (subject === null ? [] : [{ name, subject }])),
    ];
    for (const { name } of remedies) names.add(name);
    compared.push(compareRemedies({ folder, seed, checkpoint, remedies, asking }, cli));
  }
  const report = `${[remedyTable(compared, [...names]), ...(left.length === 0 ? [] : [left.join('\n')])].join('\n\n')}\n`;
  writeFileSync(join(folder, 'sft.md'), report);
  return report;
}

export interface MendedSft {
  readonly folder: string;
  readonly settings: MatrixSettings;
  /** Options of every comparison. */
  readonly asking: readonly string[];
}

/** The model as it was before the fine-tune, for reference. */
const untrained = 'before training';

/** null: the run did not come to its own end. */
function checkpointOf({ rows }: Pick<SweepSummary, 'rows'>, algorithm: string, seed: number): string | null {
  const run = rows.find((row) => row.algorithm === algorithm)?.runs.find((one) => one.seed === seed);
  return run?.status === 'finished' ? join(run.folder, `checkpoint-${run.step}`) : null;
}
