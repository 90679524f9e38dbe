/** The direction of imports (docs/architecture.md). A folder may import itself, and what its row lists. */
const allowed = {
  'src/math': [],
  'src/inference': ['src/math'],
  'src/memory': ['src/math', 'src/inference'],
  'src/encode': ['src/math', 'src/data', 'src/config'],
  'src/model': ['src/math', 'src/inference', 'src/encode', 'src/config'],
  'src/training': ['src/math', 'src/inference', 'src/model', 'src/encode', 'src/config'],
  'src/evaluation': [
    'src/math',
    'src/inference',
    'src/model',
    'src/encode',
    'src/config',
    'src/training',
    'src/data',
  ],
  'src/selection': [
    'src/math',
    'src/inference',
    'src/model',
    'src/encode',
    'src/config',
    'src/data',
    'src/training',
    'src/evaluation',
  ],
  'src/kernel': ['src/math', 'src/data', 'src/inference', 'src/encode', 'src/model', 'src/training'],
  'src/neural': [
    'src/math',
    'src/inference',
    'src/encode',
    'src/config',
    'src/model',
    'src/training',
    'src/tensor',
  ],
  'src/cluster': [
    'src/kernel',
    'src/inference',
    'src/memory',
    'src/model',
    'src/training',
    'src/selection',
    'src/neural',
    'src/tensor',
  ],
  'src/config': ['src/math'],
  'src/tensor': ['src/config'],
  'src/data': ['src/config'],
  'src/store': ['src/config', 'src/model', 'src/training', 'src/encode', 'src/selection'],
  'src/report': [
    'src/math',
    'src/inference',
    'src/config',
    'src/model',
    'src/training',
    'src/evaluation',
    'src/selection',
    'src/data',
    'src/encode',
  ],
}
const everywhere = ['src/errors.ts', 'src/random.ts']
const escaped = (path) => path.replace(/[.\\/]/g, '\\$&')
const rules = Object.entries(allowed).map(([folder, targets]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^${escaped(folder)}/` },
  to: {
    path: '^src/',
    pathNot: [...targets, folder]
      .map((t) => `^${escaped(t)}/`)
      .concat(everywhere.map((f) => `^${escaped(f)}$`)),
  },
}))
module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-node-in-the-pure-part',
      comment: 'everything from math to selection can be made to run in a browser',
      severity: 'error',
      from: {
        path: '^src/(math|random|errors|inference|kernel|memory|encode|model|training|evaluation|selection)',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-tensor-imports-tensorflow',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tensor/' },
      to: { path: '(^|/)(@tensorflow/|webgpu($|/))' },
    },
    {
      name: 'only-the-cli-imports-the-cli',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
