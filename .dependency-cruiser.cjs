/**
 * Arrows of import: exam <- sheet <- contract <- station <- cli, contract <- client <- renderer, cli, and station <- main, contract <- preload; the simulator stands beside, and must not see the reader it tests.
 * Each layer lists what of ours it may import; everything else of ours is refused.
 */
const layers = {
  exam: [],
  sheet: ['exam'],
  contract: ['exam', 'sheet'],
  station: ['exam', 'sheet', 'contract'],
  simulate: ['exam', 'sheet', 'contract'],
  client: ['contract'],
  renderer: ['contract', 'client'],
  worker: ['contract', 'client', 'station'],
  main: ['contract', 'station', 'cli'],
  preload: ['contract'],
  cli: ['exam', 'sheet', 'contract', 'station', 'client', 'simulate', 'worker'],
};
/** The codes of errors and faults are everybody's vocabulary: leaves that import nothing but each other. */
const errors = '^src/contract/(errors|faults|fault-words)\\.ts$';
const test = '\\.test\\.tsx?$';

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `${layer}-imports-only-${allowed.join('-') || 'itself'}`,
  comment: 'docs/layers.md shows who may know whom.',
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: test },
  to: { path: '^(src|tests|scripts)/', pathNot: [`^src/(${[layer, ...allowed].join('|')})/`, errors] },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'contract-takes-types-only',
      comment: 'What crosses a border must not drag the exam or the sheet code into every client.',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: test },
      to: { path: '^src/(exam|sheet)/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'errors-import-nothing', severity: 'error', from: { path: errors }, to: { pathNot: errors } },
    {
      name: 'simulator-does-not-see-the-reader',
      comment: 'A simulator that shares code with the reader would agree with its mistakes.',
      severity: 'error',
      from: { path: '^src/simulate/', pathNot: test },
      to: { path: '^src/sheet/read/' },
    },
    {
      name: 'pure-layers-do-no-io',
      comment: 'exam and sheet decide; files, sockets, processes and the clock belong to the station.',
      severity: 'error',
      from: { path: '^src/(exam|sheet/read)/', pathNot: test },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|assert)$' },
    },
    { name: 'no-cycles', comment: 'Of types neither: two files that need each other are one idea, or hide a third.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-import-of-tests', severity: 'error', from: { pathNot: `^tests/|${test}` }, to: { path: `^tests/|${test}` } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\*$' } },
    { name: 'no-undeclared-packages', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    // Electron is what the built app runs in; its package brings the types only.
    { name: 'no-tools-at-run-time', severity: 'error', from: { path: '^src/', pathNot: test }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/electron/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
