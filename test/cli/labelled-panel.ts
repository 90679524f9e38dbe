import { folderOf, runDsm } from './run-dsm.js'

/** Six sequences that change between slow and fast; the state is known in some rows, its truth stands in `truth`. */
export function panelCsv(): string {
  const lines = ['id,t,speed,weather,kind,truth,split']
  for (let s = 0; s < 6; s++) {
    for (let t = 0; t < 40; t++) {
      const fast = (Math.floor(t / 8) + s) % 2
      const speed = fast === 1 ? 10 + 2 * Math.sin(7 * t + s) : 2 + Math.sin(5 * t + 2 * s)
      const weather = (t * 7 + s) % 5 < (fast === 1 ? 4 : 2) ? 'sun' : 'rain'
      const name = fast === 1 ? 'ride' : 'walk'
      const cell = t % 11 === 5 ? '' : speed.toFixed(3)
      lines.push(
        [`p${s}`, t, cell, weather, t % 3 === 0 ? name : '', name, s < 4 ? 'train' : 'test'].join(','),
      )
    }
  }
  return `${lines.join('\n')}\n`
}

const experts = `
    - { family: gaussian, columns: [speed] }
    - { family: categorical, columns: [weather] }`

export const configs = {
  'free.yaml': `data: { path: panel.csv, sequence: id, order: t, x: [speed, weather], where: { split: train } }
model:
  gate: markov
  states: 2
  experts:${experts}
training: { restarts: 2 }
output: free
`,
  'named.yaml': `data: { path: panel.csv, sequence: id, order: t, x: [speed, weather], z: kind, where: { split: train } }
model:
  gate: markov
  experts:${experts}
output: named
`,
  'mixture.yaml': `data: { path: panel.csv, x: [speed, weather] }
model:
  gate: independent
  states: 2
  experts:${experts}
training: { restarts: 2 }
output: mixture
`,
} as const

/** A folder with the panel and the trained runs of these configs. */
export async function trainedFolder(...names: (keyof typeof configs)[]): Promise<string> {
  const cwd = folderOf({ ...configs, 'panel.csv': panelCsv() })
  for (const name of names) {
    const { code, stderr } = await runDsm(['train', name], { cwd })
    if (code !== 0) throw new Error(`dsm train ${name}: ${stderr}`)
  }
  return cwd
}

/** CSV without quoted cells as records. */
export function records(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split('\n')
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])))
}
