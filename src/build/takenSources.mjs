// What of our own sources was taken from other projects, word for word or number by number, and under which terms. The notices
// of every package have it.

/** Copyright line, and the address of the licence where its text is not one of `standardTexts`. */
export const takenSources = [
  {
    title: 'Codebooks of the quantisation types IQ2 and IQ3, from ggml and gguf-py',
    files: ['src/engine/checkpoints/gguf/grids.ts'],
    from: 'https://github.com/ggml-org/llama.cpp',
    licence: 'MIT',
    holder: '2023-2026 The ggml authors',
  },
  {
    title: "StrongREJECT's rubric",
    files: ['src/safety/judges/rubrics/strongReject.ts'],
    from: 'https://github.com/alexandrasouly/strongreject',
    licence: 'MIT',
    holder: '2024 the authors of StrongREJECT (Souly et al., arXiv 2402.10260)',
  },
  {
    title: "HarmBench's classification prompts",
    files: ['src/safety/judges/rubrics/harmBench.ts'],
    from: 'https://github.com/centerforaisafety/HarmBench',
    licence: 'MIT',
    holder: '2024 the authors of HarmBench (Mazeika et al., arXiv 2402.04249)',
  },
  {
    title: "XSTest's classification prompt",
    files: ['src/safety/judges/rubrics/xstestThreeWay.ts'],
    from: 'https://github.com/paul-rottger/exaggerated-safety',
    licence: 'CC-BY-4.0',
    holder: '2023 Paul Röttger et al. (NAACL 2024, arXiv 2308.01263); unchanged',
  },
  {
    title: "WildGuard's prompt",
    files: ['src/safety/judges/guards/wildGuard.ts'],
    from: 'https://huggingface.co/allenai/wildguard',
    licence: 'Apache-2.0',
    holder: '2024 Allen Institute for AI; unchanged',
  },
  {
    title: 'Field numbers and names of ONNX, from onnx.proto',
    files: ['src/engine/graph/onnxSchema.proto', 'src/engine/graph/onnxSchema.js'],
    from: 'https://github.com/onnx/onnx',
    licence: 'Apache-2.0',
    holder: 'the ONNX project contributors; a part of the original',
  },
];
