/**
 * Builds tfjs-node on the tensorflow library of a Python wheel, for machines where the package's own download fails:
 * `node scripts/build-tfjs-native.mjs --help`. Linux on x86-64; needs Python with pip, make and a C++ compiler, once.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const TFJS = '4.22.0'
/** The newest of which a binding of tfjs-node 4.22 was seen to work; wheels are there for Python 3.9 to 3.11. */
const TENSORFLOW = '2.15.1'
const PYTHON = '3.11'
/** What the binding needs of a wheel. */
const NEEDED = ['libtensorflow', 'include/tensorflow/c/', 'include/tensorflow/core/platform/', 'include/tsl/']

const usage = `node scripts/build-tfjs-native.mjs [--folder DIR] [--gpu] [--wheel FILE] [--python python3] [--force]

  --folder  where it goes (${defaultFolder()}, where dsm looks; another needs DSM_TFJS=DIR)
  --gpu     @tensorflow/tfjs-node-gpu with the libraries of CUDA 12 (2 GB); tried on no card
  --wheel   a wheel of tensorflow-cpu (--gpu: tensorflow) ${TENSORFLOW} that is already here; else pip gets it (207 MB; 475 MB)
  --python  the Python whose pip is used
  --force   builds again what is there`

try {
  build(readOptions())
} catch (error) {
  console.error(`build-tfjs-native: ${error.message}`)
  process.exit(error.exitCode ?? 1)
}

function build({ folder, gpu, wheel, python, force }) {
  const name = gpu ? 'tfjs-node-gpu' : 'tfjs-node'
  const place = join(folder, 'node_modules', '@tensorflow', name)
  if (hasBinding(place) && !force) {
    console.log(`${place} is built already (--force builds it again)`)
    return
  }
  checkTools(python)
  mkdirSync(folder, { recursive: true })
  step(`npm packages into ${folder}`)
  // Its install script would download tensorflow.
  run('npm', [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `@tensorflow/${name}@${TFJS}`,
  ])
  const file = wheel ?? download(folder, gpu ? 'tensorflow' : 'tensorflow-cpu', python)
  const library = join(folder, gpu ? 'cuda' : 'cpu')
  step(`library and headers out of ${file}`)
  unpack(file, library, python)
  if (gpu) getCuda(file, library, python)
  if (wheel === undefined) rmSync(file)
  step('the binding')
  link(join(library, 'tensorflow'), join(place, 'deps'))
  compile(folder, place)
  step('a product on it')
  tryOut(place, name)
  console.log(`built ${place}`)
  if (folder !== defaultFolder()) console.log(`dsm finds it with DSM_TFJS=${folder}`)
}

