// A peer of a bench that runs in a Python of the user's: a script of media/python which makes a step for every line that it is
// given. Knows nothing of what a step is.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';

export interface PythonPeer<Step> {
  /** For tables, with versions. */
  readonly name: string;
  step(): Promise<Step>;
  dispose(): void;
}

export interface PythonScript<Step> {
  readonly python: string;
  readonly script: string;
  readonly args: readonly string[];
  /** What the Python has to have, for errors. */
  readonly packages: string;
  /** What the script says of each step. */
  readonly step: z.ZodType<Step>;
}

const readySchema = z.object({ ready: z.string() });
const errorSchema = z.object({ error: z.string() });
/** Characters of what it says on standard error that an error quotes. */
const quoted = 600;

/** @throws GuardrailError invalidRequest where the Python cannot be started, lacks a package, or ends */
export async function startPythonPeer<Step>(peer: PythonScript<Step>): Promise<PythonPeer<Step>> {
  const child = spawn(peer.python, [peer.script, ...peer.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Nothing is looked for on the hub, whatever the libraries would.
    env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-quoted)));
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(unusable(peer, error.message)));
    child.on('close', () => reject(unusable(peer, said.trim() === '' ? 'It ended.' : said.trim())));
  });
  // Whoever waits for a line hears of it; nobody may be waiting.
  failed.catch(() => undefined);
  // What is written to a process that has ended is told by its end.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(schema: z.ZodType<T>): Promise<T> => {
    for (;;) {
      const line = await Promise.race([lines.next(), failed]);
      if (line.done === true) return failed;
      const data = jsonOf(line.value);
      const error = errorSchema.safeParse(data);
      if (error.success) throw unusable(peer, error.data.error);
      const wanted = schema.safeParse(data);
      if (wanted.success) return wanted.data;
      // Libraries print, too.
    }
  };
  const dispose = (): void => {
    child.stdin.end();
    child.kill();
  };
  try {
    const { ready } = await next(readySchema);
    return {
      name: ready,
      step: () => {
        child.stdin.write('step\n');
        return next(peer.step);
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function unusable(
  { python, packages }: Pick<PythonScript<unknown>, 'python' | 'packages'>,
  reason: string,
): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `PyTorch cannot be measured with ${python}: ${reason}`,
    `Name a Python that has ${packages} with --python.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
