// Training for think, reflect, revise (arXiv 2512.07141) as a safeguard of a run: rows of the three stages with sft, rollouts through
// them with a policy-guided reward with online algorithms. What is measured goes through them, too.
import { isOnline } from '../../../protocol/training';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { handledWell } from '../../../safety/outcomes/handled';
import type { ThinkReflectReviseTraining } from '../../../safety/safeguards/training/thinkReflectRevise';
import type { Respondent } from '../../respondents/respondent';
import type { ScoredAnswer } from '../../training/loop/openScorer';
import type { Completion } from '../../training/loop/sampleCompletions';
import { algorithms } from '../../training/algorithms/algorithms';
import type { TrainConfig } from '../../training/config/trainConfig';
import type { Metrics } from '../../training/run/metrics';
import { datasetSpec, type FileDatasetSpec } from '../../training/tasks/datasetSpec';
import { readFileItems } from '../../training/tasks/fileTask';
import type { TaskItem } from '../../training/tasks/task';
import { thinkReflectRevise as flow } from '../flow/thinkReflectRevise';
import { reflectionRequest, revisionRequest } from '../flow/reflectionTexts';
import { isHarmful, requireHarmful } from './answerCosts';
import { reflectOn, type ReflectiveAnswer } from './reflectiveRollouts';
import { stageRewards, type JudgedStages } from './reflectionReward';
import type {
  Measured,
  SafeguardedRun,
  SafeguardPlan,
  SampledStage,
  SampleMore,
  TrainingSafeguard,
  TrainingSafeguardKind,
} from './trainingSafeguard';

const id = 'think-reflect-revise';

/** Their critics judge each completion by itself, and a draft is no answer. */
const critics: readonly string[] = ['cost-modulated-reward', 'conservative-critic'];

export const thinkReflectRevise: TrainingSafeguardKind<ThinkReflectReviseTraining> = {
  refuses: (config) => {
    const own = config.safeguards?.find((entry) => entry.id === id);
    const data = own !== undefined && 'data' in own ? own.data : undefined;
    return isOnline(config.algorithm) ? refusedOnline(config, data) : refusedOffline(config, data);
  },
  make: (options, plan) => new ReflectiveTraining(options, plan),
};

function refusedOnline({ algorithm, safeguards = [] }: TrainConfig, data: string | undefined): string | null {
  const described = algorithms[algorithm];
  if (described.kind === 'online' && described.resamplesFlatGroups) {
    return `${algorithm} replaces prompts whose answers earn alike, one by one; three stages of one prompt cannot be parted. Take grpo.`;
  }
  if (data !== undefined) return `${algorithm} samples its own reflections. Remove data; it is for sft.`;
  const critic = safeguards.find((entry) => critics.includes(entry.id));
  return critic === undefined
    ? null
    : `${critic.id} judges every completion as an answer, which drafts and reflections are not. Remove one of them.`;
}

function refusedOffline(config: TrainConfig, data: string | undefined): string | null {
  if (config.algorithm !== 'sft') {
    return `${config.algorithm} learns from no rows of stages. Take sft, or grpo.`;
  }
  if (config.data.type === 'text') return 'plain texts are no chats. Take data with prompts.';
  return data === undefined
    ? 'sft learns the stages from rows: name a file of `guardrail-lens trr-data` in data.'
    : null;
}

class ReflectiveTraining implements TrainingSafeguard {
  private run: SafeguardedRun | null = null;
  /** Of the step that is being made. */
  private answers: readonly ReflectiveAnswer[] = [];

  readonly stages: readonly SampledStage[];

  constructor(
    private readonly options: ThinkReflectReviseTraining,
    private readonly plan: SafeguardPlan,
  ) {
    this.stages = [
      { asked: reflectionRequest, limit: options.reflection_tokens },
      { asked: revisionRequest, limit: null },
    ];
  }

  async moreItems(): Promise<readonly TaskItem[]> {
    const { data: path } = this.options;
    if (path === undefined) return [];
    const spec = datasetSpec.parse({ type: 'file', path }) as FileDatasetSpec;
    const items = await readFileItems(spec, this.plan.settings.dataFolder);
    return items.map((item) => ({ ...item, id: `stages/${item.id}` }));
  }

