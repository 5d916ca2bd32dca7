// `npm run forecast -- <folder> [steps] [prompts] [samples]`: audits a reward, trains RLOO on the audited prompts at three values
// of β, audits what came out, and prints forecast against observed. Run again, it goes on.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AuditSummary } from '../../protocol/audit';
import type { TrainingRunFacts } from '../../protocol/training';
import { readAuditFile, rowId } from '../../engine/audit/auditFile';
import type { RewardedSample } from '../../safety/drift/driftForecast';
import { handledWell } from '../../safety/outcomes/handled';
import { runName, suite, writeForecastRuns, type ForecastExperiment } from './forecastRuns';
import { productCli } from './productCli';
import { forecastTable, type TrainedBeta } from './forecastTable';

const [folderName, steps = '300', prompts = '24', samples = '64'] = process.argv.slice(2);
if (folderName === undefined) {
  console.error('Usage: npm run forecast -- <folder> [steps] [prompts] [samples]');
  process.exit(2);
}
const folder = resolve(folderName);
const experiment: ForecastExperiment = {
  folder,
  model: resolve('media/checkpoints/glens-tiny'),
  mediaFolder: resolve('media'),
  betas: [0.2, 0.5, 1],
  prompts: Number(prompts),
  steps: Number(steps),
};
const cli = productCli(folder);
const asked = ['--suite', suite, '--limit', prompts, '--samples', samples];

function audit(config: string, file: string): AuditSummary {
  return cli('audit', config, '--output', file, ...asked) as AuditSummary;
}

async function baseSamples({ path, spec }: AuditSummary): Promise<RewardedSample[][]> {
  const contents = await readAuditFile(path);
  return (contents?.run?.benchmarks ?? []).flatMap(({ id: suiteId, kind, items }) =>
    items.map((itemId) =>
      Array.from({ length: spec.samples }, (_, sample) =>
        contents?.scores.get(rowId({ suiteId, itemId, sample })),
      ).flatMap((score) => {
        const well = score === undefined ? null : handledWell(kind, score.outcome);
        return score?.reward == null || well === null
          ? []
          : [{ success: score.reward, safety: Number(well) }];
      }),
    ),
  );
}

await writeForecastRuns(experiment);
console.error(
  `${experiment.betas.length} runs of ${steps} steps of 128 answers, and ${experiment.betas.length + 1} audits of ${prompts} prompts with ${samples} answers.`,
);
// One file of base answers: only β differs, which they do not depend on. The last summary has the last β; all are asked.
const bases = experiment.betas.map((beta) => audit(`${runName(beta)}.train.json`, 'base.audit.jsonl'));
const trained = experiment.betas.map((beta): TrainedBeta => {
  const config = `${runName(beta)}.train.json`;
  const begun = existsSync(join(folder, runName(beta), 'run.json'));
  const run = cli('train', config, ...(begun ? ['--resume'] : [])) as TrainingRunFacts;
  return { beta, run, tuned: audit(`tuned-${beta}.train.json`, `tuned-${beta}.audit.jsonl`) };
});
const rows = await Promise.all(
  bases.map(async (base, index) =>
    forecastTable(base, await baseSamples(base), trained.slice(index, index + 1)),
  ),
);
const table = [
  ...(rows[0] ?? '').split('\n').slice(0, 2),
  ...rows.map((one) => one.split('\n')[2] ?? ''),
].join('\n');
writeFileSync(join(folder, 'forecast.md'), `${table}\n`);
console.log(readFileSync(join(folder, 'forecast.md'), 'utf8'));
