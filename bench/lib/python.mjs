import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { reason } from './json-process.mjs'

/** What is remembered between runs: a Python environment, compiled programs, results. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dsm-bench')

const environment = join(cacheFolder, 'venv')
const python = join(environment, 'bin', 'python')
const TORCH_WITHOUT_CUDA = [
  '--index-url',
  'https://download.pytorch.org/whl/cpu',
  '--retries',
  '0',
  '--timeout',
  '20',
]

/** Settings of OpenBLAS that some machines carry would slow NumPy down. */
export function pythonEnvironment() {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  return env
}

/**
 * A Python that has the named packages, in an environment of its own in the cache folder; pip installs what is missing.
 * Gives { python, missing }: missing maps a package that is not to be had to the reason.
 */
export function preparePython(packages, { install = true } = {}) {
  const missing = new Map()
  if (!existsSync(python)) {
    const problem = install
      ? makeEnvironment()
      : 'there is no Python environment yet, and --no-install was given'
    if (problem !== undefined) return { python, missing: new Map(packages.map((name) => [name, problem])) }
  }
  for (const name of packages) {
    if (isThere(name)) continue
    if (!install) missing.set(name, 'not installed, and --no-install was given')
    else {
      const problem = installPackage(name)
      if (problem !== undefined) missing.set(name, problem)
    }
  }
  return { python, missing }
}

/** The versions of installed packages and of Python, in one line. */
export function versionsOf(python, packages) {
  const code =
    'import sys; from importlib.metadata import version; print(", ".join(f"{p} {version(p)}" for p in sys.argv[1:]), end=f", Python {sys.version.split()[0]}")'
  return spawnSync(python, ['-c', code, ...packages], { encoding: 'utf8' }).stdout
}

function makeEnvironment() {
  mkdirSync(cacheFolder, { recursive: true })
  const made = spawnSync(process.env.PYTHON || 'python3', ['-m', 'venv', environment], { encoding: 'utf8' })
  if (made.error) return 'python3 is not there'
  return made.status === 0 ? undefined : `python3 -m venv failed: ${reason(made.stderr || made.stdout)}`
}

function isThere(name) {
  const code = 'import sys; from importlib.metadata import version; version(sys.argv[1])'
  return spawnSync(python, ['-c', code, name]).status === 0
}

function installPackage(name) {
  // Torch for the CPU alone is a tenth of the size; it is not on the usual index.
  if (name === 'pomegranate' && !isThere('torch')) pip('torch', ...TORCH_WITHOUT_CUDA)
  console.error(`installing ${name} into ${environment}`)
  return pip(name)
}

/** What went wrong, if anything did. */
function pip(...args) {
  const run = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...args], { encoding: 'utf8' })
  return run.status === 0 ? undefined : `pip: ${reason(run.stderr) ?? `exit ${run.status}`}`
}
