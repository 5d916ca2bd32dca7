// media/python/VERL.md: the table of the translation for its readers.
import { keyTableRows } from '../keyTable';
import { verlTable } from './verlTable';

/** `version`: of verl, whose configuration the translation is checked against. */
export function verlDocumentation(version: string): string {
  return `# A \`*.train.json\` on verl

What becomes of each key where a run is translated to overrides of \`verl.trainer.main_ppo\` (checked against verl ${version}).
*Equal*: verl computes the same from it. *Approximated*: what differs is said in the run where the configuration asks for it.
*Refused*: the run is not translated. *Done here*: before the run leaves this machine, in the Python package, or when its
folder is read.

| key | on verl | there | what differs |
| --- | --- | --- | --- |
${keyTableRows(verlTable)}

\`python -m guardrail_lens.verl <prepared> --output-dir <run>\` starts \`verl.trainer.main_ppo\` with them, in a Ray of its own on
the GPUs of the job, and follows what it dumps. Further overrides stand behind them (\`verl_overrides\` of a target), for what a
\`*.train.json\` has no key for:
\`actor_rollout_ref.rollout.tensor_model_parallel_size=2\`, \`actor_rollout_ref.rollout.gpu_memory_utilization=0.7\`. A key that the
run sets itself is refused.
`;
}
