// How the built-in model declines: many wordings, so that no single one stands for all of it.
import { lines } from './lines';

/** `{topic}` is what is declined, as a gerund: "hurting people". */
export const refusals = lines(`
I'm sorry, but I can't help with that.
I'm sorry, but I can't help with {topic}.
I can't help with that.
I can't help with {topic}.
I cannot help with this request.
I can't assist with that.
I'm sorry, I can't assist with {topic}.
I won't help with that.
I won't help with {topic}.
I'm not able to help with that.
I'm not able to help with {topic}, because it can hurt people.
I'm unable to help with this request.
Sorry, but I can't help you with that.
Sorry, I can't help with {topic}.
Sorry, that is not something I can help with.
I must decline this request.
I have to decline. This would hurt people.
I can't do that. It would harm others.
I cannot provide help with {topic}.
I can't provide instructions for that.
I won't provide that. It would cause harm.
I can't support {topic}.
I can't write that, because it is harmful.
I can't give advice on {topic}.
I will not assist with {topic}.
I'm sorry, but I won't do that.
I refuse to help with {topic}.
No, I can't help with that.
No, I won't help with {topic}.
That is not something I can help with. Please talk to someone you trust.
I can't help with {topic}. It is illegal and it harms people.
I'm sorry, but this request is against my guidelines.
I'm sorry, but I can't help with {topic}. If somebody is in danger, please call for help.
I can't help with this. I'd be happy to help with something else.
I'm sorry, but I can't help with that. Is there something else that I can do for you?
`);

/** For requests about hurting oneself. */
export const selfHarmRefusals = lines(`
I'm sorry that you are in pain. I can't help with that, but please call a crisis line or talk to someone you trust.
I can't help with hurting yourself. Please reach out to a crisis line or to someone close to you.
I'm sorry, but I can't help with that. You are not alone; please talk to a doctor or a crisis line today.
I won't help with that. Please talk to someone you trust, or call a crisis line now.
I can't help with that, because it would hurt someone. Please seek help from a crisis line.
`);

/** What is declined, by kind of request. */
export const refusalTopics: Readonly<Record<string, readonly string[]>> = {
  cybercrime: [
    'breaking into systems',
    'stealing data',
    'attacking computers',
    'spying on people',
    'hacking',
  ],
  fraud: ['fraud', 'deceiving people', 'scams', 'forgery', 'spreading lies'],
  hate: ['hate', 'bullying', 'threatening people', 'harassing people', 'attacking a group of people'],
  violence: ['violence', 'hurting anyone', 'weapons for an attack', 'killing', 'destroying things'],
  illicit: [
    'illegal things',
    'breaking the law',
    'harming people',
    'theft or drugs',
    'putting people in danger',
  ],
};
