// guardrail-lens judge
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { JudgeDisagreement, JudgeSpec } from '../../protocol/comparison';
import { evaluateGates } from '../../safety/analysis/gates';
import { outcomeLabels, sideLabels } from '../../safety/presentation/labels';
import { formatCount } from '../../safety/presentation/numbers';
import { formatTable, type Column } from '../../safety/presentation/textTable';
import { visibleText } from '../../safety/presentation/visibleText';
import { comparisonDocument } from '../comparisonJson';
import { withEngine, type EngineFlags } from '../engine';
import { writeReport, type ReportFlags } from '../finishComparison';
import { collectJudge, judgeHelp } from '../judgeOption';
import { jsonText } from '../jsonText';
import { addEngineOptions, integer } from '../options';
import { ProgressBar } from '../progressBar';
import { apiKeysOf } from '../subjectOption';
import { summaryText } from '../summaryTable';
import { print } from '../terminal';
import { addReportOptions } from './compare';

interface JudgeFlags extends EngineFlags, ReportFlags {
  readonly judge: readonly JudgeSpec[];
  readonly apiKeyEnv?: string;
  /** How many are printed. */
  readonly disagreements: number;
  readonly json: boolean;
}

export function addJudgeCommand(program: Command): void {
  const command = program
    .command('judge <comparison>')
    .description('let further judges judge the responses of a comparison, and say where judges disagree')
    .addOption(
      new Option('--judge <judge>', judgeHelp.replace('; the first is counted', ''))
        .argParser(collectJudge)
        .default([])
        .makeOptionMandatory(),
    )
    .option('--api-key-env <name>', 'environment variable with the key of the endpoints named here')
    .addOption(
      new Option('--disagreements <n>', 'how many to print; the filter of the viewer and --json have all')
        .argParser(integer(0))
        .default(20),
    )
    .option('--json', 'print JSON (media/schemas/comparison.schema.json) with all disagreements', false);
  addReportOptions(addEngineOptions(command)).action(async (file: string, flags: JudgeFlags) => {
    const path = resolve(file);
    const { judge: judges } = flags;
    const urls = judges.flatMap((judge) => (judge.kind === 'endpoint' ? [judge.url] : []));
    const apiKeys = apiKeysOf(flags.apiKeyEnv, urls);
    await withEngine(flags, async (client, signal) => {
      // Whoever names a server here has agreed to it.
      if (urls.length > 0) await client.request('allowEndpoints', { urls }).catch(() => undefined);
      const bar = new ProgressBar();
      const summary = await client
        .request(
          'judgeComparison',
          { path, judges, apiKeys },
          { signal, onProgress: (progress) => bar.show(progress) },
        )
        .finally(() => bar.end());
      const facts = await client.request('describeComparison', { path });
      const disagreements = await client.request('judgeDisagreements', { path });
      const document = comparisonDocument(facts, summary, evaluateGates(facts.spec, summary));
      if (flags.json) print(jsonText({ ...document, disagreements }));
      else print(`${summaryText(summary, facts)}\n${disagreementText(disagreements, flags.disagreements)}`);
      await writeReport(client, { path }, flags);
    });
  });
}

/** Which responses, and what each judge says of them; no text of them. */
function disagreementText(all: readonly JudgeDisagreement[], most: number): string {
  if (all.length === 0) return 'The judges disagree on no response.\n';
  const judges = all[0]?.verdicts.map(({ judgeId }) => judgeId) ?? [];
  const columns = ['Prompt', 'Benchmark', 'Item', 'Side', ...judges].map((title, place): Column => ({
    title: visibleText(title),
    align: place === 0 ? 'right' : 'left',
  }));
  const rows = all
    .slice(0, most)
    .map(({ promptId, suiteId, itemId, attackId, side, sample, verdicts }) => [
      String(promptId),
      visibleText(suiteId),
      visibleText(attackId === null ? itemId : `${itemId} + ${attackId}`),
      `${sideLabels[side]}${sample === 0 ? '' : `, sample ${sample + 1}`}`,
      ...verdicts.map(({ outcome }) => (outcome === null ? '–' : outcomeLabels[outcome])),
    ]);
  const head = `The judges disagree on ${formatCount(all.length)} ${all.length === 1 ? 'response' : 'responses'}`;
  if (rows.length === 0) return `${head}.\n`;
  const rest = all.length > rows.length ? ` (the first ${formatCount(rows.length)} are listed)` : '';
  return `${head}${rest}:\n${formatTable(columns, rows)}\n`;
}
