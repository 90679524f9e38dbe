import { spawnSync } from 'node:child_process'

/** The command-line tests spawn bin/dsm.js, which needs dist/. Type errors stop a run in CI and are shown elsewhere. */
export default function build(): void {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  const kernel = spawnSync(process.execPath, ['scripts/build-kernel.mjs'], { stdio: 'inherit' })
  const bundle = spawnSync(process.execPath, ['scripts/bundle.mjs'], { stdio: 'inherit' })
  if ((status !== 0 && process.env.CI) || kernel.status !== 0 || bundle.status !== 0)
    throw new Error('the build failed')
}
