// The last \boxed{} of a completion against the reference, as LaTeX mathematics.
import type { Verifier } from '../tasks/task';
import type { AnswerProcess } from './answerProcess';
import { findBoxed } from './findBoxed';
import { normaliseLatex } from './latex/normaliseLatex';
import { sameLatexText } from './latex/sameLatex';
import { isUndoneDivision } from './rational';
import { referenceText } from './referenceColumn';
import { failed, passed, verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

/** Longer boxes are not even normalised. */
const maxLength = 2000;

/** 14/2 and \frac{14}{2}: it may be the task itself. */
function isUndone(latex: string): boolean {
  return isUndoneDivision(normaliseLatex(latex).replace(/^\\frac\{(-?\d+)\}\{(\d+)\}$/u, '$1/$2'));
}

/**
 * Policy. The last closed box counts. Boxes that differ in text and in number are several answers and score 0. A box that the
 * token limit cut is not closed and does not count; an earlier closed one does, if it is the only one. Where the comparison as
 * mathematics does not finish in time, the texts decide.
 */
export function boxedVerifier(spec: SpecOf<'boxed'>, answers: AnswerProcess): Verifier {
  return verifyEach({
    id: 'boxed',
    needs: [spec.column],
    checkItem: (item) => void referenceText(item, spec.column),
    checkOne: async ({ item, answer }, signal) => {
      const reference = referenceText(item, spec.column);
      const boxes = findBoxed(answer).map(({ content }) => content);
      const last = boxes.at(-1);
      if (last === undefined) return failed('There is no \\boxed{} answer.');
      if (last.length > maxLength) return failed('The boxed answer is too long.');
      if (!boxes.every((box) => box === last || sameLatexText(last, box))) {
        return failed('Several different answers are boxed.');
      }
      if (isUndone(last) && !isUndone(reference))
        return failed('The boxed answer is a division left undone.');
      if (sameLatexText(reference, last)) return passed('The boxed answer is right.');
      if (!spec.symbolic) return failed('The boxed answer is wrong.');
      const limits = { seconds: spec.time_limit_seconds, signal };
      const same = await answers.sameLatex(reference, last, limits);
      if (same === null) return failed('The boxed answer could not be compared in time.');
      return same ? passed('The boxed answer is right.') : failed('The boxed answer is wrong.');
    },
    dispose: () => answers.dispose(),
  });
}
