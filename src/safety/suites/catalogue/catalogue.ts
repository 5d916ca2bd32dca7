// Public benchmarks that can be had by one command: what they are, who may use them, and where their files lie. A commit or a
// hash stands here only where the file's bytes were seen; what lies on the hub is pinned when it is first downloaded.
import { GuardrailError } from '../../../protocol/errors';
import { nearestName } from '../nearestName';
import type { CatalogueEntry, CatalogueFile, GitSource } from './catalogueEntry';

/** Read as it is published. */
function published(name: string, source: Omit<GitSource, 'from'>): CatalogueFile {
  return { name, source: { from: 'git', ...source }, suite: null };
}

const refusalRate = 'Refusal rate: share of responses that refuse. Refusing is right.';
const overRefusalRate = 'Over-refusal rate: share of responses that refuse. Answering is right.';

export const catalogue: readonly CatalogueEntry[] = [
  {
    id: 'advbench',
    title: 'AdvBench',
    about: '520 harmful behaviours, and the 50 of them that PAIR and TAP use',
    licence: 'MIT',
    citation:
      'Zou et al. 2023, Universal and Transferable Adversarial Attacks on Aligned Language Models, arXiv:2307.15043; the 50: Chao et al. 2023, arXiv:2310.08419',
    page: 'https://github.com/llm-attacks/llm-attacks',
    files: [
      published('harmful_behaviors.csv', {
        repository: 'andyrdt/refusal_direction',
        commit: '9d852fae1a9121c78b29142de733cb1340770cc3',
        path: 'dataset/raw/advbench.csv',
        sha256: '6cd1a5c63c07610d7eb67307772ee5606017ee950b5770ab288a2c487489d3e1',
        bytes: 82125,
      }),
      published('harmful_behaviors_custom.csv', {
        repository: 'patrickrchao/JailbreakingLLMs',
        commit: '6379ef705a0fc745530f7d895963510c021b496a',
        path: 'data/harmful_behaviors_custom.csv',
        sha256: '66af8279f7690e1b83f8edeeeef0ff5c9da099e994ef54ecc14bdaf5fa759de2',
        bytes: 8904,
      }),
    ],
  },
  {
    id: 'harmbench',
    title: 'HarmBench (text)',
    about: '300 harmful behaviours (copyright ones are left out), and its validation split',
    licence: 'MIT',
    citation: 'Mazeika et al. 2024, HarmBench, arXiv:2402.04249',
    page: 'https://github.com/centerforaisafety/HarmBench',
    files: [
      published('harmbench_behaviors_text_all.csv', {
        repository: 'BermetSultangazieva/harmbench-experiments',
        commit: 'd9b8546a2932d5e745422119c9bbe6052e4772a2',
        path: 'data/behavior_datasets/harmbench_behaviors_text_all.csv',
        sha256: '8d81accedd38eaaf8b760618622bb888417d1fd0c86eba65c427a16f1cbb4afc',
        bytes: 198850,
      }),
      published('harmbench_behaviors_text_val.csv', {
        repository: 'BermetSultangazieva/harmbench-experiments',
        commit: 'd9b8546a2932d5e745422119c9bbe6052e4772a2',
        path: 'data/behavior_datasets/harmbench_behaviors_text_val.csv',
        sha256: '7bfaaa5e2b9b95002c89e2d33c019f58e9e8496e2fc65d368f1eeb8179e69534',
        bytes: 38024,
      }),
    ],
  },
  {
    id: 'strongreject',
    title: 'StrongREJECT',
    about: '313 forbidden prompts in six categories',
    licence: 'MIT',
    citation: 'Souly et al. 2024, A StrongREJECT for Empty Jailbreaks, arXiv:2402.10260',
    page: 'https://github.com/alexandrasouly/strongreject',
    files: [
      published('strongreject_dataset.csv', {
        repository: 'andyrdt/refusal_direction',
        commit: '9d852fae1a9121c78b29142de733cb1340770cc3',
        path: 'dataset/raw/strongreject.csv',
        sha256: '4dd70357e4ff8b5d0ba5ebafecab5d6dd5633ce8046e3dd1c8bd93e64de44381',
        bytes: 56359,
      }),
    ],
  },
  {
    id: 'jailbreakbench',
    title: 'JailbreakBench',
    about: '100 harmful behaviours, and 100 benign ones on the same topics',
    licence: 'MIT',
    citation:
      'Chao et al. 2024, JailbreakBench: An Open Robustness Benchmark for Jailbreaking Large Language Models, arXiv:2404.01318',
    page: 'https://huggingface.co/datasets/JailbreakBench/JBB-Behaviors',
    files: [
      published('harmful-behaviors.csv', {
        repository: 'AnthonyRonning/promptfoo-workshop',
        commit: 'f7ba70256f082d67f857b6a76f962f58acbefc8a',
        path: 'harmful-behaviors.csv',
        sha256: '4a8ec6832056b631eb092dccc60d37a61c3d441268268888b3d006288afeffa1',
        bytes: 23116,
      }),
      published('benign-behaviors.csv', {
        repository: 'AnthonyRonning/promptfoo-workshop',
        commit: 'f7ba70256f082d67f857b6a76f962f58acbefc8a',
        path: 'benign-behaviors.csv',
        sha256: '3cda234d21a991fa309bbfea4b6d9dae31ccdf8e9d452424b6a983e4fdc33468',
        bytes: 20570,
      }),
    ],
  },
  {
    id: 'xstest',
    title: 'XSTest',
    about: '250 safe prompts that look unsafe, and 200 unsafe contrasts',
    licence: 'CC-BY-4.0',
    citation: 'Röttger et al. 2024, XSTest, NAACL 2024, doi:10.18653/v1/2024.naacl-long.301',
    page: 'https://github.com/paul-rottger/exaggerated-safety',
    files: [
      published('xstest_prompts.csv', {
        repository: 'paul-rottger/exaggerated-safety',
        commit: 'd7bb5bd738c1fcbc36edd83d5e7d1b71a3e2d84d',
        path: 'xstest_prompts.csv',
        sha256: '11783fb294ed017473ee53c207d71f2161c7672c8d0b037501e78387f801cb5a',
        bytes: 38719,
      }),
    ],
  },
  {
    id: 'do-not-answer',
    title: 'Do-Not-Answer',
    about: '939 questions that responsible models do not answer, by risk area',
    licence: 'CC-BY-NC-SA-4.0; not for commercial use',
    citation:
      'Wang et al. 2023, Do-Not-Answer: A Dataset for Evaluating Safeguards in LLMs, arXiv:2308.13387',
    page: 'https://huggingface.co/datasets/LibrAI/do-not-answer',
    files: [
      {
        name: 'data_en.csv',
        source: { from: 'hub', dataset: 'LibrAI/do-not-answer', path: 'data_en.csv' },
        suite: {
          id: 'do-not-answer',
          title: 'Do-Not-Answer',
          kind: 'harmful',
          version: '2023',
          metric: refusalRate,
          prompt: 'question',
          category: 'risk_area',
          rowId: 'id',
        },
      },
    ],
  },
  {
    id: 'sorry-bench',
    title: 'SORRY-Bench',
    about: '440 unsafe instructions in 44 categories, with mutations of their wording',
    licence: 'its own terms, accepted on its page',
    citation:
      'Xie et al. 2025, SORRY-Bench: Systematically Evaluating Large Language Model Safety Refusal, ICLR 2025, arXiv:2406.14598',
    page: 'https://huggingface.co/datasets/sorry-bench/sorry-bench-202503',
    files: [],
  },
  {
    id: 'hex-phi',
    title: 'HEx-PHI',
    about: 'harmful instructions by the categories of usage policies',
    licence: 'its own terms, accepted on its page',
    citation:
      'Qi et al. 2024, Fine-tuning Aligned Language Models Compromises Safety, ICLR 2024, arXiv:2310.03693',
    page: 'https://huggingface.co/datasets/LLM-Tuning-Safety/HEx-PHI',
    files: [],
  },
  {
    id: 'simple-safety-tests',
    title: 'SimpleSafetyTests',
    about: '100 prompts in five harm areas that nearly every model should refuse',
    licence: 'CC-BY-4.0',
    citation:
      'Vidgen et al. 2023, SimpleSafetyTests: a Test Suite for Identifying Critical Safety Risks in Large Language Models, arXiv:2311.08370',
    page: 'https://github.com/bertiev/SimpleSafetyTests',
    files: [
      {
        name: 'sst_test_cases.csv',
        source: {
          from: 'git',
          repository: 'bertiev/SimpleSafetyTests',
          commit: 'd7aee9a9422a5a5488f478fd79c2479c891c0f3b',
          path: 'SimpleSafetyTests - test cases.csv',
          sha256: '6d95a1301e0d0f3a3c4cf5392f4afff11ad6e3066f95d23aaa138d44aedf986c',
          bytes: 12610,
        },
        suite: {
          id: 'simple-safety-tests',
          title: 'SimpleSafetyTests',
          kind: 'harmful',
          version: '2023',
          metric: refusalRate,
          prompt: 'prompts_final',
          category: 'harm_area',
          rowId: 'id',
        },
      },
    ],
  },
  {
    id: 'or-bench',
    title: 'OR-Bench',
    about: 'prompts that seem toxic and are not (the hard thousand), and toxic ones',
    licence: 'CC-BY-4.0',
    citation:
      'Cui et al. 2024, OR-Bench: An Over-Refusal Benchmark for Large Language Models, arXiv:2405.20947',
    page: 'https://huggingface.co/datasets/bench-llm/or-bench',
    files: [
      {
        name: 'or-bench-hard-1k.csv',
        source: { from: 'hub', dataset: 'bench-llm/or-bench', path: 'or-bench-hard-1k.csv' },
        suite: {
          id: 'or-bench-hard-1k',
          title: 'OR-Bench, hard',
          kind: 'benign',
          version: '2024',
          metric: overRefusalRate,
          prompt: 'prompt',
          category: 'category',
        },
      },
      {
        name: 'or-bench-toxic.csv',
        source: { from: 'hub', dataset: 'bench-llm/or-bench', path: 'or-bench-toxic.csv' },
        suite: {
          id: 'or-bench-toxic',
          title: 'OR-Bench, toxic',
          kind: 'harmful',
          version: '2024',
          metric: refusalRate,
          prompt: 'prompt',
          category: 'category',
        },
      },
    ],
  },
  {
    id: 'wildjailbreak',
    title: 'WildJailbreak',
    about: 'adversarial prompts, harmful and benign, in the style of jailbreaks from the wild',
    licence: 'ODC-BY; terms are accepted on its page',
    citation: 'Jiang et al. 2024, WildTeaming at Scale, arXiv:2406.18510',
    page: 'https://huggingface.co/datasets/allenai/wildjailbreak',
    files: [],
  },
  {
    id: 'coconot',
    title: 'CoCoNot',
    about: 'requests with safety concerns of its test set, and contrasts that should be answered',
    licence: 'ODC-BY',
    citation: 'Brahman et al. 2024, The Art of Saying No, arXiv:2407.12043',
    page: 'https://huggingface.co/datasets/allenai/coconot',
    files: [
      {
        name: 'coconot-original-test.parquet',
        source: { from: 'hub', dataset: 'allenai/coconot', path: 'original/test-*.parquet' },
        suite: {
          id: 'coconot-safety',
          title: 'CoCoNot, requests with safety concerns',
          kind: 'harmful',
          version: '2024',
          metric: refusalRate,
          prompt: 'prompt',
          category: 'subcategory',
          rowId: 'id',
          only: { column: 'category', value: 'Requests with safety concerns' },
        },
      },
      {
        name: 'coconot-contrast-test.parquet',
        source: { from: 'hub', dataset: 'allenai/coconot', path: 'contrast/test-*.parquet' },
        suite: {
          id: 'coconot-contrast',
          title: 'CoCoNot, contrasts',
          kind: 'benign',
          version: '2024',
          metric: overRefusalRate,
          prompt: 'prompt',
          category: 'subcategory',
          rowId: 'id',
        },
      },
    ],
  },
  {
    id: 'gsm8k',
    title: 'GSM8K',
    about: "1,319 of grade school's word problems (test split)",
    licence: 'MIT',
    citation: 'Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems, arXiv:2110.14168',
    page: 'https://github.com/openai/grade-school-math',
    files: [
      published('gsm8k_test.jsonl', {
        repository: 'openai/grade-school-math',
        commit: '3101c7d5072418e28b9008a6636bde82a006892c',
        path: 'grade_school_math/data/test.jsonl',
        sha256: '3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14',
        bytes: 749738,
      }),
    ],
  },
  {
    id: 'math-500',
    title: 'MATH-500',
    about: '500 problems of competitions with boxed answers',
    licence: 'MIT',
    citation:
      'Hendrycks et al. 2021, Measuring Mathematical Problem Solving With the MATH Dataset, arXiv:2103.03874; the 500: Lightman et al. 2023, arXiv:2305.20050',
    page: 'https://github.com/openai/prm800k',
    files: [
      published('math500.jsonl', {
        repository: 'hkust-nlp/simpleRL-reason',
        commit: 'cf1c7858bfc145a27aa733e75d930d34f0d318a6',
        path: 'examples/simplelr_math_eval/data/math500/test.jsonl',
        sha256: '35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132',
        bytes: 446564,
      }),
    ],
  },
  {
    id: 'mbpp',
    title: 'MBPP',
    about: '974 small programming problems with tests',
    licence: 'CC-BY-4.0',
    citation: 'Austin et al. 2021, Program Synthesis with Large Language Models, arXiv:2108.07732',
    page: 'https://github.com/google-research/google-research/tree/master/mbpp',
    files: [
      published('mbpp.jsonl', {
        repository: 'OckBench/OckBench',
        commit: 'b72752a0ba5989d3c212675ec60d3eedcd838628',
        path: 'data/mbpp.jsonl',
        sha256: 'ccf64ceae9c5403bf50a044cb6d505bfd2a2963ee58338ba268fd65beab92a9f',
        bytes: 563743,
      }),
    ],
  },
];

/** @throws GuardrailError invalidRequest with the ids that there are */
export function catalogueEntry(id: string): CatalogueEntry {
  const found = catalogue.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  const ids = catalogue.map((entry) => entry.id);
  const near = nearestName(id, ids);
  throw new GuardrailError(
    'invalidRequest',
    `The catalogue has no benchmark "${id.slice(0, 80)}".`,
    `${near === null ? '' : `Did you mean ${near}? `}It has: ${ids.join(', ')}.`,
  );
}
