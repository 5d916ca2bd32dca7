// All algorithms by their identifiers: an identifier of the protocol without an algorithm, or with one of the other kind,
// does not compile.
import type { AlgorithmId, OnlineAlgorithmId } from '../../../protocol/training';
import type { OfflineAlgorithm, OnlineAlgorithm } from './algorithm';
import { dapo } from './dapo';
import { dpo } from './dpo';
import { drGrpo } from './drGrpo';
import { grpo } from './grpo';
import { ppo } from './ppo';
import { reinforcePlusPlus } from './reinforcePlusPlus';
import { reward } from './reward';
import { rloo } from './rloo';
import { sft } from './sft';

export const algorithms: {
  readonly [Id in AlgorithmId]: Id extends OnlineAlgorithmId ? OnlineAlgorithm : OfflineAlgorithm;
} = {
  grpo,
  dr_grpo: drGrpo,
  dapo,
  rloo,
  reinforce_plus_plus: reinforcePlusPlus,
  ppo,
  sft,
  dpo,
  reward,
};
