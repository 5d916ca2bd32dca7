// How trainers are called.
import type { ClusterTrainer } from '../../protocol/cluster';

export const trainerNames: Readonly<Record<ClusterTrainer, string>> = { trl: 'TRL', verl: 'verl' };
