// The little grammar that templates need: gerunds, the other person's view, capitals.

const gerunds: Readonly<Record<string, string>> = {
  die: 'dying',
  lie: 'lying',
  tie: 'tying',
  be: 'being',
  dye: 'dyeing',
};
/** Verbs that double their last letter. */
const doubling =
  /^(?:get|put|cut|set|hit|run|swap|jam|skim|rob|rig|con|stab|drug|slap|plan|shop|stop|trap|strip|chop|grab|kidnap|dump-|fit|dig|swim|sit|win|crop|scan|whip|plug|gut|drop|tap|pin|knit|shred-|hijac-|spot|beg|quit|wrap|unzip|log|nap|rip|mix-|shut|split|let|bet|cap|drum|pat|ban|bid|dox-|forget|begin|stuff-|smear-|tip|hop|spin)$/;

/** "cut the grass" → "cutting the grass". */
export function gerund(action: string): string {
  const [verb = '', ...rest] = action.split(' ');
  return [gerundOf(verb), ...rest].join(' ');
}

function gerundOf(verb: string): string {
  const known = gerunds[verb];
  if (known !== undefined) return known;
  if (doubling.test(verb)) return `${verb}${verb.slice(-1)}ing`;
  return verb.endsWith('e') && !/(?:ee|oe|ye)$/.test(verb) ? `${verb.slice(0, -1)}ing` : `${verb}ing`;
}

const otherPerson: Readonly<Record<string, string>> = {
  my: 'your',
  mine: 'yours',
  me: 'you',
  i: 'you',
  myself: 'yourself',
  am: 'are',
  was: 'were',
};

/** "clean my shoes" → "clean your shoes". */
export function toYou(text: string): string {
  return text.replace(/\b(?:my|mine|me|I|myself|am)\b/g, (word) => otherPerson[word.toLowerCase()] ?? word);
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
