// Draft, reflection, revision. Must not know how a model is asked.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';

export const thinkReflectRevise: Safeguard<{ reflectionTokens: number }> = {
  id: 'think-reflect-revise',
  title: 'Think, reflect, revise',
  place: 'flow',
  description:
    'lets the model answer, review its own answer against a safety policy, and answer anew; only the last answer counts',
  paper: {
    title:
      'Think-Reflect-Revise: A Policy-Guided Reflective Framework for Safety Alignment in Large Vision Language Models',
    arxiv: '2512.07141',
  },
  adapted:
    'The paper trains a vision-language model to go through the three stages in one output; here any text model is asked three times, as it is or trained for it (`trr-data` and the training safeguard of this name). Its figures are not claimed.',
  limits: [
    'It needs a model that can follow instructions about its own answer: a very small one repeats itself, and the revision may be worse than the draft.',
    'An answer takes three generations, the later ones over longer prompts: about three times the time and tokens.',
    'Its answers have no log-probabilities and no states: drift, token views and refusal directions are refused for it.',
    'An answer that the token limit cut is not gone on with; it can be asked anew with a higher limit.',
  ],
  options: z.strictObject({
    reflectionTokens: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(32_768)
      .default(256)
      .describe('the most tokens of the reflection; draft and revision have the limit of the answer'),
  }),
  page: 'think-reflect-revise',
};
