// Runs or resumes a comparison in a file and writes what was asked for: table, JSON, report, exit code.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EngineClient } from '../client/engineClient';
import { completeComparison } from '../client/completeComparison';
import type { ApiKeys } from '../protocol/contracts';
import type { ComparisonFacts } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { ComparisonSummary } from '../protocol/summary';
import { evaluateFailIf, parseFailIf } from '../safety/analysis/failIf';
import { comparisonDocument, type GateResult } from './comparisonJson';
import { shellQuote } from '../safety/presentation/shellQuote';
import { exitCodes } from './exitCodes';
import { formatSeconds, ProgressBar } from './progressBar';
import { summaryText } from './summaryTable';
import { jsonText } from './jsonText';

export interface OutputFlags {
  readonly report?: string;
  readonly json: boolean;
  readonly failIf: readonly string[];
}

export async function finishComparison(
  client: EngineClient,
  { path, apiKeys }: { readonly path: string; readonly apiKeys: ApiKeys },
  flags: OutputFlags,
  signal: AbortSignal,
): Promise<void> {
  const expressions = flags.failIf.map((text) => ({ text, parsed: parseFailIf(text) }));
  const started = performance.now();
  const bar = new ProgressBar();
  let summary: ComparisonSummary;
  try {
    summary = await completeComparison(
      client,
      { path, apiKeys },
      {
        signal,
        onProgress: (progress) => bar.show(progress),
        onRestart: (reason) => process.stderr.write(`\n${reason} Starting it again.\n`),
      },
    );
  } finally {
    bar.end();
  }
  const facts = await client.request('describeComparison', { path });
  const gates = expressions.map(({ text, parsed }): GateResult => {
    return { expression: text, ...evaluateFailIf(parsed, summary) };
  });
  print(facts, summary, gates, flags.json);
  if (flags.report !== undefined) await writeReport(client, path, flags.report);
  process.stderr.write(`Done in ${formatSeconds((performance.now() - started) / 1000)}.\n`);
  if (facts.missingResponses > 0) {
    process.stderr.write(
      `${facts.missingResponses} questions were not answered; ask them again: guardrail-lens resume ${shellQuote(path)}\n`,
    );
    // A gate was not measured on what it was meant for.
    process.exitCode = gates.length > 0 ? exitCodes.gate : exitCodes.error;
  }
  if (gates.some((gate) => gate.failed)) process.exitCode = exitCodes.gate;
}

function print(
  facts: ComparisonFacts,
  summary: ComparisonSummary,
  gates: readonly GateResult[],
  json: boolean,
): void {
  process.stdout.write(
    json ? jsonText(comparisonDocument(facts, summary, gates)) : summaryText(summary, facts),
  );
  for (const gate of gates) {
    process.stderr.write(
      `${gate.failed ? 'FAILED' : 'passed'}: --fail-if "${gate.expression}": ${gate.explanation}\n`,
    );
  }
}

export async function writeReport(client: EngineClient, path: string, reportPath: string): Promise<void> {
  const { html } = await client.request('renderReport', { path });
  const target = resolve(reportPath);
  try {
    await writeFile(target, html);
  } catch (cause) {
    throw new GuardrailError('invalidRequest', `The report ${target} cannot be written.`, 'Check the path.', {
      cause,
    });
  }
  process.stderr.write(`Report: ${target} (open it in a browser)\n`);
}
