import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { absence } from './extras.js'

/** A GPU acted by the CPU: SwiftShader of Debian's chromium-common, through Vulkan's loader (libvulkan1). */
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** Why WebGPU cannot be tested here; null where it can, on SwiftShader unless a driver is named. */
export function withoutWebgpu(): string | null {
  const absent = absence('webgpu') ?? noVulkan()
  if (absent === null && existsSync(swiftshader)) process.env.VK_ICD_FILENAMES ??= swiftshader
  return absent
}

function noVulkan(): string | null {
  if (process.platform !== 'linux' || process.env.VK_ICD_FILENAMES !== undefined) return null
  if (!existsSync(swiftshader)) return `SKIPPED: no ${swiftshader}`
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' })
  return stdout?.includes('libvulkan.so.1') ? null : 'SKIPPED: no libvulkan.so.1'
}
