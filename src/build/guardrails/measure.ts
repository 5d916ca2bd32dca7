// Audits before training, and the comparison of what came out with the aligned model: N-way, on the public benchmarks.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditPlan, AuditSummary } from '../../protocol/audit';
import type { MatrixSummary } from '../../protocol/matrix';
import type { TheoryAnalysis } from '../../protocol/theory';
import type { ProductCli } from '../experiments/productCli';
import { seed, threads } from './alignmentPlan';
import { runName, type Domain } from './runConfigs';
import type { EndedRun } from './trainRuns';

/** What the benchmarks are asked. */
export interface Asking {
  readonly folder: string;
  readonly benchmarks: string;
  /** Prompts per benchmark. */
  readonly limit: number;
  /** Answers to each prompt of an audit. */
  readonly samples: number;
  readonly maxNewTokens: number;
  readonly cli: ProductCli;
}

/** The reward of a domain does not depend on who learns from it: one audit each, by the configuration of RLOO. */
const audited = 'rloo';

const auditFile = (domain: Domain): string => `${domain}.audit.jsonl`;

/** Seconds of what is missing, and of one answer, by the pilot of an audit. */
export function planAudit(
  domain: Domain,
  asking: Asking,
): Pick<AuditPlan, 'answers' | 'answered' | 'seconds'> {
  return asking.cli('audit', ...auditArguments(domain, asking), '--plan') as AuditPlan;
}

export function audit(domain: Domain, asking: Asking): AuditSummary {
  return asking.cli('audit', ...auditArguments(domain, asking)) as AuditSummary;
}

function auditArguments(domain: Domain, { folder, benchmarks, limit, samples }: Asking): string[] {
  return [
    join(folder, `${runName(audited, domain)}.train.json`),
    ...['--output', join(folder, auditFile(domain)), '--suite', benchmarks],
    ...['--limit', String(limit), '--samples', String(samples)],
  ];
}

/** Answers are sampled at temperature 1, as theory speaks of policies and not of their likeliest answers. */
export function compareRuns(model: string, runs: readonly EndedRun[], asking: Asking): MatrixSummary {
  const { folder, benchmarks, limit, maxNewTokens, cli } = asking;
  const out = comparisonFile(folder);
  const finished = runs.flatMap(({ name, adapter }) => (adapter === null ? [] : [{ name, adapter }]));
  const shown = existsSync(out)
    ? cli('resume', out)
    : cli(
        ...['compare', '--base', model, '--out', out, '--suite', benchmarks],
        ...finished.flatMap(({ name, adapter }) => ['--tuned', adapter, '--tuned-name', name]),
        ...['--limit', String(limit), '--max-new-tokens', String(maxNewTokens)],
        ...['--temperature', '1', '--seed', String(seed), '--threads', String(threads)],
      );
  return (shown as { readonly matrix: MatrixSummary }).matrix;
}

/** Observed drift of a run beside its reward's forecast and the measured KL. */
export function theoryOf({ name, domain }: EndedRun, { folder, cli }: Asking): TheoryAnalysis {
  const file = join(folder, auditFile(domain));
  return cli('theory', comparisonFile(folder), '--column', name, '--audit', file) as TheoryAnalysis;
}

function comparisonFile(folder: string): string {
  return join(folder, 'guardrails.glens');
}
