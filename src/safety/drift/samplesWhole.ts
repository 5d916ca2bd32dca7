// Whether answers are drawn from a model's own distribution, of which its log-probabilities are.
import type { GenerationSettings } from '../../protocol/generation';

/** At temperature 1, nothing of the distribution cut away: what bounds, forecasts and KL of whole answers are about. */
export function samplesWhole({
  temperature,
  topP,
  topK,
}: Pick<GenerationSettings, 'temperature' | 'topP' | 'topK'>): boolean {
  return temperature === 1 && topP === 1 && topK === 0;
}
