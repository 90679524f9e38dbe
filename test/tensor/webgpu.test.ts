import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Device } from '../../src/tensor/device.js'
import { openDevice } from '../../src/tensor/open-device.js'
import { expectAgreement } from './agreement.js'
import { absence, titled } from './extras.js'
import { smallTraining } from './small-training.js'

/** A GPU acted by the CPU: SwiftShader of Debian's chromium-common, through Vulkan's loader (libvulkan1). */
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json'

const absent = absence('webgpu') ?? noVulkan()
if (absent === null && existsSync(swiftshader)) process.env.VK_ICD_FILENAMES ??= swiftshader

function noVulkan(): string | null {
  if (process.platform !== 'linux' || process.env.VK_ICD_FILENAMES !== undefined) return null
  if (!existsSync(swiftshader)) return `SKIPPED: no ${swiftshader}`
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' })
  return stdout?.includes('libvulkan.so.1') ? null : 'SKIPPED: no libvulkan.so.1'
}

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
