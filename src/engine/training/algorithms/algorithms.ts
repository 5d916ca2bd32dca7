// The online algorithms by their identifiers: a new identifier without an algorithm does not compile.
import type { OnlineAlgorithmId } from '../../../protocol/training';
import type { OnlineAlgorithm } from './algorithm';
import { dapo } from './dapo';
import { drGrpo } from './drGrpo';
import { grpo } from './grpo';
import { ppo } from './ppo';
import { reinforcePlusPlus } from './reinforcePlusPlus';
import { rloo } from './rloo';

export const onlineAlgorithms: Readonly<Record<OnlineAlgorithmId, OnlineAlgorithm>> = {
  grpo,
  dr_grpo: drGrpo,
  dapo,
  rloo,
  reinforce_plus_plus: reinforcePlusPlus,
  ppo,
};
