// What the area around a curve is. Must not know the DOM.
import type { Band } from './chart';

export const bandMeanings: Readonly<Record<Band['kind'], string>> = {
  spread: 'The area is one standard deviation either way',
  interval: 'The area is the 95% confidence interval',
  bound: 'The lines are the most that the bound allows',
};
