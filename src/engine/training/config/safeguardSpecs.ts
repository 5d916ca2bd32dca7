// The `safeguards` of a training configuration: one entry each, with the options that its description has.
import { z } from 'zod';
import type { TrainingSafeguardId } from '../../../protocol/safeguards';
import type { ObjectSafeguard } from '../../../safety/safeguards/safeguard';
import { trainingSafeguards } from '../../../safety/safeguards/safeguards';

export const safeguardSpecs = z
  .array(
    z.discriminatedUnion('id', [
      entry('parameter-ema', trainingSafeguards['parameter-ema']),
      entry('procon', trainingSafeguards.procon),
      entry('cost-modulated-reward', trainingSafeguards['cost-modulated-reward']),
      entry('conservative-critic', trainingSafeguards['conservative-critic']),
      entry('think-reflect-revise', trainingSafeguards['think-reflect-revise']),
    ]),
  )
  .describe(
    'Remedies for a guardrail that falls, each at its place in the run: the optimiser, the objective, the rollouts or the reward. Each has a page in the documentation.',
  );

/** With every option decided. */
export type SafeguardSettings = z.infer<typeof safeguardSpecs>[number];

function entry<Id extends TrainingSafeguardId, Options extends z.ZodObject>(
  id: Id,
  { options, title, description, paper }: ObjectSafeguard<Options>,
) {
  return z
    .strictObject({ id: z.literal(id), ...(options.shape as Options['shape']) })
    .describe(`${title} (arXiv ${paper.arxiv}): ${description}.`);
}
