// Messages from the training panel, checked before anything is done with them.
import * as z from 'zod';
import { trainingControls } from '../../protocol/training';
import { mostOverlaidRuns, type TrainingViewRequestName } from '../../protocol/trainingPanel';
import { figureParams } from '../figures/figureRequest';
import { requestReader } from '../panels/readRequest';

const none = z.strictObject({});
const step = z.int().min(0);

const params: Record<TrainingViewRequestName, z.ZodType> = {
  ...figureParams,
  trainingState: none,
  rollouts: z.strictObject({ step }),
  overlayRuns: z.strictObject({ shown: z.array(z.string().max(10_000)).max(mostOverlaidRuns) }),
  control: z.strictObject({ control: z.enum(trainingControls) }),
  resumeTraining: none,
  compareCheckpoint: z.strictObject({ step }),
  compareSteps: none,
  auditRewards: none,
  openConfig: none,
  openTrainingLog: none,
  showLog: none,
};

export const readTrainingRequest = requestReader(params);
