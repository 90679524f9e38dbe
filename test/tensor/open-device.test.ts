import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { deviceNames } from '../../src/tensor/device.js'
import { devices, inspectDevice, notInstalled } from '../../src/tensor/inspect-devices.js'
import { mendNodeUtil } from '../../src/tensor/node-util.js'
import { openDevice } from '../../src/tensor/open-device.js'
import { packageFolders } from '../../src/tensor/packages.js'
import { withEnvironment } from '../../src/tensor/with-environment.js'
import { folderOf } from '../cli/run-dsm.js'

/** Nothing but what dsm brings along, whatever the person has among the caches. */
const bare = { DSM_TFJS: '/nowhere' }

describe('openDevice', () => {
  it('with an unknown name is wrong use and lists the devices', async () => {
    const error = await openDevice('tpu').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ code: 'unknown-device', exitCode: 2, message: 'there is no device "tpu"' })
    for (const name of ['auto', 'cpu', 'gpu', ...deviceNames])
      expect((error as UsageError).hint).toContain(name)
  })

  it('auto takes wasm where nothing else is installed, and says why not the others', async () => {
    const device = await withEnvironment(bare, () => openDevice())
    expect(device).toMatchObject({ name: 'wasm', kind: 'cpu', synchronous: true })
    expect(device.passedOver.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'tfjs-node', 'webgpu'])
    for (const { why } of device.passedOver) expect(why).toMatch(/not installed/)
    device.close()
  })

  it('cpu takes wasm before plain JavaScript', async () => {
    const device = await withEnvironment(bare, () => openDevice('cpu'))
    expect(device.name).toBe('wasm')
    device.close()
  })

  it('gpu, where there is none, is wrong use that says why', async () => {
    await expect(withEnvironment(bare, () => openDevice('gpu'))).rejects.toMatchObject({
      code: 'no-device',
      message: expect.stringMatching(
        /^no gpu can be used \(tfjs-node-gpu: .*not installed; webgpu: not installed/,
      ),
      hint: 'see dsm devices',
    })
  })

  it('by name, not installed, says how to get it', async () => {
    await expect(withEnvironment(bare, () => openDevice('webgpu'))).rejects.toMatchObject({
      message: expect.stringContaining('the device webgpu cannot be used: not installed: webgpu'),
      hint: expect.stringContaining('npm install webgpu'),
    })
  })

  it('opens again what was closed', async () => {
    for (let turn = 0; turn < 2; turn++) {
      for (const name of ['javascript', 'wasm']) {
        const device = await openDevice(name)
        expect(device.tf.getBackend()).toBe(name === 'wasm' ? 'wasm' : 'cpu')
        expect([...device.tf.add(device.tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3])
        device.close()
      }
    }
  })

  it('passes over an installed package that does not start, with its reason', async () => {
    const folder = folderOf({
      'node_modules/@tensorflow/tfjs-node/package.json': '{"name":"@tensorflow/tfjs-node","main":"index.js"}',
      'node_modules/@tensorflow/tfjs-node/index.js':
        'throw new Error("libtensorflow.so.2: cannot open shared object file")',
      'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node': '',
    })
    const device = await withEnvironment({ DSM_TFJS: folder }, () => openDevice('cpu'))
    expect(device.name).toBe('wasm')
    expect(device.passedOver[0]).toMatchObject({
      name: 'tfjs-node',
      why: expect.stringMatching(/does not start: libtensorflow\.so\.2: cannot open/),
    })
    device.close()
  })
})

describe('the list of devices', () => {
  it('has all in the order of auto: what is not installed with how to get it, the rest tried', async () => {
    const asked: string[] = []
    const states = await withEnvironment(bare, () =>
      devices((name) => {
        asked.push(name)
        return inspectDevice(name)
      }),
    )
    expect(states.map(({ name }) => name)).toEqual([...deviceNames])
    expect(asked).toEqual(['wasm', 'javascript'])
    for (const { name, usable, howToGet } of states) {
      expect(usable).toBe(asked.includes(name))
      if (!usable) expect(howToGet).toMatch(/^npm install /)
    }
  })

  it('knows a package that npm unpacked without running its install script', async () => {
    const folder = folderOf({ 'node_modules/@tensorflow/tfjs-node-gpu/package.json': '{}' })
    const state = await withEnvironment({ DSM_TFJS: folder }, async () => notInstalled('tfjs-node-gpu'))
    expect(state).toMatchObject({
      usable: false,
      why: expect.stringContaining('without its compiled binding'),
    })
  })

  it('measures a matrix product where it is given a clock', async () => {
    let reads = 0
    // A clock on which everything takes a tenth of a second.
    const state = await inspectDevice('wasm', () => 0.1 * reads++)
    expect(state).toMatchObject({ usable: true, kind: 'cpu' })
    expect(state.matmul).toBeCloseTo((2 * 256 ** 3) / 0.1 / 1e9, 6)
  })
})

it('nothing is loaded from the working folder', async () => {
  const folder = folderOf({ 'node_modules/webgpu/package.json': '{}' })
  const before = process.cwd()
  process.chdir(folder)
  try {
    expect(await withEnvironment(bare, async () => packageFolders('webgpu'))).not.toContain(
      `${folder}/node_modules/webgpu`,
    )
  } finally {
    process.chdir(before)
  }
})

it('what Node 23 took from node:util is put back, and what is there stays', () => {
  const isArray = () => true
  const util: { isArray: unknown; isNullOrUndefined?: (value: unknown) => boolean } = { isArray }
  mendNodeUtil(util)
  expect(util.isArray).toBe(isArray)
  expect([undefined, null, 0, ''].map((value) => util.isNullOrUndefined!(value))).toEqual([
    true,
    true,
    false,
    false,
  ])
})
