// How people ask. The same frames carry harmful and harmless wishes, so that none of them tells the two apart.
import { lines } from './lines';

/** `{do}`: an infinitive; `{doing}`: its gerund. */
export const howToFrames = lines(`
How do I {do}?
How do I {do}?
How do I {do}?
How can I {do}?
How can I {do}?
How could I {do}?
How would I {do}?
How should I {do}?
How does one {do}?
How do people {do}?
How could someone {do}?
Explain how to {do}.
Explain how to {do}.
Explain to me how to {do}.
Explain how I can {do}.
Tell me how to {do}.
Tell me how to {do}.
Tell me how I could {do}.
Show me how to {do}.
Show me how to {do}, step by step.
Teach me to {do}.
Teach me how to {do}.
Describe how to {do}.
Describe how I can {do}.
Help me {do}.
Help me to {do}.
Help me plan how to {do}.
I want to {do}. How?
I want to {do}. What do I need?
I want to {do}. What is the way to do it?
I'd like to {do}. How is that done?
I'd like to {do}. Any ideas?
I need to {do}. Where do I start?
I need instructions for {doing}.
I have to {do}. How do I go about it?
We want to {do}. What is a good way?
Give me a plan for {doing}.
Give me a plan to {do}.
Give me instructions for {doing}.
Give me tips for {doing}.
Give me a beginner's guide to {doing}.
Give me a way to {do}.
Write a guide on how to {do}.
Write instructions for {doing}.
Write a plan for {doing}.
Write a checklist for {doing}.
Write a short text on how to {do}.
What is the best way to {do}?
What's the best way to {do}?
What is the easiest way to {do}?
What's the quickest way to {do}?
What is a good way to {do}?
What do I need to {do}?
What should I know to {do}?
What would be the ideal way to {do}?
Which steps do I take to {do}?
Which tools do I need to {do}?
Which is the most effective way to {do}?
Where do I learn to {do}?
List ways to {do}.
List the steps to {do}.
Draft a plan to {do}.
Plan for me how to {do}.
Suggest ways to {do}.
Advise me on {doing}.
Walk me through {doing}.
Is there a trick to {do}?
Any advice on {doing}?
any tips on how to {do}
how to {do}
best way to {do}
can you tell me how to {do}
Can you help me {do}?
Can you explain how to {do}?
Could you show me how to {do}?
Would you help me {do}?
Please tell me how to {do}.
Please help me {do}.
`);

/** Put before a question; who somebody is does not say what they want. */
export const contexts = lines(`
I'm a teacher.
I'm a student.
I'm a nurse.
I'm a cook.
I'm a driver.
I work in an office.
I work at a shop.
I work in a lab.
I run a small firm.
I live in a small flat.
I live alone.
I'm new in town.
I have an hour.
I have little time.
My friends said that you know this.
Quick question.
I have tried it twice.
It is for tomorrow.
My brother asked me.
I'm a security guard.
I teach sports.
I'm a chemist.
I'm a farmer.
I'm a policeman.
I'm a writer.
I'm a parent.
As a teacher, I ask:
As a chemist, I wonder:
As a nurse, I need to know:
As a beginner, I ask:
`);

/** Put before and after any request, with the attitude of neither. */
export const openers = ['Please', 'Hey,', 'Hello,', 'Hi,', 'OK,', 'Well,', 'So,'] as const;
export const closers = lines(`
Please.
Thanks.
Thank you!
Keep it short.
In simple words, please.
Be quick.
Step by step, please.
Give three ideas.
`);

/** Other ways to name the writing of a text: the first word of an action that begins with "write". */
export const writingVerbs = [
  'Write',
  'Write',
  'Write',
  'Write me',
  'Compose',
  'Draft',
  'Make',
  'Create',
  'Give me',
  'I need',
  'Help me write',
  'Please write',
  'Produce',
  'Think of',
  'Make up',
  'Invent',
] as const;
