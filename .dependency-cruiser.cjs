/** The direction of the arrows. `scripts/check-imports.ts` runs these rules and asserts that modules were really read. */
const CORE_LAYERS = [
  'scenario',
  'machine',
  'agent',
  'transcript',
  'trial',
  'walk',
  'experiment',
  'exporters',
  'foreign',
];
/** What each layer of the core may import besides itself. */
const CORE_MAY_IMPORT = {
  scenario: [],
  machine: ['scenario'],
  agent: ['scenario', 'machine'],
  transcript: ['scenario', 'machine', 'agent'],
  trial: ['scenario', 'machine', 'agent', 'transcript'],
  walk: ['scenario', 'machine', 'agent', 'transcript', 'trial'],
  experiment: ['scenario', 'machine', 'agent', 'transcript', 'trial'],
  exporters: ['scenario', 'machine', 'agent', 'transcript', 'experiment'],
  foreign: ['transcript'],
};
const SURFACES = ['extension', 'language-server', 'cli', 'page'];

module.exports = {
  forbidden: [
    ...CORE_LAYERS.map((layer) => ({
      name: `core-${layer}-arrows`,
      comment: `core/${layer} imports only ${['itself', ...CORE_MAY_IMPORT[layer]].join(', ')}`,
      severity: 'error',
      from: { path: `^src/core/${layer}/` },
      to: {
        path: '^(src|webview|scripts|test|bench)/',
        pathNot: `^src/core/(${[layer, ...CORE_MAY_IMPORT[layer]].join('|')})/`,
      },
    })),
    {
      name: 'core-knows-no-host',
      comment: 'nothing in the core imports a Node module',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'core-knows-no-editor', severity: 'error', from: { path: '^src/core/' }, to: { path: '^vscode' } },
    {
      name: 'protocol-is-types-of-the-core',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(core|protocol)/' },
    },
    {
      name: 'node-imports-core-and-protocol',
      severity: 'error',
      from: { path: '^src/node/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(core|protocol|node)/' },
    },
    ...SURFACES.map((surface) => ({
      name: `${surface}-is-a-thin-surface`,
      comment: 'surfaces import core, protocol and node, never each other',
      severity: 'error',
      from: { path: `^src/${surface}/` },
      to: { path: '^(src|webview)/', pathNot: `^src/(core|protocol|node|${surface})/` },
    })),
    {
      name: 'page-runs-in-a-browser',
      severity: 'error',
      from: { path: '^src/page/' },
      to: { path: '^src/node/' },
    },
    {
      name: 'web-view-sees-the-protocol-only',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/protocol/' },
    },
    {
      name: 'web-view-knows-no-host',
      severity: 'error',
      from: { path: '^webview/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'toolkit-in-one-file',
      severity: 'error',
      from: { path: '^webview/', pathNot: '^webview/controls\\.ts$' },
      to: { path: '@vscode/webview-ui-toolkit' },
    },
    {
      name: 'only-the-extension-imports-vscode',
      severity: 'error',
      from: { path: '^(src|webview|scripts|bench)/', pathNot: '^src/extension/' },
      to: { path: '^vscode$' },
    },
    {
      name: 'no-child-process-but-the-trial-process',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/node/trial-process/launch\\.ts$' },
      to: { path: '^(node:)?(child_process|cluster|vm|worker_threads|inspector)$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: '^(src|webview|scripts|test|bench)/' },
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|coverage)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
