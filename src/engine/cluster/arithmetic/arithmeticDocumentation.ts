// media/python/ARITHMETIC.md: what training and comparing take on a cluster, for its readers.
import { formatCount, formatDuration } from '../../../safety/presentation/numbers';
import { cacheBytesPerToken, parameterCount, type DecoderShape } from './decoderShape';
import { gpus, type Gpu } from './gpus';
import { knownModels } from './knownModels';
import { publishedFigures } from './publishedFigures';
import { generationMemory, trainingMemory, type TrainingKind } from './trainingMemory';
import {
  bandwidthReached,
  generationSeconds,
  grpoStepSeconds,
  mfu,
  operations,
  type Answers,
  type GpuPool,
} from './workTime';

const models: readonly (readonly [string, DecoderShape])[] = Object.entries(knownModels);
const kinds: readonly Gpu[] = Object.values(gpus);
const pool: GpuPool = { gpu: gpus.h100, count: 8 };

/** Of a GPU's memory that a sum may take: the rest is for libraries, communication and fragments. */
const usable = 0.85;
const microBatchTokens = 4096;
const rank = 16;

/** 128 prompts with 8 completions each, as TRL's and verl's examples have them. */
const grpoBatch: Answers = { count: 1024, promptLength: 256, answerLength: 1024, batch: 128 };
/** AdvBench 520, HarmBench text 300, StrongREJECT 313, JailbreakBench 200, XSTest 450, both sides once, greedy. */
const fiveBenchmarks = 520 + 300 + 313 + 200 + 450;
const comparison: Answers = { count: 2 * fiveBenchmarks, promptLength: 64, answerLength: 512, batch: 64 };

export function arithmeticDocumentation(): string {
  return `# What a cluster takes

Sums of what has to be kept and computed, before anything is rented. \`src/engine/cluster/arithmetic\` has the functions; this
page is written by them. GB are 10⁹ bytes. What a run really takes is said by the run.

## Memory of training, GB per GPU

Ψ trained weights take 2Ψ bytes, their gradients 2Ψ and AdamW 12Ψ (float32 weights, two moments; ZeRO, arXiv 1910.02054 §3.1),
shared out over all GPUs (ZeRO 3, FSDP). Frozen weights take 2 bytes each, in NF4 with double quantisation 4.127 bits (QLoRA, arXiv
2305.14314 §3; embedding and head stay in 16 bits). Activations with every layer computed again: 2sbh per layer and 34sbh in
one (arXiv 2205.05198 §4.1, without attention scores, which fused attention does not keep), logits 10 bytes each. Here
${formatCount(microBatchTokens)} tokens at once on a GPU, LoRA of rank ${rank} on all projections; full training keeps a frozen reference for
the KL penalty, LoRA has it for nothing. In brackets the smallest of ${kinds.map(({ name }) => name).join(', ')} whose memory
holds it with ${Math.round((1 - usable) * 100)}% to spare.

| model | weights | full, 1 GPU | full, 8 GPUs | LoRA, 1 GPU | LoRA, 8 GPUs | QLoRA, 1 GPU |
| --- | --- | --- | --- | --- | --- | --- |
${models.map(memoryRow).join('\n')}

Rollouts on the same GPUs add the weights once more in 16 bits and the cache: keys and values of one token take
2 · layers · key-value heads · head size · 2 bytes.

| model | cache per token | weights and ${formatCount(128 * 1280)} tokens under way (128 answers of 1,280), 8 GPUs |
| --- | --- | --- |
${models.map(generationRow).join('\n')}

## Time of a step of GRPO

${formatCount(grpoBatch.count / 8)} prompts of ${grpoBatch.promptLength} tokens, 8 completions of ${formatCount(grpoBatch.answerLength)} tokens each, on ${pool.count} ${pool.gpu.name}. N weights that a token is multiplied with
cost 2N operations forward, ${operations.full}N in full training and ${operations.lora}N with frozen weights, each layer's forward once more included (C ≈ 6N
without it: arXiv 2001.08361 §2.1), and 4N for the log-probabilities of policy and reference. A generated token takes what is
longer: its operations, or reading the weights and the cache of ${grpoBatch.batch} answers from memory. Assumed: ${mfu * 100}% of the data
sheet's operations, ${bandwidthReached * 100}% of its bandwidth. Weights, copies between engines and waiting for the longest answer are not counted.

| model | generating | whole step, full | whole step, LoRA | 200 steps, full |
| --- | --- | --- | --- | --- |
${models.map(stepRow).join('\n')}

## Time of a comparison on the five public benchmarks

${formatCount(fiveBenchmarks)} prompts, base and tuned, one greedy answer each of ${comparison.answerLength} tokens, ${comparison.batch} under way per GPU. A model that no single GPU of a
kind holds is shared out over as few as hold it, which answer as one.

| model | ${kinds.map(({ name }) => name).join(' | ')} |
| --- |${kinds.map(() => ' --- |').join('')}
${models.map(comparisonRow).join('\n')}

**How it grows.** In proportion to prompts, to samples and to the number of sides (an A/A control is one more), and to the
number of servers divided by it. In answer length a little faster than in proportion, since each token reads a longer cache:

| Qwen2.5-7B on one H100 SXM | 512 tokens | 2,048 tokens | 8,192 tokens |
| --- | --- | --- | --- |
${[1, 4, 16].map(growthRow).join('\n')}

## Beside published figures

| what | these functions | published | source |
| --- | --- | --- | --- |
${publishedFigures()
  .map(({ what, here, published, source }) => `| ${what} | ${here} | ${published} | ${source} |`)
  .join('\n')}
`;
}

