// The text form of a judge on the command line.
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { rubricIds, type JudgeSpec } from '../protocol/comparison';
import { isHubText } from '../safety/subjects/hubText';

export const judgeHelp = `rules | list:<id>@<refusal-lists.json> | guard:<spec>@<checkpoint> | endpoint:<${rubricIds.join('|')}>:<model>@<url> (repeatable; the first is counted)`;

/** For commander: adds one judge to those before it. */
export function collectJudge(text: string, before: readonly JudgeSpec[]): readonly JudgeSpec[] {
  return [...before, parseJudge(text)];
}

function parseJudge(text: string): JudgeSpec {
  if (text === 'rules') return { kind: 'rules' };
  const match = /^(list|guard|endpoint):([^@]+)@(.+)$/s.exec(text);
  const [, kind, what = '', where = ''] = match ?? [];
  if (kind === 'list') return { kind, listId: what, listsPath: resolve(where) };
  if (kind === 'guard') return { kind, spec: what, checkpoint: isHubText(where) ? where : resolve(where) };
  if (kind === 'endpoint') {
    const [, name, model = ''] = /^([^:]+):(.+)$/s.exec(what) ?? [];
    const rubric = rubricIds.find((id) => id === name);
    if (rubric !== undefined) return { kind, rubric, model, url: where };
  }
  throw new InvalidArgumentError(`"${text}" is not a judge. Judges: ${judgeHelp}.`);
}
