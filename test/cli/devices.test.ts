import { describe, expect, it } from 'vitest'
import { runDsm } from './run-dsm.js'

const env = { DSM_TFJS: '/nowhere' }

describe('dsm devices', () => {
  it('lists each with what is in its way, and what auto takes', async () => {
    const { stdout, stderr, code } = await runDsm(['devices'], { env })
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout).toMatch(/^device +runs on +what it is/)
    expect(stdout).toMatch(/^tfjs-node +- .*not installed/m)
    expect(stdout).toMatch(/^wasm +cpu +tensorflow\.js 4/m)
    expect(stdout).toMatch(/^--device auto takes wasm$/m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
  })

  it('under --json --measure gives a rate for each that is usable, and null for the others', async () => {
    const { stdout, code } = await runDsm(['devices', '--json', '--measure'], { env })
    expect(code).toBe(0)
    const result = JSON.parse(stdout) as {
      auto: string
      devices: { name: string; usable: boolean; why: string; matmul: number | null }[]
    }
    expect(result.auto).toBe('wasm')
    for (const { usable, why, matmul } of result.devices) {
      expect(why).not.toBe('')
      if (usable) expect(matmul).toBeGreaterThan(0)
      else expect(matmul).toBeNull()
    }
  })

  it('tries one by name, and an unknown name is wrong use', async () => {
    const one = await runDsm(['devices', 'wasm', '--json'], { env })
    expect(JSON.parse(one.stdout)).toMatchObject({ devices: [{ name: 'wasm', usable: true }] })
    const none = await runDsm(['devices', 'tpu'], { env })
    expect(none.code).toBe(2)
    expect(none.stderr).toBe(
      'error: there is no device "tpu"\n  hint: Expected one of tfjs-node-gpu, tfjs-node, webgpu, wasm, javascript; see dsm devices.\n',
    )
  })
})