function memoryRow([name, shape]: readonly [string, DecoderShape]): string {
  const cell = (kind: TrainingKind, count: number): string => {
    const options = { kind, rank, gpus: count, microBatchTokens, reference: true };
    const { total } = trainingMemory(shape, options);
    return `${gigabytes(total)} (${smallest(total)})`;
  };
  const cells = [cell('full', 1), cell('full', 8), cell('lora', 1), cell('lora', 8), cell('qlora', 1)];
  return `| ${name} | ${billions(parameterCount(shape))} | ${cells.join(' | ')} |`;
}

function generationRow([name, shape]: readonly [string, DecoderShape]): string {
  const bytes = generationMemory(shape, { gpus: 8, tokens: 128 * 1280 });
  return `| ${name} | ${formatCount(Math.round(cacheBytesPerToken(shape) / 1000))} kB | ${gigabytes(bytes)} |`;
}

function stepRow([name, shape]: readonly [string, DecoderShape]): string {
  const generating = generationSeconds(shape, grpoBatch, pool);
  const [full, lora] = (['full', 'lora'] as const).map((kind) =>
    grpoStepSeconds(shape, kind, grpoBatch, pool),
  ) as [number, number];
  return `| ${[name, ...[generating, full, lora, 200 * full].map(formatDuration)].join(' | ')} |`;
}

function comparisonRow([name, shape]: readonly [string, DecoderShape]): string {
  const cells = kinds.map((gpu) => {
    const tokens = comparison.batch * (comparison.promptLength + comparison.answerLength);
    const bytes = generationMemory(shape, { gpus: 1, tokens });
    const count = Math.ceil(bytes / (usable * gpu.memory * 1e9));
    const seconds = generationSeconds(shape, comparison, { gpu, count });
    return `${formatDuration(seconds)}${count === 1 ? '' : ` on ${count}`}`;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}

function growthRow(samples: number): string {
  const one: GpuPool = { gpu: gpus.h100, count: 1 };
  const cells = [512, 2048, 8192].map((answerLength) =>
    formatDuration(
      generationSeconds(
        knownModels['Qwen2.5-7B'],
        { ...comparison, count: samples * comparison.count, answerLength },
        one,
      ),
    ),
  );
  return `| ${samples === 1 ? 'one sample' : `${samples} samples`} | ${cells.join(' | ')} |`;
}

function smallest(bytes: number): string {
  return kinds.find(({ memory }) => bytes <= usable * memory * 1e9)?.name ?? 'none';
}

function gigabytes(bytes: number): string {
  const value = bytes / 1e9;
  return value < 10 ? value.toFixed(1) : formatCount(Math.round(value));
}

function billions(count: number): string {
  return `${(count / 1e9).toFixed(count < 1e10 ? 2 : 1)} B`;
}
