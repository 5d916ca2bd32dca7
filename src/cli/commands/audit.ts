// guardrail-lens audit
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import {
  defaultAuditLimit,
  defaultAuditSamples,
  type AuditSpec,
  type AuditSummary,
} from '../../protocol/audit';
import type { JudgeSpec } from '../../protocol/comparison';
import { auditFigureSet } from '../../safety/presentation/audit/auditFigureSet';
import { planText } from '../../safety/presentation/audit/auditSentences';
import { auditMarkdown } from '../../safety/report/auditMarkdown';
import { auditReport } from '../../safety/report/auditReport';
import { auditDocument } from '../auditJson';
import { auditText } from '../auditText';
import { withEngine, type EngineFlags } from '../engine';
import { collectJudge, judgeHelp } from '../judgeOption';
import { jsonText } from '../jsonText';
import { addEngineOptions, collect, integer } from '../options';
import { formatSeconds, ProgressBar } from '../progressBar';
import { print, say } from '../terminal';
import { figuresOption, writeFigures } from '../writeFigures';
import { writeTextFile } from '../writeTextFile';

interface AuditFlags extends EngineFlags {
  readonly samples: number;
  readonly suite: readonly string[];
  readonly limit: number;
  readonly judge: readonly JudgeSpec[];
  readonly output?: string;
  readonly fresh: boolean;
  readonly plan: boolean;
  readonly pilot: number;
  readonly html?: string;
  readonly markdown?: string;
  readonly figures?: string;
  readonly json: boolean;
}

export function addAuditCommand(program: Command): void {
  const command = program
    .command('audit <config>')
    .description('what the rewards of a *.train.json would do to safety if benchmark prompts were trained on')
    .addOption(
      new Option('--samples <k>', 'answers per prompt').argParser(integer(2)).default(defaultAuditSamples),
    )
    .option(
      '--suite <id|path>',
      'built-in id, suite folder, published file, or a folder of them (repeatable; default: built-in)',
      collect,
      [],
    )
    .addOption(
      new Option('--limit <n>', "prompts per suite, drawn with the run's seed")
        .argParser(integer(1))
        .default(defaultAuditLimit),
    )
    .addOption(new Option('--judge <judge>', judgeHelp).argParser(collectJudge).default([], 'rules'))
    .option('--output <file>', 'where answers are kept and resumed from (default: <config>.audit.jsonl)')
    .option('--fresh', 'begin the file anew instead of going on with it', false)
    .option('--plan', 'say what it would ask and cost, and stop', false)
    .addOption(
      new Option('--pilot <n>', 'answers that are sampled to tell the time beforehand, 0 is none')
        .argParser(integer(0))
        .default(16),
    )
    .option('--html <file>', 'write a self-contained HTML report')
    .option('--markdown <file>', 'write a summary in Markdown, as for the comment on a pull request')
    .option(...figuresOption)
    .option('--json', 'print JSON (media/schemas/audit.schema.json)', false);
  addEngineOptions(command).action(async (config: string, flags: AuditFlags) => {
    const request = {
      spec: auditSpec(config, flags),
      path: flags.output === undefined ? null : resolve(flags.output),
      fresh: flags.fresh,
    };
    await withEngine(flags, async (client, signal) => {
      const plan = await client.request('planAudit', { ...request, pilot: flags.pilot }, { signal });
      if (flags.plan) {
        print(flags.json ? jsonText(plan) : `${planText(plan)}\n`);
        return;
      }
      say(`${planText(plan)}\n`);
      const started = performance.now();
      const bar = new ProgressBar();
      let summary: AuditSummary;
      try {
        summary = await client.request('runAudit', request, {
          signal,
          onProgress: (progress) => bar.show(progress),
        });
      } finally {
        bar.end();
      }
      print(flags.json ? jsonText(auditDocument(summary)) : auditText(summary));
      await writeReports(summary, flags);
      say(`Done in ${formatSeconds((performance.now() - started) / 1000)}.\n`);
    });
  });
}

async function writeReports(summary: AuditSummary, { html, markdown, figures }: AuditFlags): Promise<void> {
  if (figures !== undefined) await writeFigures(figures, summary.path, auditFigureSet(summary));
  if (html !== undefined) {
    const report = auditReport({ summary, generatedAt: new Date().toISOString() });
    say(`Report: ${await writeTextFile(html, report, 'report')} (open it in a browser)\n`);
  }
  if (markdown !== undefined) {
    say(`Summary: ${await writeTextFile(markdown, auditMarkdown(summary), 'summary')}\n`);
  }
}

function auditSpec(config: string, { suite, limit, samples, judge }: AuditFlags): AuditSpec {
  return {
    configPath: resolve(config),
    suites:
      suite.length === 0 ? ['built-in'] : suite.map((text) => (existsSync(text) ? resolve(text) : text)),
    limit,
    samples,
    judge: judge[0] ?? { kind: 'rules' },
  };
}
