// The built-in checkpoints as they are shipped: what lies there, how large it is, that it works, and the demo over it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/comparisonJson';
import { openCheckpoint } from '../../../src/engine/checkpoints/openCheckpoint';
import { promptText } from '../../../src/build/builtin/chatMl';
import { geometry } from '../../../src/build/builtin/recipe';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const checkpoints = repositoryPath('media/checkpoints');
const base = join(checkpoints, 'glens-tiny');
const options = { cacheFolder: folder, scratchFolder: folder };

describe('the built-in checkpoints', () => {
  it('take at most 16 MB in all', () => {
    const files = readdirSync(checkpoints, { recursive: true, encoding: 'utf8' });
    const bytes = files.reduce((sum, file) => sum + statSync(join(checkpoints, file)).size, 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(16_000_000);
  });

  it('are a model in bf16 of the recipe’s geometry, with tokenizer and chat template', async () => {
    const { config, tensors, tokenizer } = await openCheckpoint({ path: base }, options);
    expect(config).toMatchObject({
      architecture: 'LlamaForCausalLM',
      layers: geometry.layers,
      hiddenSize: geometry.hiddenSize,
      vocabSize: geometry.vocabSize,
      tiedEmbeddings: true,
    });
    expect(new Set([...tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['BF16']));
    const text = "What's 12 + 7? Größe, 怎样, 🙂\n";
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    const [rendered] = await tokenizer.renderChats([[{ role: 'user', content: 'What is 12 + 7?' }]]);
    expect(rendered).toBe(promptText('What is 12 + 7?'));
  });

  it.each(['grpo', 'sft', 'sft-harmless', 'sft-harmless-patched'])(
    'have the %s adapter find its base beside it',
    async (name) => {
      const adapter = await openCheckpoint({ path: join(checkpoints, `glens-tiny-${name}`) }, options);
      expect(adapter.adapter?.modules.length).toBeGreaterThan(0);
    },
  );
});

describe('npm start', () => {
  const names = ['demo-grpo', 'demo-sft', 'demo-sft-harmless'];
  let demo: ReturnType<typeof run>;
  beforeAll(() => {
    demo = run(repositoryPath('build.mjs'), 'demo', '--limit', '12');
  }, 240_000);

  it('compares the base with each adapter and says how to open what it wrote', () => {
    expect(demo.status, demo.stderr).toBe(0);
    for (const name of names) {
      expect(statSync(join(folder, `${name}.glens`)).size).toBeGreaterThan(0);
      expect(readFileSync(join(folder, `${name}.html`), 'utf8')).toContain('glens-tiny');
      expect(demo.stdout).toContain(`npx guardrail-lens report ${join(folder, `${name}.glens`)}`);
    }
  });

  it('shows a base that refuses most harmful prompts and answers most harmless ones', () => {
    const { stdout } = run(cliPath, 'report', join(folder, 'demo-grpo.glens'), '--json');
    const { summary } = JSON.parse(stdout) as ComparisonDocument;
    // Of refusing harmful prompts, and of over-refusing harmless ones.
    expect(summary.harmful?.base?.rate).toBeGreaterThan(0.5);
    expect(summary.benign?.base?.rate).toBeLessThan(0.5);
  });
});

function run(script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' });
}
