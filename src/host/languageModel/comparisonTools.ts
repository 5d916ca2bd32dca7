// Tools for language models in VS Code: what the comparisons of this workspace say, read-only and as aggregates. No prompt
// and no answer of a model ever leaves through them, and no file but the listed comparisons is read.
import { basename } from 'node:path';
import {
  Disposable,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  workspace,
  type LanguageModelTool,
} from 'vscode';
import { evaluateGates } from '../../safety/analysis/gates';
import { flipText } from '../../safety/presentation/flipText';
import { markdownSummary } from '../../safety/report/markdownSummary';
import { toErrorData } from '../../protocol/errors';
import { comparisonLine } from '../comparisons/comparisonLine';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import type { EngineService } from '../engineService';

interface ToolInput {
  readonly comparison?: unknown;
  readonly prompt?: unknown;
}

export interface ToolParts {
  readonly engine: Pick<EngineService, 'request'>;
  readonly comparisons: Pick<ComparisonRegistry, 'list'>;
}

export function registerComparisonTools(parts: ToolParts): Disposable {
  const tools = { listComparisons, summarizeComparison, explainFlip };
  return Disposable.from(
    ...Object.entries(tools).map(([name, answer]) =>
      lm.registerTool(`guardrailLens_${name}`, toolOf(parts, answer)),
    ),
  );
}

type Answer = (parts: ToolParts, input: ToolInput) => Promise<string>;

function toolOf(parts: ToolParts, answer: Answer): LanguageModelTool<ToolInput> {
  return {
    invoke: async ({ input }) => {
      const text = await answer(parts, input).catch((error: unknown) => {
        const { message, advice } = toErrorData(error);
        return `${message}\n${advice}`;
      });
      return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
    },
  };
}

export async function listComparisons({ engine, comparisons }: ToolParts): Promise<string> {
  const lines = (await comparisons.list()).map(async (path) => {
    const name = workspace.asRelativePath(path);
    try {
      const facts = await engine.request('describeComparison', { path });
      if (facts.status !== 'complete') return `${name}: ${facts.status}`;
      return `${name}: ${comparisonLine(facts, await engine.request('summarizeComparison', { path }))}`;
    } catch (error) {
      return `${name}: cannot be read. ${toErrorData(error).message}`;
    }
  });
  const listed = await Promise.all(lines);
  return listed.length === 0 ? 'There is no comparison in this workspace.' : listed.join('\n');
}

export async function summarizeComparison(parts: ToolParts, { comparison }: ToolInput): Promise<string> {
  const path = await pathOf(parts, comparison);
  if (path === null) return unknownComparison(parts);
  const summary = await parts.engine.request('summarizeComparison', { path });
  const facts = await parts.engine.request('describeComparison', { path });
  return markdownSummary({ facts, summary, gates: evaluateGates(facts.spec, summary) });
}

export async function explainFlip(parts: ToolParts, { comparison, prompt }: ToolInput): Promise<string> {
  const path = await pathOf(parts, comparison);
  if (path === null) return unknownComparison(parts);
  if (typeof prompt !== 'number' || !Number.isSafeInteger(prompt) || prompt < 1) {
    return 'The number of a prompt is a whole number from 1 on.';
  }
  const { rows } = await parts.engine.request('queryRows', {
    path,
    query: { filter: { promptId: prompt }, sort: 'runOrder', descending: false, offset: 0, limit: 1 },
  });
  const row = rows[0];
  return row === undefined ? `The comparison has no prompt ${prompt}.` : flipText(row);
}

/** Of a listed comparison, by its path or its name; null: none of them. */
async function pathOf({ comparisons }: ToolParts, wanted: unknown): Promise<string | null> {
  if (typeof wanted !== 'string') return null;
  const listed = await comparisons.list();
  const name = (path: string): string[] => [
    path,
    workspace.asRelativePath(path),
    basename(path),
    basename(path, '.glens'),
  ];
  return listed.find((path) => name(path).includes(wanted)) ?? null;
}

async function unknownComparison(parts: ToolParts): Promise<string> {
  return `There is no such comparison in this workspace. There are:\n${await listComparisons(parts)}`;
}
