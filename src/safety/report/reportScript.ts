// The report's only script: turns the <details> of masked text into buttons. Without it the page reads all the same.

/** The exact text of the <script> element; reportScriptHash is its SHA-256. */
export const reportScript = `
document.documentElement.classList.add('js');
const masks = [...document.querySelectorAll('details.mask')];
const all = document.getElementById('reveal-all');
const sync = () => {
  for (const mask of masks) {
    const button = mask.closest('.flip').querySelector('button.reveal');
    button.setAttribute('aria-expanded', String(mask.open));
    button.textContent = mask.open ? 'Hide text' : 'Show text';
  }
  if (all) all.textContent = masks.every((mask) => mask.open) ? 'Hide all text' : 'Show all hidden text';
};
for (const mask of masks) {
  const button = mask.closest('.flip').querySelector('button.reveal');
  button.hidden = false;
  button.addEventListener('click', () => { mask.open = !mask.open; });
  mask.addEventListener('toggle', sync);
}
if (all) {
  all.hidden = false;
  all.addEventListener('click', () => {
    const open = !masks.every((mask) => mask.open);
    for (const mask of masks) mask.open = open;
  });
}
`;

/** For the content security policy; a test says the right value when the script was changed. */
export const reportScriptHash = 'sha256-OHxiO1S4q+GSN09CO8b+z9twIXQZ0PCZxFcYeKxJuM4=';