function readOptions() {
  let values
  try {
    ;({ values } = parseArgs({
      options: {
        folder: { type: 'string', default: defaultFolder() },
        gpu: { type: 'boolean', default: false },
        wheel: { type: 'string' },
        python: { type: 'string', default: 'python3' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }))
  } catch (error) {
    throw problem(`${error.message}\n\n${usage}`, 2)
  }
  if (values.help) {
    console.log(usage)
    process.exit(0)
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw problem(
      `this builds for Linux on x86-64, not for ${process.platform} on ${process.arch}; try npm install @tensorflow/tfjs-node`,
    )
  if (values.wheel !== undefined && !existsSync(values.wheel))
    throw problem(`there is no wheel ${values.wheel}`, 2)
  return { ...values, folder: resolve(values.folder), wheel: values.wheel && resolve(values.wheel) }
}

/** As extrasFolder of src/tensor/packages.ts. */
function defaultFolder() {
  return process.env.DSM_TFJS || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dsm', 'tfjs')
}

function checkTools(python) {
  const tools = [
    [python, ['-m', 'pip', '--version'], 'Python with pip (--python names another)'],
    ['make', ['--version'], 'make'],
    ['g++', ['--version'], 'a C++ compiler'],
  ]
  const lacking = tools.flatMap(([command, args, what]) => (works(command, args) ? [] : [what]))
  if (lacking.length > 0) throw problem(`not found here: ${lacking.join(', ')}`)
}

function download(folder, name, python) {
  step(`${name} ${TENSORFLOW} from PyPI`)
  run(python, [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    `--python-version=${PYTHON}`,
    '--only-binary=:all:',
    `${name}==${TENSORFLOW}`,
    '-d',
    folder,
  ])
  const start = `${name.replace('-', '_')}-${TENSORFLOW}`
  return join(
    folder,
    readdirSync(folder).find((file) => file.startsWith(start) && file.endsWith('.whl')),
  )
}

/** By Python's zipfile, which is there where pip is. */
function unpack(wheel, into, python) {
  const program = `
import sys, zipfile
wheel, into, *needed = sys.argv[1:]
with zipfile.ZipFile(wheel) as z:
    names = [n for n in z.namelist() if any(n.startswith('tensorflow/' + p) for p in needed)]
    if not names: sys.exit('holds no tensorflow library: ' + wheel)
    z.extractall(into, names)
`
  run(python, ['-c', program, wheel, into, ...NEEDED])
}

/** The wheel names the versions of NVIDIA's libraries that it was built with, and looks for them in a folder beside its own. */
function getCuda(wheel, into, python) {
  step('libraries of CUDA 12 from PyPI')
  const program = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    text = z.read(next(n for n in z.namelist() if n.endswith('.dist-info/METADATA'))).decode()
for line in text.splitlines():
    found = re.match(r'Requires-Dist: (nvidia-\\S+)\\s*\\(?==([^;)\\s]+)\\)?', line)
    if found: print('=='.join(found.groups()))
`
  const wanted = execFileSync(python, ['-c', program, wheel], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
  if (wanted.length === 0)
    throw problem(`${wheel} names no libraries of CUDA: is it the wheel "tensorflow" for Linux?`)
  run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    `--python-version=${PYTHON}`,
    '--only-binary=:all:',
    '--target',
    into,
    ...wanted,
  ])
}

/** Gives the library the names under which tfjs-node 4.22 looks for the version that it would have downloaded. */
function link(tensorflow, deps) {
  const lib = join(deps, 'lib')
  rmSync(deps, { recursive: true, force: true })
  mkdirSync(lib, { recursive: true })
  symlinkSync(join(tensorflow, 'include'), join(deps, 'include'))
  for (const file of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
    symlinkSync(join(tensorflow, file), join(lib, file))
  symlinkSync('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'))
  symlinkSync('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so.2.9.1'))
  symlinkSync('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'))
}

function compile(folder, place) {
  const home = dirname(dirname(process.execPath))
  // Node's own headers where they lie beside it; else node-gyp downloads them.
  const headers = existsSync(join(home, 'include', 'node', 'node.h')) ? { npm_config_nodedir: home } : {}
  run(join(folder, 'node_modules', '.bin', 'node-pre-gyp'), ['install', '--build-from-source'], {
    cwd: place,
    env: { ...process.env, ...headers },
  })
}

function tryOut(place, name) {
  // Node 23 took away two functions that tfjs-node 4.22 calls.
  const program = `
const util = require('node:util')
util.isNullOrUndefined ??= (x) => x == null
util.isArray ??= Array.isArray
const tf = require(${JSON.stringify(place)})
if (String(tf.matMul([[1, 2]], [[3], [4]]).dataSync()) !== '11') process.exit(3)
`
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  if (!works(process.execPath, ['-e', program], { env }))
    throw problem(`@tensorflow/${name} is built but does not compute; see dsm devices ${name}`)
}

function hasBinding(place) {
  const lib = join(place, 'lib')
  return existsSync(lib) && readdirSync(lib).some((abi) => existsSync(join(lib, abi, 'tfjs_binding.node')))
}

function works(command, args, options = {}) {
  try {
    execFileSync(command, args, { stdio: 'ignore', ...options })
    return true
  } catch {
    return false
  }
}

function run(command, args, options = {}) {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      ...options,
    })
  } catch (error) {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-15).join('\n')
    throw problem(`${[command, ...args.slice(0, 3)].join(' ')} failed:\n${said || error.message}`)
  }
}

function step(what) {
  console.log(`- ${what}`)
}

function problem(message, exitCode = 1) {
  return Object.assign(new Error(message), { exitCode })
}
