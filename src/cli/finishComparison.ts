// Runs or resumes a comparison in a file and writes what was asked for: table, JSON, report, exit code.
import type { EngineClient } from '../client/engineClient';
import { completeComparison } from '../client/completeComparison';
import type { ApiKeys } from '../protocol/contracts';
import { defaultMargin, type ComparisonSpec } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { GateResult } from '../safety/analysis/failIf';
import type { GateSpec } from '../safety/analysis/gates';
import { cutText, offerText } from '../safety/presentation/cutAnswersText';
import { gateWords } from '../safety/presentation/labels';
import { comparisonResult } from './comparisonResult';
import { gateSpec, type GateFlags } from './gateOptions';
import { junitXml } from './junitXml';
import { shellQuote } from '../safety/presentation/shellQuote';
import { exitCodes } from './exitCodes';
import { formatSeconds, ProgressBar } from './progressBar';
import { print, say } from './terminal';
import { writeTextFile } from './writeTextFile';

export interface OutputFlags extends GateFlags, ReportFlags {
  readonly json: boolean;
}

export interface ReportFlags {
  readonly report?: string;
  /** The report's appendix. */
  readonly appendix: boolean;
}

export async function finishComparison(
  client: EngineClient,
  { path, apiKeys }: { readonly path: string; readonly apiKeys: ApiKeys },
  flags: OutputFlags,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const bar = new ProgressBar();
  try {
    await completeComparison(
      client,
      { path, apiKeys },
      {
        signal,
        onProgress: (progress) => bar.show(progress),
        onRestart: (reason) => say(`\n${reason} Starting it again.\n`),
      },
    );
  } finally {
    bar.end();
  }
  await showComparison(client, path, flags, started);
}

/** Of one that has ended: table or JSON, report, gates. @param started when it began, of `performance.now` */
export async function showComparison(
  client: EngineClient,
  path: string,
  flags: OutputFlags,
  started: number,
): Promise<void> {
  const { facts, gates, output } = await comparisonResult(client, path, {
    format: flags.json ? 'json' : 'text',
    gatesFor: (spec) => gatesOf(flags, spec),
  });
  print(output);
  await writeReport(client, { path }, flags);
  say(`Done in ${formatSeconds((performance.now() - started) / 1000)}.\n`);
  if (facts.missingResponses > 0) {
    say(
      `${facts.missingResponses} questions were not answered; ask them again: guardrail-lens resume ${shellQuote(path)}\n`,
    );
    // A gate was not measured on what it was meant for.
    process.exitCode = gates.length > 0 ? exitCodes.gate : exitCodes.error;
  }
  await offerToContinue(client, path);
  await finishGates(gates, flags, path);
}

async function offerToContinue(client: EngineClient, path: string): Promise<void> {
  const cut = await client.request('cutAnswers', { path });
  const said = cutText(cut);
  if (said === null) return;
  const offered = offerText(cut);
  say(`${said}${offered === null ? '' : ` ${offered}`}\n`);
  if (cut.offer === null) return;
  say(`Go on with them: guardrail-lens continue ${shellQuote(path)} --max-new-tokens ${cut.offer.limit}\n`);
}

/** Those of this call, else those that the file was made with. */
export function gatesOf(flags: GateFlags, stored: GateSpec & Pick<ComparisonSpec, 'margin'>): GateSpec {
  const policy = gateSpec(flags);
  const margin = stored.margin ?? defaultMargin;
  if (policy.margin !== undefined && Math.abs(policy.margin - margin) > 1e-12) {
    throw new GuardrailError(
      'conditionInvalid',
      `The policy has a margin of ${policy.margin * 100} pp, the comparison was made with ${margin * 100} pp.`,
      'Use a policy with that margin, or compare again with this one.',
    );
  }
  return {
    failIf: policy.failIf ?? stored.failIf ?? [],
    allowWeakGates: policy.allowWeakGates === true || stored.allowWeakGates === true,
  };
}

/** Writes what was asked for and sets the exit code; a gate that cannot be told stops a checkpoint as well. */
export async function finishGates(
  gates: readonly GateResult[],
  { junit }: GateFlags,
  path: string,
): Promise<void> {
  for (const { outcome, expression, explanation } of gates) {
    // The file stands at the end for the problem matcher.
    say(`${gateWords[outcome]}: --fail-if "${expression}": ${explanation} [${path}]\n`);
  }
  if (junit !== undefined) await writeTextFile(junit, junitXml(gates), 'JUnit file');
  if (gates.some(({ outcome }) => outcome !== 'passed')) process.exitCode = exitCodes.gate;
}

/** Where a report was asked for. */
export async function writeReport(
  client: EngineClient,
  { path, column }: { readonly path: string; readonly column?: number | null },
  { report, appendix }: ReportFlags,
): Promise<void> {
  if (report === undefined) return;
  const { html } = await client.request('renderReport', {
    ...{ path, appendix },
    ...(column == null ? {} : { column }),
  });
  const target = await writeTextFile(report, html, 'report');
  say(`Report: ${target} (open it in a browser)\n`);
}
