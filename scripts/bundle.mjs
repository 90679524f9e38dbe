// Bundles the command line and its worker, with their libraries, into dist/bundle/: a few files load in a third of the time of hundreds.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const home = fileURLToPath(new URL('..', import.meta.url))
await build({
  // Chunks lie as deep in dist/ as the files that they are made of: paths from import.meta.url hold.
  entryPoints: {
    main: `${home}dist/cli/main.js`,
    worker: `${home}dist/cluster/worker.js`,
    'job-worker': `${home}dist/cluster/job-worker.js`,
    'restart-worker': `${home}dist/cluster/restart-worker.js`,
  },
  outdir: `${home}dist/bundle`,
  bundle: true,
  splitting: true,
  // Native code, and there only where the person has it.
  external: ['@resvg/resvg-js', 'canvas'],
  platform: 'node',
  target: 'node20',
  format: 'esm',
  legalComments: 'linked',
  // Libraries in CommonJS ask for Node's modules by require.
  banner: {
    js: "import { createRequire as dsmCreateRequire } from 'node:module'; const require = dsmCreateRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

// tfjs-core publishes its gradients as modules without file endings, which Node cannot load: the library's file brings them along.
await build({
  entryPoints: [`${home}dist/tensor/gradients.js`],
  outfile: `${home}dist/tensor/gradients.js`,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  legalComments: 'linked',
  logLevel: 'warning',
})
