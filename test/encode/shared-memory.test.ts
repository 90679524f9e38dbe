import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { memorySource } from '../../src/data/index.js'
import { type Encoded, hideSteps, takeSequences } from '../../src/encode/index.js'
import { prepareData } from '../../src/prepare.js'

const config = configSchema.parse({
  data: { sequence: 'id', order: 't', z: 'z' },
  model: {
    gate: 'markov',
    states: 2,
    experts: [
      { family: 'gaussian', columns: ['x'] },
      { family: 'gaussian', columns: ['u', 'v'] },
      { family: 'categorical', columns: ['w'] },
    ],
  },
})
const text = 'id,t,x,u,v,w,z\na,2,1,1,2,p,0\na,1,2,3,4,q,1\nb,1,3,5,6,p,0\nb,2,4,7,8,q,1\n'

function arrays({ offsets, labels, lines, groups }: Encoded): { [name: string]: ArrayBufferView } {
  const cells = groups.map((group, e) => [
    `group ${e}`,
    group.kind === 'numbers' ? group.values : group.codes,
  ])
  return { offsets, labels: labels!, lines, ...Object.fromEntries(cells) }
}

describe('encoded data', () => {
  it('stand on shared memory, so that worker threads need no copy; subsets too', async () => {
    const { encoded } = await prepareData(config, memorySource('a.csv', text))
    for (const data of [
      encoded,
      takeSequences(encoded, [1]),
      hideSteps(encoded, Uint8Array.of(0, 1, 0, 0)),
    ]) {
      for (const [name, array] of Object.entries(arrays(data))) {
        expect(array.buffer, name).toBeInstanceOf(SharedArrayBuffer)
      }
    }
  })

  it('a single numeric column is not copied between reading and encoding', async () => {
    const { data, encoded } = await prepareData(config, memorySource('a.csv', text))
    const [group] = encoded.groups
    expect(group!.kind === 'numbers' && group!.values).toBe(
      (data.columns.get('x') as { values: unknown }).values,
    )
  })
})
