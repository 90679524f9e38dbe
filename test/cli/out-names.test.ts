import { describe, expect, it } from 'vitest'
import { folderOf, runDsm } from './run-dsm.js'

const config = `
data: { path: t.conllu, x: form, z: upos }
model: { gate: markov, experts: [{ family: categorical }] }
output: run
`
const token = (id: number, form: string, upos: string) =>
  `${[id, form, form, upos, '_', '_', '_', '_', '_', '_'].join('\t')}\n`
const sentences = `# sent_id = a\n${token(1, 'the', 'DET')}${token(2, 'dog', 'NOUN')}\n# sent_id = b\n${token(1, 'a', 'DET')}\n`

describe('files of results', () => {
  it('CoNLL-U with further columns, as predict writes it, can be read again', async () => {
    const cwd = folderOf({ 'c.yaml': config, 't.conllu': sentences })
    expect((await runDsm(['train', 'c.yaml'], { cwd })).code).toBe(0)
    expect((await runDsm(['predict', 'run', 't.conllu', '--out', 'o.conllu'], { cwd })).code).toBe(0)
    const again = await runDsm(['eval', 'run', 'o.conllu', '--json'], { cwd })
    const first = await runDsm(['eval', 'run', 't.conllu', '--json'], { cwd })
    expect(JSON.parse(again.stdout).logLikelihood).toBe(JSON.parse(first.stdout).logLikelihood)
    expect(JSON.parse(first.stdout).logLikelihood).toBeLessThan(0)
  })

  it.each([
    ['x.csv.gz', 'x.csv.gz: results are written as plain text, not as .gz', 'name the file x.csv'],
    ['x.parquet', 'x.parquet: results are written as plain text, not as .parquet', 'name the file x.csv'],
  ])('%s is refused: nothing packs it', async (name, message, hint) => {
    const cwd = folderOf({ 'c.yaml': config, 't.conllu': sentences })
    await runDsm(['train', 'c.yaml'], { cwd })
    const { code, stderr } = await runDsm(['sample', 'run', '--out', name], { cwd })
    expect(stderr.toLowerCase()).toContain(message)
    expect(stderr.toLowerCase()).toContain(hint)
    expect(code).toBe(2)
  })
})
