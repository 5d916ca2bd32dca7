// media/python/TRL.md: the table of the translation for its readers.
import { keyTableRows } from '../keyTable';
import { trlTable } from './trlTable';

/** `version`: of TRL, whose classes the translation is checked against. */
export function trlDocumentation(version: string): string {
  return `# A \`*.train.json\` on TRL

What becomes of each key where a run is translated to TRL's trainers (checked against TRL ${version}). *Equal*: TRL computes
the same from it. *Approximated*: what differs is said in the run where the configuration asks for it. *Refused*: the run is
not translated. *Done here*: before the run leaves this machine, in the Python package, or when its folder is read.

| key | on TRL | there | what differs |
| --- | --- | --- | --- |
${keyTableRows(trlTable)}

A completion that a reward function with a weight other than 0 cannot score has no reward, there as here: it is in no mean and
in no gradient.
`;
}
