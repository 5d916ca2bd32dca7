// GPUs as their makers' data sheets have them.

export interface Gpu {
  /** As people call it. */
  readonly name: string;
  /** GB, 10⁹ bytes. */
  readonly memory: number;
  /** bfloat16 operations per second with float32 sums, without sparsity. */
  readonly flops: number;
  /** Bytes per second of its memory. */
  readonly bandwidth: number;
}

export const gpus = {
  l4: { name: 'L4', memory: 24, flops: 121e12, bandwidth: 300e9 },
  'rtx-4090': { name: 'RTX 4090', memory: 24, flops: 165e12, bandwidth: 1008e9 },
  l40s: { name: 'L40S', memory: 48, flops: 362e12, bandwidth: 864e9 },
  'a100-80': { name: 'A100 80 GB', memory: 80, flops: 312e12, bandwidth: 2039e9 },
  h100: { name: 'H100 SXM', memory: 80, flops: 989e12, bandwidth: 3350e9 },
  h200: { name: 'H200', memory: 141, flops: 989e12, bandwidth: 4800e9 },
} as const satisfies Readonly<Record<string, Gpu>>;

export type GpuKind = keyof typeof gpus;
