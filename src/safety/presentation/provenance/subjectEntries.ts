// What is known of one side of a comparison, by its kind: a checkpoint, a model behind an endpoint, a file of responses.
import { precisionText } from '../precisionText';
import type { AdapterFacts, CheckpointFacts, CheckpointFormat } from '../../../protocol/checkpoints';
import type {
  EndpointFacts,
  PolicyFacts,
  ResponsesFacts,
  SubjectFacts,
  SubjectRef,
} from '../../../protocol/subjects';
import { defaultsText, generationDefaultsOf } from '../../settings/generationDefaults';
import { safeguardSuffix } from '../../subjects/subjectSafeguard';
import { serverUrls, subjectText } from '../../subjects/subjectText';
import { formatCount } from '../numbers';
import { code, text, type Entry } from './entry';

const formatLabels: Readonly<Record<CheckpointFormat, string>> = {
  huggingface: 'Hugging Face folder',
  peft: 'PEFT adapter',
  gguf: 'GGUF file',
};

/** `ref`: what was asked for; without it, nothing is said of how the subject was run. */
export function subjectEntries(facts: SubjectFacts, ref?: SubjectRef): Entry[] {
  const safeguard = ref === undefined ? '' : safeguardSuffix(ref);
  return [...factEntries(facts, ref), ...(safeguard === '' ? [] : [code('Safeguard', safeguard.slice(1))])];
}

function factEntries(facts: SubjectFacts, ref: SubjectRef | undefined): Entry[] {
  switch (facts.kind) {
    case 'checkpoint':
      return checkpointEntries(facts, ref);
    case 'endpoint':
      return endpointEntries(facts, ref);
    case 'policy':
      return policyEntries(facts);
    case 'responses':
      return responsesEntries(facts);
  }
}

/** Of a side that was not opened yet. */
export function unopenedEntries(ref: SubjectRef): Entry[] {
  return [
    code(ref.kind === 'endpoint' ? 'Endpoint' : 'Path', subjectText(ref)),
    text('Facts', 'not opened yet'),
  ];
}

/** What two sides must share to be compared like with like; anything else differs for good reason. */
const shouldAgree: readonly string[] = [
  'Architecture',
  'Number format',
  'Quantization',
  'Computed with',
  'Vocabulary',
  'Context',
  'Tokenizer',
  'Chat template',
];

/** The entries of one side, with those marked that disagree with the other side's. */
export function markDifferences(entries: readonly Entry[], other: readonly Entry[]): Entry[] {
  const others = new Map(other.map(({ label, values }) => [label, values.join('\n')]));
  return entries.map((entry) => {
    const theirs = others.get(entry.label);
    const differs =
      shouldAgree.includes(entry.label) && theirs !== undefined && theirs !== entry.values.join('\n');
    return differs ? { ...entry, differs } : entry;
  });
}

function checkpointEntries(facts: CheckpointFacts, ref: SubjectRef | undefined): Entry[] {
  return [
    text('Name', facts.name),
    code('Path', facts.path),
    text('Format', formatLabels[facts.format]),
    text('Architecture', facts.architecture),
    text('Parameters', formatCount(facts.parameters)),
    text('Number format', facts.dtype),
    text('Quantization', facts.quantization ?? 'none'),
    ...(facts.quantization === null && facts.precision === undefined
      ? []
      : [text('Computed with', precisionText(facts))]),
    text('Layers × hidden size', `${formatCount(facts.layers)} × ${formatCount(facts.hiddenSize)}`),
    text('Heads (key/value)', `${formatCount(facts.heads)} (${formatCount(facts.kvHeads)})`),
    text('Vocabulary', `${formatCount(facts.vocabSize)}${facts.tiedEmbeddings ? ', tied head' : ''}`),
    text('Context', `${formatCount(facts.contextLength)} tokens`),
    code('Fingerprint', facts.fingerprint),
    code('Tokenizer', facts.tokenizerHash),
    facts.templateHash === null ? text('Chat template', 'none') : code('Chat template', facts.templateHash),
    ...(facts.adapter === null ? [] : adapterEntries(facts.adapter, ref)),
    ...lineageEntries(facts),
    ...(Object.keys(generationDefaultsOf(facts)).length === 0
      ? []
      : [text('generation_config.json', defaultsText(generationDefaultsOf(facts)))]),
    ...(facts.remarks.length === 0 ? [] : [text('Remarks', ...facts.remarks)]),
  ];
}

function adapterEntries(adapter: AdapterFacts, ref: SubjectRef | undefined): Entry[] {
  const scaling = `rank ${adapter.rank}, alpha ${adapter.alpha}${adapter.rslora ? ', rsLoRA' : ''}`;
  const madeFor = adapter.baseModel ?? 'not said';
  const merged = ref?.kind === 'checkpoint' && ref.merge === true;
  return [
    text('Adapter', `${adapter.peftType}, ${scaling}`, `${formatCount(adapter.parameters)} parameters`),
    ...(ref === undefined ? [] : [text('Run', merged ? 'merged into the weights' : 'beside the weights')]),
    text('Target modules', adapter.targetModules.join(', ') || 'none'),
    ...(adapter.modulesToSave.length === 0
      ? []
      : [text('Modules to save', adapter.modulesToSave.join(', '))]),
    text('Made for', adapter.revision === null ? madeFor : `${madeFor} at ${adapter.revision}`),
    ...(adapter.trainedOver === null ? [] : [code('Trained over', adapter.trainedOver)]),
  ];
}

function lineageEntries(facts: CheckpointFacts): Entry[] {
  const entries: Entry[] = [];
  for (let over = facts.base; over !== null; over = over.base) {
    entries.push(
      text('Base', over.name),
      code('Base path', over.path),
      code('Base fingerprint', over.fingerprint),
    );
  }
  return entries;
}

function endpointEntries(facts: EndpointFacts, ref: SubjectRef | undefined): Entry[] {
  const { parent, contextLength, owner, systemFingerprint, templateHash } = facts;
  const adapter = ref?.kind === 'endpoint' ? ref.adapter : undefined;
  return [
    text('Name', facts.name),
    code('URL', ...(ref?.kind === 'endpoint' ? serverUrls(ref) : [facts.url])),
    ...(parent === null ? [] : [text('Base', parent)]),
    ...(adapter === undefined ? [] : [code('Adapter on the server', adapter)]),
    ...(owner === null ? [] : [text('Owner', owner)]),
    text('Context', contextLength === null ? 'not said' : `${formatCount(contextLength)} tokens`),
    systemFingerprint === null
      ? text('System fingerprint', 'not said')
      : code('System fingerprint', systemFingerprint),
    templateHash === null ? text('Chat template', 'the server’s own') : code('Chat template', templateHash),
  ];
}

function policyEntries({
  name,
  path,
  format,
  environment,
  method,
  steps,
  seed,
  fingerprint,
}: PolicyFacts): Entry[] {
  return [
    text('Name', name),
    code('Path', path),
    text('Format', format === 'onnx' ? 'ONNX policy' : 'Control policy (safetensors)'),
    text('Environment', environment),
    text('Method', method),
    ...(steps === null ? [] : [text('Trained', `${formatCount(steps)} steps`)]),
    ...(seed === null ? [] : [text('Training seed', String(seed))]),
    code('Fingerprint', fingerprint),
  ];
}

function responsesEntries({ name, path, rows, fingerprint }: ResponsesFacts): Entry[] {
  return [
    text('Name', name),
    code('Path', path),
    text('Rows', formatCount(rows)),
    code('Fingerprint', fingerprint),
  ];
}
