// A comparison that was made and never run: what a stopped run leaves, without any answers yet.
import { defaultGenerationSettings } from '../../src/protocol/generation';
import { testClient } from '../support/engine';
import { checkpointPath } from '../support/paths';

/** Two fixture checkpoints over the built-in suites, `limit` prompts of each; several samples are drawn at temperature 1. */
export async function stoppedComparison(
  path: string,
  limit: number,
  { control = false, samples = 1 }: { readonly control?: boolean; readonly samples?: number } = {},
): Promise<void> {
  const engine = testClient();
  try {
    const { suites } = await engine.request('listSuites', { paths: [] });
    await engine.request('createComparison', {
      path,
      spec: {
        base: { kind: 'checkpoint', path: checkpointPath('llama') },
        tuned: { kind: 'checkpoint', path: checkpointPath('llama-lora'), basePath: checkpointPath('llama') },
        suites: suites.filter(({ kind }) => kind !== 'control').map(({ id }) => id),
        attacks: ['none'],
        limit,
        settings: {
          ...defaultGenerationSettings,
          maxNewTokens: 128,
          samples,
          temperature: samples > 1 ? 1 : 0,
        },
        judges: [{ kind: 'rules' }],
        control,
      },
      apiKeys: {},
    });
  } finally {
    engine.dispose();
  }
}
