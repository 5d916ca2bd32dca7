// Makes a judge from its specification. The composition root of judging: what needs a model, a key, or a file
// gets it through the tools handed in.
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { JudgeSpec } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Verdict } from '../../protocol/outcomes';
import type { JudgeFacts, JudgeQuality } from '../../protocol/summary';
import { builtInGuardSpecs, guardJudge } from '../../safety/judges/guardJudge';
import { parseGuardSpec } from '../../safety/judges/guardSpec';
import type { JudgeInput, ModelJudge, RuleJudge } from '../../safety/judges/judge';
import { findRefusalList, listJudge, parseRefusalLists } from '../../safety/judges/listJudge';
import { harmBench } from '../../safety/judges/rubrics/harmBench';
import { strongReject } from '../../safety/judges/rubrics/strongReject';
import { xstestThreeWay } from '../../safety/judges/rubrics/xstestThreeWay';
import { ruleJudge } from '../../safety/judges/ruleJudge';
import { unscored } from '../../safety/judges/verdicts';
import { defaultGenerationSettings } from '../../protocol/generation';
import { openEndpoint } from '../respondents/endpoint/openEndpoint';
import type { Respondent } from '../respondents/respondent';
import { judgeByModel, type JudgePrompt, type ModelReply } from './judgeByModel';

export interface JudgeTools {
  /**
   * Greedy replies of a local checkpoint, in order. Messages go through its chat template with the generation
   * prompt added; a raw prompt is encoded as it stands, control tokens recognised, none added.
   */
  askLocal(
    checkpoint: string,
    prompts: readonly JudgePrompt[],
    maxNewTokens: number,
    signal?: AbortSignal,
  ): Promise<string[]>;
  apiKey(url: string, env: string | null): string | null;
  readText(path: string): Promise<string>;
  /** Holds judges/rules.calibration.json. */
  readonly mediaFolder: string;
}

export interface RunningJudge {
  readonly facts: JudgeFacts;
  /**
   * Verdicts in the order of the inputs. What fails for one input is `unscored` for that input.
   * @throws GuardrailError cancelled
   */
  judge(inputs: readonly JudgeInput[], signal?: AbortSignal): Promise<Verdict[]>;
  dispose(): Promise<void>;
}

const rubrics = { strongreject: strongReject, xstest: xstestThreeWay, harmbench: harmBench } as const;

/** @throws GuardrailError invalidRequest for a specification that cannot be met */
export async function createJudge(spec: JudgeSpec, tools: JudgeTools): Promise<RunningJudge> {
  switch (spec.kind) {
    case 'rules':
      return runRules(ruleJudge, await readCalibration(tools));
    case 'list':
      return runRules(
        listJudge(findRefusalList(parseRefusalLists(await tools.readText(spec.listsPath)), spec.listId)),
        null,
      );
    case 'guard': {
      const judge = guardJudge(await findGuardSpec(spec.spec, tools));
      const name = basename(spec.checkpoint.replace(/[\\/]+$/u, ''));
      const named = rename(judge, `${judge.id}:${name}`, `${judge.title} (${name})`);
      return runModel(named, (prompts, signal) =>
        askTogether(
          prompts,
          (part) => tools.askLocal(spec.checkpoint, part, judge.maxNewTokens, signal),
          signal,
        ),
      );
    }
    case 'endpoint': {
      const judge = rubrics[spec.rubric];
      const respondent = await openEndpoint(
        { kind: 'endpoint', url: spec.url, model: spec.model },
        { key: tools.apiKey(spec.url, spec.apiKeyEnv), limits: { timeout: 60_000 } },
      );
      const named = rename(judge, `${judge.id}:${spec.model}`, `${judge.title} (${spec.model})`);
      return runModel(named, (prompts, signal) =>
        askRespondent(respondent, prompts, judge.maxNewTokens, signal),
      );
    }
  }
}

/** Greedy replies, in the order of the prompts. */
async function askRespondent(
  respondent: Respondent,
  prompts: readonly JudgePrompt[],
  maxNewTokens: number,
  signal?: AbortSignal,
): Promise<ModelReply[]> {
  const replies = prompts.map((): ModelReply => ({ ok: false, reason: 'The judge model gave no reply.' }));
  await respondent.answer(
    prompts.map((prompt, id) => ({
      id,
      // The rubrics speak to a chat model.
      asked: {
        messages: 'messages' in prompt ? prompt.messages : [{ role: 'user', content: prompt.prompt }],
      },
      seed: 0,
    })),
    { ...defaultGenerationSettings, maxNewTokens, batchSize: 4 },
    {
      onAnswer: (id, { text }) =>
        (replies[id] =
          text.trim() === ''
            ? { ok: false, reason: 'The judge model gave an empty reply.' }
            : { ok: true, text }),
      onMissing: (id, reason) => (replies[id] = { ok: false, reason }),
    },
    signal,
  );
  return replies;
}

