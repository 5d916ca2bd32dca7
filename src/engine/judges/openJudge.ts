// Opens a judge from its specification. The composition root of judging: a judge that needs a model gets a respondent,
// wherever that runs.
import { readFile } from 'node:fs/promises';
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
import { subjectName } from '../../safety/subjects/subjectText';
import { readTextFile, type FileKind } from '../files/textFile';
import type { OpenRespondent } from '../respondents/openRespondent';
import type { Respondent } from '../respondents/respondent';
import { judgeByModel } from './judgeByModel';

export interface JudgeTools {
  readonly open: OpenRespondent;
  /** Holds judges/rules.calibration.json. */
  readonly mediaFolder: string;
  /** Answers judged at once by a judge that needs a model. */
  readonly batchSize: number;
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

/** @throws GuardrailError invalidRequest for a specification that cannot be met, and what opening a checkpoint throws */
export async function openJudge(
  spec: JudgeSpec,
  tools: JudgeTools,
  signal?: AbortSignal,
): Promise<RunningJudge> {
  switch (spec.kind) {
    case 'rules':
      return ruleBased(ruleJudge, await readCalibration(tools.mediaFolder));
    case 'list':
      return ruleBased(
        listJudge(findRefusalList(parseRefusalLists(await readText(spec.listsPath)), spec.listId)),
        null,
      );
    case 'guard': {
      const judge = guardJudge(await findGuardSpec(spec.spec));
      const respondent = await tools.open({ kind: 'checkpoint', path: spec.checkpoint }, signal);
      // Reads every weight once: a guard with NaN in it must not judge.
      await respondent.facts(signal);
      const name = subjectName({ kind: 'checkpoint', path: spec.checkpoint });
      return modelBased(judge, name, respondent, tools.batchSize);
    }
    case 'endpoint': {
      const { url, model, rubric } = spec;
      const respondent = await tools.open({ kind: 'endpoint', url, model }, signal);
      return modelBased(rubrics[rubric], model, respondent, tools.batchSize);
    }
  }
}

function ruleBased(judge: RuleJudge, quality: JudgeQuality | null): RunningJudge {
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

/** Under the name of the model that judges. */
function modelBased(
  judge: ModelJudge,
  name: string,
  respondent: Respondent,
  batchSize: number,
): RunningJudge {
  const named = { ...judge, id: `${judge.id}:${name}`, title: `${judge.title} (${name})` };
  return {
    facts: { id: named.id, version: named.version, title: named.title, quality: null },
    judge: (inputs, signal) => judgeByModel(named, inputs, { respondent, batchSize }, signal),
    dispose: () => respondent.dispose(),
  };
}

/** A built-in description by its id, or a JSON file. */
async function findGuardSpec(name: string): Promise<ReturnType<typeof parseGuardSpec>> {
  const builtIn = builtInGuardSpecs.find((spec) => spec.id === name);
  if (builtIn !== undefined) return builtIn;
  if (!/\.json$/iu.test(name)) {
    throw new GuardrailError(
      'invalidRequest',
      `There is no built-in guard description "${name}".`,
      `Use ${builtInGuardSpecs.map((spec) => spec.id).join(', ')}, or a JSON file.`,
    );
  }
  return parseGuardSpec(await readText(name), basename(name));
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
async function readCalibration(mediaFolder: string): Promise<JudgeQuality | null> {
  try {
    const text = await readFile(join(mediaFolder, 'judges', 'rules.calibration.json'), 'utf8');
    const parsed = calibrationSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.judgeVersion === ruleJudge.version ? parsed.data.quality : null;
  } catch {
    return null;
  }
}

async function readText(path: string): Promise<string> {
  const text = await readTextFile(path, judgeFile);
  if (text !== null) return text;
  throw new GuardrailError('invalidRequest', `${path} cannot be read.`, 'Check the path.');
}

/** Descriptions of guards and lists of refusals: a thousand times what is published. */
const judgeFile: FileKind = {
  maxBytes: 16_000_000,
  broken: { code: 'invalidRequest', advice: 'Check the path.' },
};
