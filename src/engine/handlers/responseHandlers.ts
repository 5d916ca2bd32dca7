// Requests about files of answers that were made elsewhere.
import { readResponses } from '../respondents/responses/readResponses';
import type { Handlers } from '../rpc/answerRequests';

export function responseHandlers(): Pick<Handlers, 'responseModels'> {
  return {
    responseModels: async ({ path }) => {
      const { rows, models } = await readResponses(path);
      return { rows: rows.length, models };
    },
  };
}
