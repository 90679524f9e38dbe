import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { tagged } from '../neural/helpers.js'
import { folderOf, runDsm } from './run-dsm.js'

const config = `data: { path: rows.csv, sequence: id, x: [a, b], y: [tag] }
model:
  target: y
  gate: markov
  states: 2
  experts: [{ family: neural, output: categorical, columns: [tag], inputs: [a, b], units: [4] }]
training: { epochs: 2, batchSize: 4, restarts: 2 }
device: javascript
output: run
`
/** Nothing but what dsm brings along. */
const env = { DSM_TFJS: '/nowhere' }
let cwd: string

beforeAll(() => {
  cwd = folderOf({ 'rows.csv': tagged(8, 6, 1), 'config.yaml': config })
})

const deviceOf = (folder: string) =>
  JSON.parse(readFileSync(join(cwd, folder, 'model.json'), 'utf8')).fit.network.device

it('device: in the config is said once and kept in the model file', async () => {
  const run = await runDsm(['train', 'config.yaml'], { cwd, env })
  expect(run.code, run.stderr).toBe(0)
  expect(run.stderr.match(/networks are trained on/g)).toHaveLength(1)
  expect(run.stderr).toContain('networks are trained on javascript (tensorflow.js')
  expect(deviceOf('run')).toBe('javascript')
})

it('--device replaces it', async () => {
  const run = await runDsm(['train', 'config.yaml', '--device', 'cpu', '--output', 'other'], { cwd, env })
  expect(run.code, run.stderr).toBe(0)
  expect(run.stderr).toContain('networks are trained on wasm')
  expect(deviceOf('other')).toBe('wasm')
})

it('cv takes --device and writes it into the config for dsm train', async () => {
  const args = [
    'cv',
    'config.yaml',
    '--k-range',
    '1:2',
    '--folds',
    '2',
    '--restarts',
    '1',
    '--device',
    'wasm',
  ]
  const run = await runDsm([...args, '--output', 'search'], { cwd, env })
  expect(run.code, run.stderr).toBe(0)
  expect(run.stderr).toContain('networks are trained on wasm')
  expect(readFileSync(join(cwd, 'search/config.yaml'), 'utf8')).toContain('device: wasm')
  const other = await runDsm([...args.slice(0, -1), 'javascript', '--output', 'search', '--resume'], {
    cwd,
    env,
  })
  expect(other.code).toBe(2)
  expect(other.stderr).toContain('another device (wasm, now javascript)')
})

it('a device that is not there is wrong use that says how to get it; nothing is written', async () => {
  const run = await runDsm(['train', 'config.yaml', '--device', 'tfjs-node', '--output', 'none'], {
    cwd,
    env,
  })
  expect(run.code).toBe(2)
  expect(run.stderr.replace(/\s+/g, ' ')).toContain('@tensorflow/tfjs-node is not installed')
  expect(run.stderr.replace(/\s+/g, ' ')).toContain('npm install @tensorflow/tfjs-node')
  expect(() => deviceOf('none')).toThrow(/ENOENT/)
})

it.each([
  [['--device', 'tpu'], /Allowed choices are auto, cpu, gpu/],
  [['--set', 'device=tpu'], /device/],
])('an unknown device is wrong use: %s', async (args, message) => {
  const run = await runDsm(['train', 'config.yaml', ...args], { cwd, env })
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(message)
})
