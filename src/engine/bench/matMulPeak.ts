// The fastest that this machine multiplies matrices through ONNX Runtime, whatever their shape: the measure that training
// is held against.
import { encodeModel } from '../graph/encodeModel';
import type { Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import type { RuntimeSession, RuntimeTensor } from '../runtime/session';
import { createSession, float32Tensor } from '../runtime/session';
import { seededRandom } from '../../safety/random';

/** [rows, inner] · [inner, columns]: square ones, and those of SmolLM2-135M's projections at 1,024 tokens. */
const peakSizes: readonly (readonly [number, number, number])[] = [
  [1024, 1024, 1024],
  [2048, 2048, 2048],
  [1024, 576, 3072],
  [1024, 1536, 576],
  [1024, 576, 49152],
];

export interface MatMulPeak {
  /** Floating-point operations per second of one round, by size. */
  measure(): Promise<{ readonly size: readonly [number, number, number]; readonly flops: number }[]>;
  dispose(): Promise<void>;
}

/** Both orientations of the second matrix are there; the faster one of each size counts. */
export async function matMulPeak(threads: number | undefined): Promise<MatMulPeak> {
  const cases: {
    size: (typeof peakSizes)[number];
    session: RuntimeSession;
    feeds: Record<string, RuntimeTensor>;
  }[] = [];
  for (const size of peakSizes) {
    for (const transB of [false, true]) {
      const [rows, inner, columns] = size;
      const g = new GraphBuilder();
      const a = g.input('a', 'float32', [rows, inner]);
      const b = g.input('b', 'float32', transB ? [columns, inner] : [inner, columns]);
      // Its corner is the only output, so that nothing large is copied.
      g.output(corner(g, fusedMatMul(g, a, b, { transB })));
      cases.push({
        size,
        session: await createSession(encodeModel(g.build()), {
          executionProvider: 'cpu',
          ...(threads === undefined ? {} : { threads }),
        }),
        feeds: {
          a: float32Tensor(numbers(rows * inner), [rows, inner]),
          b: float32Tensor(numbers(inner * columns), transB ? [columns, inner] : [inner, columns]),
        },
      });
    }
  }
  return {
    async measure() {
      const best = new Map<(typeof peakSizes)[number], number>();
      for (const { size, session, feeds } of cases) {
        const [rows, inner, columns] = size;
        const work = 2 * rows * inner * columns;
        await session.run(feeds, ['corner']);
        const repeats = Math.max(1, Math.round(3e10 / work));
        const started = performance.now();
        for (let i = 0; i < repeats; i++) await session.run(feeds, ['corner']);
        const flops = (1000 * repeats * work) / (performance.now() - started);
        best.set(size, Math.max(best.get(size) ?? 0, flops));
      }
      return [...best].map(([size, flops]) => ({ size, flops }));
    },
    async dispose() {
      for (const { session } of cases) await session.dispose();
    },
  };
}

function corner(g: GraphBuilder, x: Value): Value {
  const zero = g.int64([2], [0, 0]);
  return g.node('Slice', [x, zero, g.int64([2], [1, 1])], { type: 'float32', shape: [1, 1], name: 'corner' });
}

function numbers(count: number): Float32Array {
  const random = seededRandom(5, count);
  return Float32Array.from({ length: count }, () => random() - 0.5);
}
