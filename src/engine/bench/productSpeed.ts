// How much faster an execution provider multiplies than the CPU, in a product such as a decoder of a billion weights has.
import { encodeModel } from '../graph/encodeModel';
import { GraphBuilder } from '../graph/graphBuilder';
import { matMul, reduceMax } from '../graph/ops';
import { createSession, float32Tensor } from '../runtime/session';

const [rows, inner, columns] = [64, 2048, 2048] as const;
const repeats = 5;

/** The CPU's time over the provider's, of the best of a few products of [64, 2048] and [2048, 2048] each. */
export async function productSpeed(executionProvider: string, threads: number | undefined): Promise<number> {
  return (await productTime('cpu', threads)) / (await productTime(executionProvider, threads));
}

/** Milliseconds. */
async function productTime(executionProvider: string, threads: number | undefined): Promise<number> {
  const g = new GraphBuilder();
  const x = g.input('x', 'float32', [rows, inner]);
  const weights = g.float32(
    [inner, columns],
    Float32Array.from({ length: inner * columns }, (_, index) => Math.sin(index)),
  );
  // One number per row is copied back.
  g.output(reduceMax(g, matMul(g, x, weights), -1, 'largest'));
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
    return best;
  } finally {
    await session.dispose();
  }
}