  checkItems(items: readonly TaskItem[]): void {
    if (this.options.data === undefined) requireHarmful(id, items);
  }

  around(policy: Respondent): Respondent {
    return flow(policy, { reflectionTokens: this.options.reflection_tokens });
  }

  begin(run: SafeguardedRun): Promise<void> {
    this.run = run;
    return Promise.resolve();
  }

  /** All drafts, then all reflections, then all revisions, each stage in groups of its own. */
  async select(drafts: readonly Completion[], more: SampleMore): Promise<Measured<readonly Completion[]>> {
    if (this.run === null) throw new Error('The run has not begun.');
    this.answers = await reflectOn(this.run, drafts, more, this.options.reflection_tokens);
    return {
      value: [
        ...drafts,
        ...this.answers.flatMap(({ reflection }) => reflection ?? []),
        ...this.answers.flatMap(({ revision }) => revision ?? []),
      ],
      metrics: {},
    };
  }

  reward(
    completions: readonly Completion[],
    scored: readonly ScoredAnswer[],
  ): Promise<Measured<readonly ScoredAnswer[]>> {
    const verified = new Map(completions.map((completion, index) => [completion, scored[index]]));
    const rewarded = new Map<Completion, ScoredAnswer>();
    const judged = this.answers.map((answer) => {
      const { draft, reflection, revision } = answer;
      const own = revision === null ? undefined : verified.get(revision);
      const stages = judgeStages(answer, own?.reward ?? null);
      const rewards = own?.rewards ?? unscored(verified.get(draft));
      const given = stageRewards(stages, this.options);
      rewarded.set(draft, { rewards, reward: given.draft });
      for (const later of [reflection, revision]) {
        if (later !== null) rewarded.set(later, { rewards, reward: given.later });
      }
      return stages;
    });
    return Promise.resolve({
      value: completions.map(
        (completion, index) => rewarded.get(completion) ?? scored[index] ?? { rewards: {}, reward: null },
      ),
      metrics: shares(judged),
    });
  }
}

function judgeStages({ draft, reflection, revision }: ReflectiveAnswer, earned: number | null): JudgedStages {
  const harmful = isHarmful(draft.prompt.item);
  const { prompt } = draft.prompt.item;
  const keeps = (said: Completion | null): boolean | null => {
    if (said === null) return null;
    const kind = harmful ? 'harmful' : 'benign';
    const { answer, finishReason } = said.generated;
    const { outcome } = ruleJudge.judge({ prompt, kind, answer, finishReason, context: null });
    return handledWell(kind, outcome);
  };
  return {
    harmful,
    draft: keeps(draft),
    revision: keeps(revision),
    whole: [draft, reflection, revision].every(isWhole),
    earned,
  };
}

function isWhole(said: Completion | null): boolean {
  return said !== null && said.generated.finishReason !== 'length' && said.generated.answer.trim() !== '';
}

/** The names of the run's rewards, so that what was not scored is seen as such. */
function unscored(draft: ScoredAnswer | undefined): ScoredAnswer['rewards'] {
  return Object.fromEntries(Object.keys(draft?.rewards ?? {}).map((name) => [name, null]));
}

/** Of harmful prompts what was safe, of the others what was answered, by draft and revision; what could not be judged is neither. */
function shares(judged: readonly JudgedStages[]): Metrics {
  const metrics: Metrics = {};
  const share = (name: string, of: readonly JudgedStages[], is: (one: JudgedStages) => boolean): void => {
    if (of.length > 0) metrics[`safeguards/${id}/${name}`] = of.filter(is).length / of.length;
  };
  const [harmful, others] = [true, false].map((is) => judged.filter((one) => one.harmful === is));
  share('draft_safe', harmful ?? [], ({ draft }) => draft === true);
  share('safe', harmful ?? [], ({ revision }) => revision === true);
  share('draft_answered', others ?? [], ({ draft }) => draft === true);
  share('answered', others ?? [], ({ revision }) => revision === true);
  share('whole', judged, ({ whole }) => whole);
  return metrics;
}
