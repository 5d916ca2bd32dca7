// The rows of a lesson: refusals out of word lists, and a chat model's own answers to harmless requests.
import type { HeldOutPrompts } from '../builtin/corpus/heldOutPrompts';
import { answering, seed, threads, type Lesson } from './alignmentPlan';
import { alarmingRequests, harmlessRequests, refusedRequests, type AlignmentRow } from './alignmentPrompts';
import { ownAnswers } from './ownAnswers';

/** Requests are left out whose answer the judge does not read as one: some more are asked. */
const spare = 1.4;

/** `model`: whose own answers are kept. `place`: of the lesson, from 0; each draws its own requests. */
export async function alignmentData(
  lesson: Lesson,
  place: number,
  model: string,
  heldOut: HeldOutPrompts,
): Promise<AlignmentRow[]> {
  const lessonSeed = seed + place;
  const answered = async (wanted: number, draw: typeof harmlessRequests): Promise<AlignmentRow[]> => {
    const requests = draw(Math.ceil(wanted * spare), lessonSeed, heldOut);
    const answers = await ownAnswers(model, requests, { ...answering, seed: lessonSeed, threads });
    if (answers.length >= wanted) return answers.slice(0, wanted);
    throw new Error(`${answers.length} of ${requests.length} harmless requests have a usable answer.`);
  };
  return mixed(
    refusedRequests(lesson.refused, lessonSeed, heldOut),
    await answered(lesson.harmless, harmlessRequests),
    await answered(lesson.alarming, alarmingRequests),
  );
}

/** Both in their order, spread evenly over the whole. */
function mixed(...lists: readonly (readonly AlignmentRow[])[]): AlignmentRow[] {
  return lists
    .flatMap((list) => list.map((row, index) => ({ row, place: (index + 0.5) / list.length })))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
