// How fast this machine multiplies, by a product such as a decoder of a billion weights has: what speeds are held against and
// times are told from before anything is loaded.
import type { BlockLayout } from '../checkpoints/blockMatrix';
import { encodeModel } from '../graph/encodeModel';
import type { Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { matMulNBits } from '../graph/microsoftOps';
import { matMul, reduceMax } from '../graph/ops';
import { createSession, float32Tensor } from '../runtime/session';

/** Of the matrix. */
const [inner, columns] = [2048, 2048] as const;
const repeats = 5;

export interface TimedProduct {
  readonly executionProvider: string;
  readonly threads?: number | undefined;
  /** Of what is multiplied with the matrix. */
  readonly rows: number;
  /** How the matrix is stored; null: float32. */
  readonly blocks: Pick<BlockLayout, 'activations'> | null;
}

/** Seconds of the best of a few products of [rows, 2048] and [2048, 2048]; in blocks, with one digit per number. */
export async function productTime(product: TimedProduct): Promise<number> {
  const { executionProvider, threads, rows, blocks } = product;
  const g = new GraphBuilder();
  const x = g.input('x', 'float32', [rows, inner]);
  // One number per row is copied back.
  g.output(reduceMax(g, blocks === null ? floatProduct(g, x) : blockProduct(g, x, blocks), -1, 'largest'));
  const session = await createSession(encodeModel(g.build()), {
    executionProvider,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const data = Float32Array.from({ length: rows * inner }, (_, index) => Math.cos(index));
    const feeds = { x: float32Tensor(data, [rows, inner]) };
    let best = Infinity;
    for (let run = 0; run <= repeats; run++) {
      const started = performance.now();
      await session.run(feeds, ['largest']);
      // The first one builds what the others use.
      if (run > 0) best = Math.min(best, performance.now() - started);
    }
    return best / 1000;
  } finally {
    await session.dispose();
  }
}

/** Floating-point operations per second of such a product. */
export async function productRate(product: TimedProduct): Promise<number> {
  return (2 * product.rows * inner * columns) / (await productTime(product));
}

function floatProduct(g: GraphBuilder, x: Value): Value {
  const weights = Float32Array.from({ length: inner * columns }, (_, index) => Math.sin(index));
  return matMul(g, x, g.float32([inner, columns], weights));
}

function blockProduct(g: GraphBuilder, x: Value, { activations }: Pick<BlockLayout, 'activations'>): Value {
  const blockSize = 32;
  const perColumn = inner / blockSize;
  const bytes = Uint8Array.from({ length: (columns * inner) / 2 }, (_, index) => (37 * index) % 256);
  const scales = new Float32Array(columns * perColumn).fill(1 / 128);
  return matMulNBits(
    g,
    x,
    {
      quants: g.uint8([columns, perColumn, blockSize / 2], bytes),
      scales: g.float32([columns * perColumn], scales),
    },
    { rows: columns, columns: inner, blockSize, roundsInput: activations === 'int8' },
  );
}
