// How much faster an execution provider multiplies than the CPU, in a product such as a decoder of a billion weights has.
import { productTime } from '../generation/productTime';

const rows = 64;

/** The CPU's time over the provider's. */
export async function productSpeed(executionProvider: string, threads: number | undefined): Promise<number> {
  const product = { threads, rows, blocks: null };
  const own = await productTime({ ...product, executionProvider: 'cpu' });
  return own / (await productTime({ ...product, executionProvider }));
}
