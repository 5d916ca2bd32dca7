// The control methods by their ids.
import type { ControlMethodId } from '../../../protocol/control';
import { cscMethod } from './conservativeSafetyCritic';
import { plainActor, type ControlMethod } from './controlMethod';
import { fcsrlMethod } from './feasibilityConsistent';
import { shieldMethod } from './gaussianShield';
import { lagrangianMethod } from './lagrangianLearner';
import { plainLearner } from './learner';
import { smpoMethod } from './safetyModulation';
import { uslMethod } from './unrollingLayer';

const plain: ControlMethod = { learner: (_, context) => plainLearner(context), actor: () => plainActor };

export const controlMethods: Readonly<Record<ControlMethodId, ControlMethod>> = {
  ppo: plain,
  'ppo-lagrangian': lagrangianMethod,
  csc: cscMethod,
  smpo: smpoMethod,
  fcsrl: fcsrlMethod,
  usl: uslMethod,
  'gp-shield': shieldMethod,
};
