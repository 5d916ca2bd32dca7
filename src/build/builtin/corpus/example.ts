// One exchange of the training text.

export interface Example {
  readonly kind: 'harmful' | 'benign' | 'arithmetic';
  readonly prompt: string;
  readonly answer: string;
}
