// The interface of safeguards of the response flow: respondents that wrap any other. Knows no kind of respondent.
import type { Respondent } from '../../respondents/respondent';

/** @returns a respondent that owns `inner` and disposes of it */
export type FlowSafeguard<Options> = (inner: Respondent, options: Options) => Respondent;
