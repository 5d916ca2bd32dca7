// Training for the three stages of think, reflect, revise: an entry of a training run. Must not know how it is computed.
import { z } from 'zod';
import type { ObjectSafeguard } from '../safeguard';

const weight = z.number().min(0).max(100);

const options = z.strictObject({
  data: z
    .string()
    .min(1)
    .optional()
    .describe('sft alone: a file of `trr-data`, whose rows are learned besides the run’s own'),
  reflection_tokens: z
    .int()
    .min(1)
    .max(32_768)
    .default(256)
    .describe('the most tokens of a reflection; draft and revision have the limit of completions'),
  policy_weight: weight
    .default(1)
    .describe(
      'w_p of a revision that keeps the policy: safe where the prompt is harmful, answered elsewhere',
    ),
  format_weight: weight
    .default(0.5)
    .describe('w_f of three stages that were all said and ended by themselves'),
  revision_weight: weight
    .default(0.5)
    .describe('w_r of the change from draft to revision: +1 where it mends, −1 where it spoils'),
});

export type ThinkReflectReviseTraining = z.infer<typeof options>;

export const thinkReflectReviseTraining: ObjectSafeguard<typeof options> = {
  id: 'think-reflect-revise',
  title: 'Think, reflect, revise (training)',
  place: 'training',
  description:
    'samples each answer as draft, reflection and revision and rewards all three for what the revision is worth by the policy; with sft, mixes in rows of such stages',
  paper: {
    title:
      'Think-Reflect-Revise: A Policy-Guided Reflective Framework for Safety Alignment in Large Vision Language Models',
    arxiv: '2512.07141',
  },
  adapted:
    'Text alone, without images, and three turns of a chat in the place of the stages of one output. Only the abstract and summaries of the paper could be read: that its reinforcement learning is GRPO with rewards guided by a policy is the paper’s, the formula and its weights are ours. The policy is the product’s three rules, its judge the rule judge, where the paper has policies by category. The draft earns nothing for being mended, since unsafe drafts would pay. Its figures are not claimed.',
  limits: [
    'A model that cannot review an answer has to learn the stages by sft first: rewards alone find no reflection that is never sampled.',
    'Three generations and three sequences for each completion: more than three times the time and tokens; the plan of a run counts the draft alone.',
    'The verdicts are the rule judge’s: the policy may learn to please it.',
    'Probes and evaluations of the run ask the policy through the three stages; the checkpoint that comes out has to be asked so, too: +think-reflect-revise behind it.',
    'Text alone. It needs sft with rows of `trr-data`, or an online algorithm other than dapo and rows that say "kind": "harmful"; together with the critics (cost-modulated-reward, conservative-critic) it is refused.',
  ],
  options,
  page: 'think-reflect-revise',
};
