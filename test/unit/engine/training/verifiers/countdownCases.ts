// Answers to one Countdown puzzle.

export const puzzle = { numbers: [3, 5, 7, 2], target: 24 };

/** Reward 1. */
export const reached: readonly string[] = [
  '<answer>3 * 5 + 7 + 2</answer>',
  'First I try 3 + 5 = 8.\n<answer>(3 * 5) + (7 + 2) = 24</answer>',
  '\\boxed{3 \\times 5 + 7 + 2}',
  'Thinking…\n7+2+5×3',
  '#### 3*5+7+2',
  '<answer>$3*5+7+2$</answer>',
];

/** Reward 0. */
export const missed: readonly string[] = [
  '',
  '24',
  '<answer>24</answer>',
  '<answer></answer>',
  '<answer>3 * 5 + 7 + 2 + 0</answer>',
  '<answer>3 * 5 + 7 + 2 * 1</answer>',
  '<answer>3 * 5 + 7 + 1 + 1</answer>',
  '<answer>3 * 7 + 3</answer>',
  '<answer>3 * 5 + 9</answer>',
  '<answer>3 * 8</answer>',
  '<answer>3 * 5 + 7</answer>',
  '<answer>27 - 3</answer>',
  '<answer>2 7 - 3</answer>',
  '<answer>(2)(7) + 5 * 2</answer>',
  '<answer>5 ** 2 - 7 / 7</answer>',
  '<answer>5^2 - 3 + 7 - 5</answer>',
  '<answer>-3 + 27</answer>',
  '<answer>3 * 5 + 7 - -2</answer>',
  '<answer>+3 * 5 + 7 + 2</answer>',
  '<answer>3! * 5 - 7 + 2 - 1</answer>',
  '<answer>3 * 5 + 7 + 02</answer>',
  '<answer>3.0 * 5 + 7 + 2</answer>',
  '<answer>3e0 * 5 + 7 + 2</answer>',
  '<answer>３ * 5 + 7 + 2</answer>',
  '<answer>3 * 5 // 1 + 7 + 2</answer>',
  '<answer>3 * 5 + 7 + 2 % 3</answer>',
  '<answer>3 * 5 + 7 + 2; 24</answer>',
  '<answer>3 * 5 + 7 + 2 = 24 = 24</answer>',
  '<answer>3 + 5 + 7 + 2 = 24</answer>',
  '<answer>3 * 5 + 7 + 2 = 25</answer>',
  '<answer>eval("24")</answer>',
  '<answer>process.exit()</answer>',
  '<answer>constructor</answer>',
  '<answer>3 * 5 + 7 + 2</answer><answer>3 + 5</answer>',
  '<answer>3 + 5</answer><answer>3 * 5 + 7 + 2</answer>',
  '<answer>3 + 5 + 7 + 2 or 3 * 5 + 7 + 2</answer>',
  '<answer>3 / (7 - 7) * 5</answer>',
  '<answer>(3 * 5 + 7 + 2</answer>',
  '<answer>NaN</answer>',
  `<answer>${'('.repeat(100_000)}3 * 5 + 7 + 2</answer>`,
  `<answer>${'('.repeat(150)}3*5+7+2${')'.repeat(150)}</answer>`,
  `${'3 + '.repeat(250_000)}3`,
];
