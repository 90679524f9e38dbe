import { beforeAll, describe, expect, it } from 'vitest'
import { openDevice } from '../../src/tensor/open-device.js'
import { expectAgreement } from './agreement.js'
import { absence, titled } from './extras.js'
import { smallTraining, type Training } from './small-training.js'

describe.each(['tfjs-node', 'tfjs-node-gpu'] as const)('%s', (name) => {
  const absent = absence(name)
  let reference: Training
  beforeAll(async () => {
    if (absent !== null) return
    const plain = await openDevice('javascript')
    reference = await smallTraining(plain.tf)
    plain.close()
  })

  it.skipIf(absent !== null)(titled('computes what plain JavaScript does', absent), async () => {
    const device = await openDevice(name)
    expect(device.description).toMatch(/^tensorflow \d+\.\d+\.\d+ on (the CPU|a GPU)/)
    expectAgreement(await smallTraining(device.tf), reference)
    device.close()
  })

  it.skipIf(absent !== null)(titled('gives the same bits twice on the CPU', absent), async () => {
    const device = await openDevice(name)
    if (device.kind === 'cpu') expect(await smallTraining(device.tf)).toEqual(await smallTraining(device.tf))
    device.close()
  })

  it.skipIf(absent !== null)(titled('leaves TF32 off unless it is asked for', absent), async () => {
    const device = await openDevice(name)
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('0')
    device.close()
  })
})
