// A server that is ended while it answers: no client gets half an answer for a whole one, and the next server answers alike.
import { freePort } from '../support/freePort';
import { mediaFolder } from '../support/paths';
import { runCommand, wrongEnding, type EndPlan, type Ended } from './killedProcess';
import type { Scenario } from './scenario';

const model = `${mediaFolder}checkpoints/glens-tiny`;
const questions = ['Hello', 'How do I pick a lock?', 'What is 3 + 4?', 'Tell me a story.'];

/** null: the server is not there, or said that it stops. */
async function ask(port: number, content: string): Promise<string | null> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content }], max_tokens: 48, temperature: 0 }),
    });
    text = await response.text();
  } catch {
    return null;
  }
  if (response.status !== 200) return null;
  const { choices } = JSON.parse(text) as { choices: { message: { content: string } }[] };
  return choices[0]?.message.content ?? '';
}

interface Served {
  readonly ended: Ended;
  /** Of every question every answer that came. */
  readonly answers: readonly (readonly [question: string, answer: string])[];
}

/** Asks as long as the server is there. @param plan null: it is stopped when every question has been answered */
async function served(folder: string, port: number, plan: EndPlan | null): Promise<Served> {
  const answers: (readonly [string, string])[] = [];
  let listening = false;
  let over = false;
  const missing = new Set(questions);
  let allAnswered = (): void => undefined;
  const whenAnswered = new Promise<void>((resolve) => (allAnswered = resolve));
  const args = ['serve', model, '--port', String(port), '--batch-size', '4', '--fixed-batch'];
  const running = runCommand(
    args,
    folder,
    plan ?? { ending: 'interrupt', group: true, after: whenAnswered },
    (stderr) => (listening ||= stderr.includes('Serving at')),
  );
  const client = async (question: string): Promise<void> => {
    while (!over) {
      const answer = listening ? await ask(port, question) : null;
      if (answer === null) await new Promise((resolve) => setTimeout(resolve, 10));
      else {
        answers.push([question, answer]);
        missing.delete(question);
        if (missing.size === 0) allAnswered();
      }
    }
  };
  const clients = questions.map(client);
  try {
    return { ended: await running, answers };
  } finally {
    over = true;
    await Promise.all(clients);
  }
}

export function serveScenario(): Scenario {
  const whole = new Map<string, string>();
  return {
    name: 'serve',
    begin: async (folder) => {
      const { ended, answers } = await served(folder, await freePort(), null);
      if (ended.status !== 0) throw new Error(ended.stderr);
      for (const [question, answer] of answers) whole.set(question, answer);
      return ended.milliseconds;
    },
    trial: async (folder, plan) => {
      const port = await freePort();
      const first = await served(folder, port, plan);
      const wrong = wrongEnding(first.ended, plan, [0, 130]);
      if (wrong !== null) return wrong;
      // The same port, at once: what was ended has let go of it.
      const next = await served(folder, port, null);
      if (next.ended.status !== 0) return `It does not serve again: ${next.ended.stderr}`;
      const other = [...first.answers, ...next.answers].find(
        ([asked, answer]) => whole.get(asked) !== answer,
      );
      return other === undefined ? null : `"${other[0]}" was answered with "${other[1]}".`;
    },
  };
}
