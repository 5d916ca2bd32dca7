// Parameter EMA (arXiv 2508.12531) as a safeguard of a training run.
import type { z } from 'zod';
import type { parameterEma as described } from '../../../safety/safeguards/training/parameterEma';
import { ParameterAverage } from '../../training/optimizer/parameterAverage';
import type { TrainingSafeguardKind } from './trainingSafeguard';

export const parameterEma: TrainingSafeguardKind<z.infer<typeof described.options>> = {
  refuses: () => null,
  make: ({ decay }) =>
    decay === 0 ? {} : { average: (parameters) => new ParameterAverage(parameters, decay) },
};
