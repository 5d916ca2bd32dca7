// The rows of a lesson: refusals out of word lists, and a chat model's own answers to harmless requests.
import type { HeldOutPrompts } from '../builtin/corpus/heldOutPrompts';
import { answering, seed, threads, type Lesson } from './alignmentPlan';
import { alarmingRequests, harmlessRequests, refusedRequests, type AlignmentRow } from './alignmentPrompts';
import { ownAnswers } from './ownAnswers';

/** Requests are left out whose answer the judge does not read as one: some more are asked. */
const spare = 1.2;

/** `model`: whose own answers are kept. `place`: of the lesson, from 0; each draws its own requests. */
export async function alignmentData(
  { refused, harmless, alarming }: Lesson,
  place: number,
  model: string,
  heldOut: HeldOutPrompts,
): Promise<AlignmentRow[]> {
  const lessonSeed = seed + place;
  const draw = alarming ? alarmingRequests : harmlessRequests;
  const requests = draw(Math.ceil(harmless * spare), lessonSeed, heldOut);
  const answered = await ownAnswers(model, requests, { ...answering, seed: lessonSeed, threads });
  if (answered.length < harmless) {
    throw new Error(`${answered.length} of ${requests.length} harmless requests have a usable answer.`);
  }
  return mixed(refusedRequests(refused, lessonSeed, heldOut), answered.slice(0, harmless));
}

/** Both in their order, spread evenly over the whole. */
function mixed(...lists: readonly (readonly AlignmentRow[])[]): AlignmentRow[] {
  return lists
    .flatMap((list) => list.map((row, index) => ({ row, place: (index + 0.5) / list.length })))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
