import { expect, it } from 'vitest'
import type { Device } from '../../src/tensor/device.js'
import { openDevice } from '../../src/tensor/open-device.js'
import { expectAgreement } from './agreement.js'
import { titled } from './extras.js'
import { smallTraining } from './small-training.js'
import { withoutWebgpu } from './swiftshader.js'

const absent = withoutWebgpu()

it.skipIf(absent !== null)(titled('webgpu computes what plain JavaScript does', absent), async () => {
  const plain = await openDevice('javascript')
  const reference = await smallTraining(plain.tf)
  plain.close()
  const device = await openDevice('webgpu')
  expect(device).toMatchObject({ kind: 'gpu', synchronous: false })
  expectAgreement(await smallTraining(device.tf), reference)
  device.close()
})

it.skipIf(absent !== null)(
  titled('auto passes over a GPU acted by the CPU, and so does gpu', absent),
  async () => {
    if (!(await isSoftware())) return
    const device: Device = await openDevice('auto')
    expect(device.name).not.toBe('webgpu')
    device.close()
    await expect(openDevice('gpu')).rejects.toThrow(/webgpu: it would be a GPU acted by the CPU/)
  },
)

it.skipIf(absent !== null)(
  titled('is passed over where tensors have to be read at once', absent),
  async () => {
    await expect(openDevice('webgpu', { synchronous: true })).rejects.toThrow(/cannot be read at once/)
  },
)

async function isSoftware(): Promise<boolean> {
  const device = await openDevice('webgpu')
  device.close()
  return device.software
}