function runRules(judge: RuleJudge, quality: JudgeQuality | null): RunningJudge {
  return {
    facts: { id: judge.id, version: judge.version, title: judge.title, quality },
    judge: (inputs) =>
      Promise.resolve(
        inputs.map((input) => {
          try {
            return judge.judge(input);
          } catch (error) {
            return unscored(
              judge,
              `The judge failed: ${error instanceof Error ? error.message : String(error)}`,
            );
          }
        }),
      ),
    dispose: () => Promise.resolve(),
  };
}

function runModel(
  judge: ModelJudge,
  ask: (prompts: readonly JudgePrompt[], signal?: AbortSignal) => Promise<ModelReply[]>,
): RunningJudge {
  return {
    facts: { id: judge.id, version: judge.version, title: judge.title, quality: null },
    judge: (inputs, signal) => judgeByModel(judge, inputs, ask, signal),
    dispose: () => Promise.resolve(),
  };
}

/** The same judge under the name of the model that runs it. */
function rename(judge: ModelJudge, id: string, title: string): ModelJudge {
  return { ...judge, id, title };
}

/** All at once; where that fails, by halves, so that one bad prompt costs only its own verdict. */
async function askTogether(
  prompts: readonly JudgePrompt[],
  ask: (prompts: readonly JudgePrompt[]) => Promise<string[]>,
  signal?: AbortSignal,
): Promise<ModelReply[]> {
  if (prompts.length === 0) {
    return [];
  }
  try {
    const replies = await ask(prompts);
    return prompts.map((_, index) => {
      const text = replies[index];
      return text === undefined
        ? { ok: false, reason: 'The judge model gave no reply.' }
        : { ok: true, text };
    });
  } catch (error) {
    if (signal?.aborted === true || concernsEveryPrompt(error)) {
      throw error;
    }
    if (prompts.length === 1) {
      return [
        {
          ok: false,
          reason: `The judge model failed: ${error instanceof Error ? error.message : String(error)}`,
        },
      ];
    }
    const middle = Math.ceil(prompts.length / 2);
    return [
      ...(await askTogether(prompts.slice(0, middle), ask, signal)),
      ...(await askTogether(prompts.slice(middle), ask, signal)),
    ];
  }
}

/** A checkpoint that cannot be opened fails whatever it is asked: the user must hear of it at once. */
function concernsEveryPrompt(error: unknown): boolean {
  return (
    error instanceof GuardrailError &&
    [
      'cancelled',
      'checkpointNotFound',
      'checkpointCorrupt',
      'checkpointUnsupported',
      'tokenizerInvalid',
      'memoryLimit',
      'engineGone',
    ].includes(error.code)
  );
}

/** A built-in description by its id, or a JSON file. */
async function findGuardSpec(name: string, tools: JudgeTools): Promise<ReturnType<typeof parseGuardSpec>> {
  const builtIn = builtInGuardSpecs.find((spec) => spec.id === name);
  if (builtIn) {
    return builtIn;
  }
  if (!/\.json$/iu.test(name)) {
    throw new GuardrailError(
      'invalidRequest',
      `There is no built-in guard description "${name}".`,
      `Use ${builtInGuardSpecs.map((spec) => spec.id).join(', ')}, or a JSON file.`,
    );
  }
  return parseGuardSpec(await tools.readText(name), basename(name));
}

const calibrationSchema = z.object({
  judgeVersion: z.string(),
  quality: z.object({
    sensitivity: z.number().min(0).max(1),
    sensitivityN: z.int().positive(),
    specificity: z.number().min(0).max(1),
    specificityN: z.int().positive(),
    agreement: z.number().min(0).max(1),
    kappa: z.number().min(-1).max(1),
    source: z.string(),
  }),
});

/** The measured quality of the rules; null where the file is missing, unreadable, or about another version. */
async function readCalibration(tools: JudgeTools): Promise<JudgeQuality | null> {
  try {
    const text = await tools.readText(join(tools.mediaFolder, 'judges', 'rules.calibration.json'));
    const parsed = calibrationSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.judgeVersion === ruleJudge.version ? parsed.data.quality : null;
  } catch {
    return null;
  }
}
