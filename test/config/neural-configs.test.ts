import { describe, expect, it } from 'vitest'
import { ConfigProblems, loadConfig } from '../../src/config/index.js'

const config = (model: string, data = 'x: [a, b], y: [tag]') =>
  `data: { path: a.csv, ${data} }\nmodel:\n  ${model}\n`
const network = (keys: string) => `experts: [{ family: neural, output: categorical, ${keys} }]`

function complaints(text: string): string[] {
  try {
    loadConfig(text, { file: 'config.yaml' })
  } catch (error) {
    if (error instanceof ConfigProblems)
      return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
  return []
}

describe('a config of networks', () => {
  it('has one restart where none is asked for, and as many as are asked for', () => {
    const text = config(`target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [a]')}`)
    expect(loadConfig(text, { file: 'c' }).training.restarts).toBe(1)
    expect(loadConfig(`${text}training: { restarts: 4 }\n`, { file: 'c' }).training.restarts).toBe(4)
    expect(loadConfig(text, { file: 'c', overrides: ['training.restarts=3'] }).training.restarts).toBe(3)
  })

  it('names what a recurrence sees where it is left to the roles of the columns', () => {
    const seen = (text: string) => loadConfig(text, { file: 'c' }).model.recurrence
    const experts = network('inputs: [previous]')
    expect(seen(config(`gate: recurrent\n  states: 2\n  ${experts}`, 'x: [a], y: [w]'))).toMatchObject({
      inputs: ['previous', 'w'],
      units: 32,
    })
    const tagger = network('columns: tag, inputs: [a]')
    expect(
      seen(config(`target: y\n  gate: recurrent\n  states: 2\n  recurrence: { units: 5 }\n  ${tagger}`)),
    ).toMatchObject({ inputs: ['a', 'b'], units: 5 })
  })

  it('lets transitions see what the first expert sees, with target y under markov, unless told otherwise', () => {
    const text = (keys: string) =>
      config(
        `target: y\n  gate: markov\n  states: 2${keys}\n  ${network('columns: tag, inputs: [a], context: [-2, 2], units: [7], dropout: 0.1')}`,
      )
    const transition = (keys: string) => loadConfig(text(keys), { file: 'c' }).model.transition
    const own = { inputs: ['a'], context: [-2, 2], units: [7], dropout: 0.1, weightDecay: 0, fixed: false }
    expect(transition('')).toEqual(own)
    expect(transition('\n  transition: { normalise: sequence, units: [] }')).toEqual({
      ...own,
      units: [],
      normalise: 'sequence',
    })
    expect(transition('\n  transition: { inputs: [] }')).toEqual({ inputs: [], fixed: false })
    const independent = text('').replace('markov', 'independent')
    expect(loadConfig(independent, { file: 'c' }).model.transition).toBeUndefined()
  })

  it.each([
    [
      'a matrix beside a network of transitions',
      config(
        `target: y\n  gate: markov\n  states: 2\n  transition: { inputs: [a], prior: { concentration: 2 } }\n  ${network('columns: tag, inputs: [a]')}`,
      ),
      'model.transition.prior: prior is for a transition matrix, but here a network of inputs gives the transitions; take prior away',
    ],
    [
      'a matrix that is told anything',
      config(
        `target: y\n  gate: markov\n  states: 2\n  transition: { inputs: [], start: [[1, 0], [0, 1]] }\n  ${network('columns: tag, inputs: [a]')}`,
      ),
      'model.transition: with neural experts the transition matrix is learnt by gradient; take transition away',
    ],
    [
      'transitions that see inputs without networks',
      config(
        'gate: markov\n  states: 2\n  transition: { inputs: [tag] }\n  experts: [{ family: poisson, columns: [a, b] }]',
      ),
      'model.transition.inputs: transitions that see inputs are learnt by gradient, experts of the family poisson are fitted by EM; take inputs away, or use neural experts',
    ],
    [
      'keys of a network of transitions that is not there',
      config(
        'gate: markov\n  states: 2\n  transition: { units: [4] }\n  experts: [{ family: poisson, columns: [a, b] }]',
      ),
      'model.transition.units: units is for a network of transition.inputs, and there are none; give inputs, or take units away',
    ],
    [
      'the step before as an input of transitions',
      config(
        `gate: markov\n  states: 2\n  transition: { inputs: [previous] }\n  ${network('columns: [a, b], inputs: [previous]')}`,
        'x: [a, b]',
      ),
      'model.transition.inputs[0]: previous is for experts: it is the columns that they model; name the columns, with context: [-1, -1]',
    ],
    [
      'transitions that see what is to be predicted',
      config(
        `gate: markov\n  states: 2\n  transition: { inputs: [b] }\n  experts: [{ family: neural, output: gaussian, columns: [a, b], inputs: [previous] }]`,
        'x: [a, b]',
      ),
      'model.transition.inputs[0]: "b" is modelled at step t and seen at steps t to t; what is modelled may be seen up to t − 1 only: write context: [-1, -1]',
    ],
    [
      'transitions over whole sequences that depend on what is modelled',
      config(
        `gate: markov\n  states: 2\n  transition: { inputs: [b], context: [-1, -1], normalise: sequence }\n  experts: [{ family: neural, output: gaussian, columns: [a, b], inputs: [previous] }]`,
        'x: [a, b]',
      ),
      'model.transition.inputs[0]: "b" is modelled, and transitions that are normalised over whole sequences depend on all of it, past and future; write normalise: step, or take it out',
    ],
    [
      'transitions that read a suffix without a length',
      config(
        `target: y\n  gate: markov\n  states: 2\n  transition: { inputs: [{ symbols: a, part: suffix }] }\n  ${network('columns: tag, inputs: [b]')}`,
      ),
      'model.transition.inputs[0]: part: suffix needs its length in letters; write length: 3, for example',
    ],
    [
      'labels that nothing gives',
      config('target: y\n  gate: markov\n  experts: [{ family: label }]'),
      'model.experts[0].family: nothing would say which label a step has; write gate: markov and transition: { inputs: [...] } with the columns that it depends on',
    ],
    [
      'labels of a gate without a chain',
      config('target: y\n  gate: independent\n  experts: [{ family: label }]'),
      'model.experts[0].family: nothing would say which label a step has; write gate: markov and transition: { inputs: [...] } with the columns that it depends on',
    ],
    [
      'labels of data.x',
      config(
        'gate: markov\n  transition: { inputs: [tag] }\n  experts: [{ family: label, columns: a }]',
        'x: [a], y: [tag]',
      ),
      'model.experts[0].family: labels are predicted from data.x; write target: y, and the column of labels in data.y',
    ],
    [
      'labels and known states',
      config(
        'target: y\n  gate: markov\n  transition: { inputs: [a] }\n  experts: [{ family: label }]',
        'x: [a], y: [tag], z: state',
      ),
      'data.z: the states are the labels of data.y here, so data.z cannot name them too; take z away',
    ],
    [
      'labels of two columns',
      config(
        'target: y\n  gate: markov\n  transition: { inputs: [a] }\n  experts: [{ family: label, columns: tag }, { family: label, columns: word }]',
        'x: [a], y: [tag, word]',
      ),
      'model.experts[1].family: the states are the labels of one column; take this one away',
    ],
    [
      'transitions of a gate that has none',
      config(
        `target: y\n  gate: independent\n  states: 2\n  transition: { inputs: [a] }\n  ${network('columns: tag, inputs: [a]')}`,
      ),
      'model.transition: the gate independent has no transition matrix; take transition away, or write gate: markov',
    ],
    [
      'target y without networks',
      config('target: y\n  gate: markov\n  states: 2\n  experts: [{ family: poisson, columns: tag }]'),
      'model.target: y models data.y given data.x, but experts of the family poisson depend on nothing; use the family neural, or write x',
    ],
    [
      'networks beside other experts',
      config(
        'gate: markov\n  states: 2\n  experts: [{ family: neural, output: gaussian, columns: a, inputs: [tag] }, { family: poisson, columns: b }]',
      ),
      'model.experts[1].family: poisson is fitted by EM, networks by gradient; in one model all experts are neural, or none',
    ],
    [
      'a target that is its own input',
      config(`target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [previous]')}`),
      'model.experts[0].inputs[0]: previous is the target one step before, which is unknown when it is predicted; take it out',
    ],
    [
      'a window that reaches what is modelled',
      config(
        `gate: markov\n  states: 2\n  ${network('columns: [a, b], inputs: [{ symbols: a }], context: [-2, 2]')}`,
        'x: [a, b]',
      ),
      'model.experts[0].inputs[0]: "a" is modelled at step t and seen at steps t − 2 to t + 2; what is modelled may be seen up to t − 1 only: write context: [-2, -1], or previous',
    ],
    [
      'a suffix without a length',
      config(
        `target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [{ symbols: a, part: suffix }]')}`,
      ),
      'model.experts[0].inputs[0]: part: suffix needs its length in letters; write length: 3, for example',
    ],
    [
      'a whole word with a length',
      config(
        `target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [{ symbols: a, length: 3 }]')}`,
      ),
      'model.experts[0].inputs[0].length: a whole word has no length; write part: prefix or part: suffix beside it, or embedding for the length of its vector',
    ],
    [
      'a part that no word has',
      config(
        `target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [{ symbols: a, part: middle }]')}`,
      ),
      'model.experts[0].inputs[0].part: expected "prefix", "suffix" or "shape", got "middle"',
    ],
    [
      'symbols that are dropped without a vector for it',
      config(
        `target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [{ symbols: a, drop: 0.1 }]')}`,
      ),
      'model.experts[0].inputs[0].drop: drop trains the vector of unknown symbols; write embedding beside it, or take drop away',
    ],
    [
      'a window that ends before it begins',
      config(
        `target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [a], context: [1, -1]')}`,
      ),
      'model.experts[0].context: expected [from, to] with from ≤ to',
    ],
    [
      'a stationary chain',
      config(
        `target: y\n  gate: markov\n  states: 2\n  initial: stationary\n  ${network('columns: tag, inputs: [a]')}`,
      ),
      'model.initial: expected free: with neural experts the initial distribution is learnt by gradient',
    ],
    [
      'a rule that counts weights',
      `${config(`target: y\n  gate: markov\n  states: 2\n  ${network('columns: tag, inputs: [a]')}`)}\nselection: { rule: bic }`,
      'selection.rule: bic counts free parameters, and the weights of networks are regularised; write one-standard-error or maximum',
    ],
    [
      'a gap before what a network sees',
      `${config(`gate: recurrent\n  states: 2\n  ${network('inputs: [previous]')}`)}\nselection: { by: block, gap: 2 }`,
      'selection.gap: leaves steps missing that a network sees as the step before; take gap away, or hold out whole sequences (by: sequence)',
    ],
    [
      'a recurrence that another gate has no use for',
      config(`gate: static\n  states: 2\n  recurrence: { units: 8 }\n  ${network('inputs: [previous]')}`),
      'model.recurrence: the gate static has no recurrence; take recurrence away, or write gate: recurrent',
    ],
    [
      'a recurrent gate over experts of EM',
      config('gate: recurrent\n  states: 2\n  experts: [{ family: poisson }]'),
      'model.gate: recurrent is learnt by gradient, and so are neural experts; use the family neural (a template for each state: output, units: [] and no inputs), or another gate',
    ],
    [
      'a recurrence that would see what it has to predict',
      config(
        `gate: recurrent\n  states: 2\n  recurrence: { inputs: [a], context: [-2, 2] }\n  ${network('inputs: [previous]')}`,
      ),
      'model.recurrence.inputs[0]: "a" is modelled at step t and seen at steps t − 2 to t + 2; what is modelled may be seen up to t − 1 only: write context: [-2, -1], or previous',
    ],
    [
      'a recurrence that sees its target one step before',
      config(
        `target: y\n  gate: recurrent\n  states: 2\n  recurrence: { inputs: [previous] }\n  ${network('columns: tag, inputs: [a]')}`,
      ),
      'model.recurrence.inputs[0]: previous is the target one step before, which is unknown when it is predicted; take it out',
    ],
    [
      'a recurrence over a target, without anything to see',
      config(
        `target: y\n  gate: recurrent\n  states: 2\n  ${network('columns: tag, inputs: [a]')}`,
        'y: [tag]',
      ),
      'model.recurrence.inputs: is missing; with target: y the recurrence sees data.x, and there is none: name its columns',
    ],
    [
      'a recurrence over letters',
      config(
        `target: y\n  gate: recurrent\n  states: 2\n  recurrence: { inputs: [{ characters: a }] }\n  ${network('columns: tag, inputs: [b]')}`,
      ),
      'model.recurrence.inputs[0]: a recurrence does not read letters; write { symbols: column }, part: suffix perhaps, and leave characters to the experts',
    ],
    [
      'a recurrence over vectors of symbols',
      config(
        `target: y\n  gate: recurrent\n  states: 2\n  recurrence: { inputs: [{ symbols: a, embedding: 4 }] }\n  ${network('columns: tag, inputs: [b]')}`,
      ),
      'model.recurrence.inputs[0].embedding: a recurrence learns a row of weights for each symbol as it is; take embedding away',
    ],
    [
      'the state of a gate that has none',
      config(`gate: markov\n  states: 2\n  ${network('inputs: [gate]')}`),
      'model.experts[0].inputs[0]: gate is the state of a recurrent gate, and the gate markov has none; write gate: recurrent, or take it out',
    ],
    [
      'hidden layers over nothing',
      config(`gate: recurrent\n  states: 2\n  ${network('units: [4]')}`),
      'model.experts[0].inputs: is missing; a network without inputs says the same at every step: name what it sees, or write units: [] for a template of each state',
    ],
    [
      'a shift of what is no template',
      config(`gate: recurrent\n  states: 2\n  ${network('inputs: [gate, previous], units: [], rank: 2')}`),
      'model.experts[0].rank: shifts the template of each state by the state of the gate; write inputs: [gate] and units: [] beside it, or take rank away',
    ],
  ])('with %s gets a message from which it can be mended', (_, text, message) => {
    expect(complaints(text)).toEqual([message])
  })
})
