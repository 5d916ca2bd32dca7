// The options of `vllm serve` that a user may add, so that a mistyped one is said before a cluster loads a model for it. Names:
// EngineArgs.add_cli_args and FrontendArgs of vLLM (docs.vllm.ai, "vllm serve").
import { GuardrailError } from '../../../protocol/errors';
import { nearestName } from '../../../safety/suites/nearestName';

/** With a value. */
const valued = [
  ...[
    'tokenizer',
    'tokenizer-mode',
    'tokenizer-revision',
    'revision',
    'code-revision',
    'hf-config-path',
    'hf-overrides',
  ],
  ...[
    'hf-token',
    'download-dir',
    'load-format',
    'config-format',
    'model-impl',
    'model-loader-extra-config',
    'runner',
  ],
  ...[
    'dtype',
    'quantization',
    'kv-cache-dtype',
    'max-model-len',
    'max-logprobs',
    'seed',
    'generation-config',
  ],
  ...[
    'override-generation-config',
    'chat-template',
    'chat-template-content-format',
    'default-chat-template-kwargs',
  ],
  ...[
    'reasoning-parser',
    'response-role',
    'limit-mm-per-prompt',
    'mm-processor-kwargs',
    'allowed-local-media-path',
  ],
  ...['tensor-parallel-size', 'pipeline-parallel-size', 'data-parallel-size', 'distributed-executor-backend'],
  ...['gpu-memory-utilization', 'swap-space', 'cpu-offload-gb', 'block-size', 'num-gpu-blocks-override'],
  ...[
    'max-num-seqs',
    'max-num-batched-tokens',
    'max-loras',
    'max-cpu-loras',
    'lora-dtype',
    'scheduling-policy',
  ],
  ...['compilation-config', 'speculative-config', 'attention-backend', 'rope-scaling', 'rope-theta'],
  ...[
    'uvicorn-log-level',
    'max-log-len',
    'max-parallel-loading-workers',
    'preemption-mode',
    'guided-decoding-backend',
  ],
];
/** Without one; `--no-` before them as well. */
const flags = [
  ...[
    'trust-remote-code',
    'enforce-eager',
    'enable-prefix-caching',
    'enable-chunked-prefill',
    'disable-sliding-window',
  ],
  ...['fully-sharded-loras', 'enable-expert-parallel', 'disable-custom-all-reduce', 'disable-cascade-attn'],
  ...['disable-log-stats', 'enable-log-requests', 'disable-log-requests', 'skip-tokenizer-init'],
  ...['return-tokens-as-token-ids', 'trust-request-chat-template', 'async-scheduling', 'use-tqdm-on-load'],
];
/** Given by the product itself. */
const own = [
  'host',
  'port',
  'served-model-name',
  'enable-lora',
  'lora-modules',
  'max-lora-rank',
  'api-key',
  'model',
  'uds',
];

/** @param options each `--name` or `--name=value`. @throws GuardrailError invalidRequest, naming the first that is none */
export function checkVllmOptions(options: readonly string[]): void {
  for (const option of options) {
    const [, negated, name = '', value] = /^--(no-)?([a-z][a-z0-9-]*)(?:=(.*))?$/su.exec(option) ?? [];
    if (name === '')
      throw refused(`"${option}" is no option of vllm serve.`, 'Write it as --name or --name=value.');
    if (own.includes(name))
      throw refused(`--${name} is given to vllm serve by the command itself.`, 'Leave it out.');
    if (flags.includes(name)) {
      if (value === undefined) continue;
      throw refused(`--${name} takes no value.`, `Write --${name}, or --no-${name}.`);
    }
    if (negated === undefined && valued.includes(name)) {
      if (value !== undefined && value !== '') continue;
      throw refused(`--${name} needs a value.`, `Write --${name}=<value>.`);
    }
    const near = nearestName(name, [...valued, ...flags]);
    throw refused(
      `vllm serve has no option --${name}.`,
      near === null ? 'See the list of options of vllm serve.' : `Did you mean --${near}?`,
    );
  }
}

function refused(message: string, advice: string): GuardrailError {
  return new GuardrailError('invalidRequest', message, advice);
}
