// `compare --plan`: what a comparison would find and cost.
import type { EngineClient } from '../client/engineClient';
import type { ComparisonSpec } from '../protocol/comparison';
import type { ApiKeys } from '../protocol/contracts';
import { forecastText } from '../safety/presentation/forecastText';
import { jsonText } from './jsonText';
import { ProgressBar } from './progressBar';
import { print } from './terminal';

export async function printForecast(
  client: EngineClient,
  request: { readonly spec: ComparisonSpec; readonly apiKeys: ApiKeys; readonly pilot: number },
  { json }: { readonly json: boolean },
  signal: AbortSignal,
): Promise<void> {
  const bar = new ProgressBar();
  try {
    const forecast = await client.request('forecastComparison', request, {
      signal,
      onProgress: (progress) => bar.show(progress),
    });
    bar.end();
    print(json ? jsonText(forecast) : forecastText(forecast));
  } finally {
    bar.end();
  }
}
