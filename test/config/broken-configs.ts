/** A config, and the lines that its error consists of. `file` is always config.yaml. */
export interface BrokenConfig {
  readonly title: string
  readonly text: string
  readonly set?: readonly string[]
  readonly lines: readonly string[]
}

const model = (line: string) =>
  `data: { path: a.csv }\nmodel: { gate: markov, states: 2, experts: [{ family: poisson, columns: a }], ${line} }`
const withExpert = (expert: string) =>
  `data: { path: a.csv }\nmodel:\n  gate: markov\n  states: 2\n  experts:\n    - ${expert}`
const withData = (line: string) =>
  `data: { path: a.csv, ${line} }\nmodel: { gate: markov, states: 2, experts: [{ family: poisson, columns: a }] }`
const withEnd = (line: string) =>
  `data: { path: a.csv }\nmodel: { gate: markov, states: 2, experts: [{ family: poisson, columns: a }] }\n${line}`

export const brokenConfigs: readonly BrokenConfig[] = [
  // The file as a whole
  {
    title: 'an empty file',
    text: '',
    lines: [
      'config.yaml: the file is empty; expected the keys data and model',
      'hint: let `dsm init DATA` write a config for your data',
    ],
  },
  {
    title: 'a file of comments',
    text: '# nothing yet\n',
    lines: [
      'config.yaml: the file is empty; expected the keys data and model',
      'hint: let `dsm init DATA` write a config for your data',
    ],
  },
  {
    title: 'a list at the top',
    text: '- data\n- model\n',
    lines: [
      'config.yaml:1:1: expected keys with values (data: …, model: …) at the top of the file, got a list',
      'hint: if this is a data file, let `dsm init` write a config for it',
    ],
  },
  {
    title: 'a scalar at the top',
    text: 'hello\n',
    lines: [
      'config.yaml:1:1: expected keys with values (data: …, model: …) at the top of the file, got the single value "hello"',
      'hint: if this is a data file, let `dsm init` write a config for it',
    ],
  },
  {
    title: 'a CSV file taken for a config',
    text: 'year,count\n1900,13\n',
    lines: [
      'config.yaml:1:1: expected keys with values (data: …, model: …) at the top of the file, got the single value "year,count 1900,13"',
      'hint: if this is a data file, let `dsm init` write a config for it',
    ],
  },
  {
    title: 'a long CSV file taken for a config',
    text: `year,count\n${'1900,13\n'.repeat(100)}`,
    lines: [
      'config.yaml:1:1: expected keys with values (data: …, model: …) at the top of the file, got the single value "year,count 1900,13 1900,13 1900,13 1900,13 1900,13 1900,13…',
      'hint: if this is a data file, let `dsm init` write a config for it',
    ],
  },
  {
    title: 'a tab that indents',
    text: 'data:\n\tpath: a.csv\n',
    lines: ['config.yaml:2:1: a tab indents this line; YAML allows spaces only'],
  },
  {
    title: 'a bracket that is never closed',
    text: 'data: { path: a.csv\nmodel: 3\n',
    lines: ['config.yaml:2:1: a { or [ above is not closed, or what it holds is not indented'],
  },
  {
    title: 'a key twice',
    text: 'data: { path: a.csv }\ndata: { path: b.csv }\n',
    lines: ['config.yaml:2:1: the key data is here for the second time; keep one of the two'],
  },
  {
    title: 'keys of one map in different columns',
    text: 'data:\n  path: a.csv\n x: [a]\n',
    lines: [
      'config.yaml:3:1: the indentation does not fit the lines around it; keys of one map begin in the same column',
    ],
  },
  {
    title: 'two documents',
    text: 'data: { path: a.csv }\n---\nmodel: {}\n',
    lines: ['config.yaml:2:1: a second document begins here (---); a config is one document'],
  },
  {
    title: 'broken JSON',
    text: '{ "data": { "path": "a.csv" }, "model": }',
    lines: [
      'config.yaml:1:32 model: has no value; expected a map with the keys gate, states, target, initial, transition, recurrence, experts',
    ],
  },
  {
    title: 'a quote that is never closed',
    text: 'data: { path: "a.csv }\n',
    lines: ['config.yaml:2:1: a double quote above is not closed'],
  },
  // Missing parts
  {
    title: 'no data and no model',
    text: 'output: runs/a\n',
    lines: [
      'config.yaml has 2 problems:',
      '  config.yaml:1:1 data: is missing; expected a map with the keys path, format, tokens, sequence, order, x, y, z, missing, where',
      '  config.yaml:1:1 model: is missing; expected a map with the keys gate, states, target, initial, transition, recurrence, experts',
    ],
  },
  {
    title: 'no gate and no experts',
    text: 'data: { path: a.csv }\nmodel: { states: 2 }',
    lines: [
      'config.yaml has 2 problems:',
      '  config.yaml:2:1 model.gate: is missing; expected "static", "independent", "markov" or "recurrent"',
      '  config.yaml:2:1 model.experts: is missing; expected a list (at least one entry, each a map with a family ("gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label"))',
    ],
  },
  {
    title: 'no experts in the list',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, states: 2, experts: [] }',
    lines: [
      'config.yaml:2:44 model.experts: expected a list (at least one entry, each a map with a family ("gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label")), got an empty list',
    ],
  },
  {
    title: 'a key without a value',
    text: withData('order: '),
    lines: [
      'config.yaml:1:22 data.order: has no value; expected text that is not empty, or take the key away',
    ],
  },
  {
    title: 'a model without a value',
    text: 'data: { path: a.csv }\nmodel:\n',
    lines: [
      'config.yaml:2:1 model: has no value; expected a map with the keys gate, states, target, initial, transition, recurrence, experts',
    ],
  },
  // Unknown keys
  {
    title: 'a misspelt key',
    text: withData('oder: t'),
    lines: [
      'config.yaml:1:22 data.oder: unknown key; did you mean "order"? (known here: path, format, tokens, sequence, order, x, y, z, missing, where)',
    ],
  },
  {
    title: 'a key in the wrong case',
    text: withEnd('training: { maxiterations: 9 }'),
    lines: [
      'config.yaml:3:13 training.maxiterations: unknown key; did you mean "maxIterations"? (known here: restarts, initialisation, maxIterations, tolerance, seed, threads, epochs, batchSize, learningRate, validation, patience, deadStates)',
    ],
  },
  {
    title: 'a key of another level',
    text: 'states: 3\n' + withEnd(''),
    lines: [
      'config.yaml:1:1 states: unknown key here; it belongs in model.states (known here: data, model, training, inference, selection, device, output)',
    ],
  },
  {
    title: 'a key in the words of hmmlearn',
    text: model('n_components: 3'),
    lines: [
      'config.yaml:2:79 model.n_components: unknown key; did you mean "states"? (known here: gate, states, target, initial, transition, recurrence, experts)',
    ],
  },
  {
    title: 'a beam that would keep nothing',
    text: withEnd('inference: { beam: 1.5 }'),
    lines: ['config.yaml:3:20 inference.beam: expected a number of at least 0 and below 1, got 1.5'],
  },
  {
    title: 'a key that resembles nothing',
    text: withEnd('xyzzy: 1'),
    lines: [
      'config.yaml:3:1 xyzzy: unknown key (known here: data, model, training, inference, selection, device, output)',
    ],
  },
  {
    title: 'a misspelt family key',
    text: withExpert('{ famly: poisson, columns: a }'),
    lines: [
      'config.yaml:6:9 model.experts[0].famly: unknown key; did you mean "family"? (known here: family, columns, covariance, varianceFloor, prior, start, fixed, degreesOfFreedom, order, unknown, symbols, output, inputs, context, units, embedding, rank, dropout, weightDecay)',
    ],
  },
  {
    title: 'a key of another family',
    text: withExpert('{ family: poisson, columns: a, covariance: full }'),
    lines: [
      'config.yaml:6:38 model.experts[0].covariance: unknown key for this family; it belongs to gaussian, student-t (known here: family, columns, prior, start, fixed)',
    ],
  },
  {
    title: 'a misspelt key inside a union',
    text: withExpert('{ family: bernoulli, columns: a, prior: { strenght: 1 } }'),
    lines: [
      'config.yaml:6:49 model.experts[0].prior.strenght: unknown key; did you mean "strength"? (known here: concentration, strength, base)',
    ],
  },
  {
    title: 'a start value under a wrong name',
    text: withExpert('{ family: poisson, columns: a, start: { mean: [1, 2] } }'),
    lines: ['config.yaml:6:47 model.experts[0].start.mean: unknown key (known here: rate)'],
  },
  // Wrong values
  {
    title: 'an unknown family',
    text: withExpert('{ family: gausian, columns: a }'),
    lines: [
      'config.yaml:6:17 model.experts[0].family: expected "gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label", got "gausian"; did you mean "gaussian"?',
    ],
  },
  {
    title: 'a family in the words of others',
    text: withExpert('{ family: normal, columns: a }'),
    lines: [
      'config.yaml:6:17 model.experts[0].family: expected "gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label", got "normal"; did you mean "gaussian"?',
    ],
  },
  {
    title: 'no family',
    text: withExpert('{ columns: a }'),
    lines: [
      'config.yaml:6:7 model.experts[0].family: is missing; expected "gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label"',
    ],
  },
  {
    title: 'an expert that is no map',
    text: withExpert('poisson'),
    lines: [
      'config.yaml:6:7 model.experts[0]: expected a map with a family ("gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label"), got "poisson"',
    ],
  },
  {
    title: 'experts that are no list',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, states: 2, experts: { family: poisson } }',
    lines: [
      'config.yaml:2:44 model.experts: expected a list (at least one entry, each a map with a family ("gaussian", "student-t", "categorical", "bernoulli", "poisson", "neural" or "label")), got a map with the key family',
    ],
  },
  {
    title: 'an unknown gate',
    text: 'data: { path: a.csv }\nmodel: { gate: hmm, states: 2, experts: [{ family: poisson, columns: a }] }',
    lines: [
      'config.yaml:2:16 model.gate: expected "static", "independent", "markov" or "recurrent", got "hmm"; did you mean "markov"?',
    ],
  },
  {
    title: 'states in words',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, states: two, experts: [{ family: poisson, columns: a }] }',
    lines: ['config.yaml:2:32 model.states: expected a whole number of at least 1, got "two"'],
  },
  {
    title: 'half a state',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, states: 2.5, experts: [{ family: poisson, columns: a }] }',
    lines: ['config.yaml:2:32 model.states: expected a whole number of at least 1, got 2.5'],
  },
  {
    title: 'no state at all',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, states: 0, experts: [{ family: poisson, columns: a }] }',
    lines: ['config.yaml:2:32 model.states: expected a whole number of at least 1, got 0'],
  },
  {
    title: 'a number in quotes',
    text: withEnd('training: { tolerance: "1e-6" }'),
    lines: [
      'config.yaml:3:24 training.tolerance: expected a number of at least 0, got "1e-6"; write it without quotes',
    ],
  },
  {
    title: 'text that is a number',
    text: withData('sequence: 7'),
    lines: [
      'config.yaml:1:32 data.sequence: expected text that is not empty, got 7; write it in quotes: "7"',
    ],
  },
  {
    title: 'an order that is neither 0 nor 1',
    text: withExpert('{ family: categorical, columns: a, order: 2 }'),
    lines: ['config.yaml:6:49 model.experts[0].order: expected 0 or 1, got 2'],
  },
  {
    title: 'an unknown rule',
    text: withEnd('selection: { rule: 1se }'),
    lines: [
      'config.yaml:3:20 selection.rule: expected "one-standard-error", "maximum", "aic", "bic" or "icl", got "1se"; did you mean "one-standard-error"?',
    ],
  },
  {
    title: 'an unknown initial law',
    text: model('initial: uniform'),
    lines: [
      'config.yaml:2:88 model.initial: expected "free", "stationary", a list (at least one entry, each a number from 0 to 1) or a map with the keys start, prior, got "uniform"',
    ],
  },
  {
    title: 'text among numbers',
    text: withExpert('{ family: poisson, columns: a, start: { rate: [1, x] } }'),
    lines: [
      'config.yaml:6:57 model.experts[0].start.rate[1]: expected a number, or (nested) lists of numbers: one entry for each state first, got "x"',
    ],
  },
  {
    title: 'a probability above 1',
    text: model('initial: [0.5, 1.5]'),
    lines: ['config.yaml:2:94 model.initial[1]: expected a number from 0 to 1, got 1.5'],
  },
  {
    title: 'missing markers that are no list',
    text: withData('missing: NA'),
    lines: [
      'config.yaml:1:31 data.missing: expected a list (each entry text or a number) or a map (each value a list (each entry text or a number)), got "NA"',
    ],
  },
  {
    title: 'a map where a value belongs',
    text: withData('where: { split: { is: train } }'),
    lines: [
      'config.yaml:1:38 data.where.split: expected text, a number, true or false or a list (at least one entry, each text, a number or true or false), got a map with the key is',
    ],
  },
  {
    title: 'a value that is not allowed in a concentration',
    text: model('transition: { prior: { concentration: 0.5 } }'),
    lines: [
      'config.yaml:2:117 model.transition.prior.concentration: expected a number of at least 1, got 0.5',
    ],
  },
  {
    title: 'not a number',
    text: withEnd('training: { tolerance: .nan }'),
    lines: ['config.yaml:3:24 training.tolerance: expected a number of at least 0, got NaN'],
  },
  // Contradictions
  {
    title: 'no number of states',
    text: 'data: { path: a.csv }\nmodel: { gate: markov, experts: [{ family: poisson, columns: a }] }',
    lines: [
      'config.yaml:2:1 model.states: is missing; expected the number of hidden states, K (or a column data.z that names them; `dsm cv` chooses K)',
    ],
  },
  {
    title: 'an initial list of the wrong length',
    text: model('initial: [0.5, 0.3, 0.2]'),
    lines: ['config.yaml:2:88 model.initial: expected 2 weights, one for each state, got 3'],
  },
  {
    title: 'an initial list that does not sum to 1',
    text: model('initial: [0.5, 0.4]'),
    lines: ['config.yaml:2:88 model.initial: expected probabilities that sum to 1, got the sum 0.9'],
  },
  {
    title: 'a stationary law without a chain',
    text: model('initial: stationary').replace('markov', 'static'),
    lines: [
      'config.yaml:2:88 model.initial: stationary is the long-run distribution of a transition matrix, and the gate static has none; write free, a list of weights, or gate: markov',
    ],
  },
  {
    title: 'a transition matrix without a chain',
    text: model('transition: { fixed: false }').replace('markov', 'independent'),
    lines: [
      'config.yaml:2:84 model.transition: the gate independent has no transition matrix; take transition away, or write gate: markov',
    ],
  },
  {
    title: 'too few rows of allowed',
    text: model('transition: { allowed: [[1, 1]] }'),
    lines: ['config.yaml:2:102 model.transition.allowed: expected 2 rows, one for each state, got 1'],
  },
  {
    title: 'a ragged row of allowed',
    text: model('transition: { allowed: [[1, 1], [1]] }'),
    lines: ['config.yaml:2:111 model.transition.allowed[1]: expected 2 entries, one for each state, got 1'],
  },
  {
    title: 'a state that may go nowhere',
    text: model('transition: { allowed: [[1, 1], [0, 0]] }'),
    lines: [
      'config.yaml:2:111 model.transition.allowed[1]: state 2 is allowed to go nowhere; put a 1 in its row (in column 2 for staying)',
    ],
  },
  {
    title: 'a start row that does not sum to 1',
    text: model('transition: { start: [[0.9, 0.1], [0.5, 0.6]] }'),
    lines: [
      'config.yaml:2:113 model.transition.start[1]: expected probabilities that sum to 1, got the sum 1.1',
    ],
  },
  {
    title: 'a start value where no transition is allowed',
    text: model('transition: { allowed: [[1, 1], [0, 1]], start: [[0.9, 0.1], [0.1, 0.9]] }'),
    lines: [
      'config.yaml:2:141 model.transition.start[1][0]: expected 0, because transition.allowed[1][0] is 0 (state 2 may not go to state 1), got 0.1',
    ],
  },
  {
    title: 'a start that is no matrix',
    text: model('transition: { start: [0.5, 0.5] }'),
    lines: [
      'config.yaml has 2 problems:',
      '  config.yaml:2:101 model.transition.start[0]: expected a list of 2 probabilities, got 0.5',
      '  config.yaml:2:106 model.transition.start[1]: expected a list of 2 probabilities, got 0.5',
    ],
  },
  {
    title: 'fixed transitions without values',
    text: model('transition: { fixed: true }'),
    lines: [
      'config.yaml:2:100 model.transition.fixed: fixed keeps the start values, but there are none; give transition.start',
    ],
  },
  {
    title: 'two closed classes and a stationary law',
    text: model('initial: stationary, transition: { allowed: [[1, 0], [0, 1]] }'),
    lines: [
      'config.yaml:2:88 model.initial: the allowed transitions have no unique stationary distribution: once in {1} or {2} the chain never leaves it; write initial: free, or allow a way between them',
    ],
  },
  {
    title: 'a fixed parameter without a start value',
    text: withExpert('{ family: gaussian, columns: a, fixed: [mean] }'),
    lines: [
      'config.yaml:6:47 model.experts[0].fixed[0]: mean is fixed at its start values, but there are none; give start.mean',
    ],
  },
  {
    title: 'a start value of another order',
    text: withExpert('{ family: categorical, columns: a, start: { transition: [[1]] } }'),
    lines: [
      'config.yaml:6:51 model.experts[0].start.transition: a categorical expert of order 0 has no parameter transition; its start values are probabilities',
    ],
  },
  {
    title: 'a column in two experts',
    text: 'data: { path: a.csv }\nmodel:\n  gate: markov\n  states: 2\n  experts:\n    - { family: poisson, columns: [a, b] }\n    - { family: gaussian, columns: [c, b] }',
    lines: [
      'config.yaml:7:40 model.experts[1].columns[1]: the column "b" can be modelled once, but model.experts[0] has it too',
    ],
  },
  {
    title: 'an expert of all columns beside another',
    text: 'data: { path: a.csv, x: [a, b] }\nmodel:\n  gate: markov\n  states: 2\n  experts:\n    - { family: poisson, columns: [a] }\n    - { family: gaussian }',
    lines: [
      'config.yaml:7:7 model.experts[1].columns: is missing; an expert without columns models all of data.x, but there are 2 experts',
    ],
  },
  {
    title: 'a column that no expert models',
    text: withData('x: [a, b]'),
    lines: [
      'config.yaml:1:29 data.x[1]: no expert models the column "b"; add it to the columns of an expert, or take it out of data.x',
    ],
  },
  {
    title: 'an expert of a column that is not in x',
    text: withData('x: [b, a]').replace('columns: a', 'columns: [a, b, c]'),
    lines: [
      'config.yaml:2:80 model.experts[0].columns[2]: the column "c" is not in data.x (b, a); add it there, or leave data.x out',
    ],
  },
  {
    title: 'a column with two roles',
    text: withData('sequence: id, z: id'),
    lines: ['config.yaml:1:32 data.sequence: the column "id" is data.z as well; a column has one role'],
  },
  {
    title: 'the modelled column as z',
    text: withData('z: a'),
    lines: ['config.yaml:1:25 data.z: the column "a" is modelled as well; a column has one role'],
  },
  {
    title: 'a range of K that goes downwards',
    text: withEnd('selection: { kRange: "6:2" }'),
    lines: [
      'config.yaml:3:22 selection.kRange: expected values of K such as 1:6, 1:10:3 or 1,2,4,8, got "6:2": the range 6:2 goes downwards; write 2:6',
    ],
  },
  {
    title: 'a range of K in words',
    text: withEnd('selection: { kRange: few }'),
    lines: [
      'config.yaml:3:22 selection.kRange: expected values of K such as 1:6, 1:10:3 or 1,2,4,8, got "few": "few" is neither a number nor a range',
    ],
  },
  {
    title: 'too few blocks',
    text: withEnd('selection: { by: block, folds: 5, blocks: 8 }'),
    lines: [
      'config.yaml:3:43 selection.blocks: expected at least 10 (two blocks for each of the 5 folds), got 8',
    ],
  },
  // Overrides
  {
    title: 'an override with a wrong value',
    text: withEnd(''),
    set: ['model.states=x'],
    lines: ['--set model.states=x model.states: expected a whole number of at least 1, got "x"'],
  },
  {
    title: 'an override with an unknown key',
    text: withEnd(''),
    set: ['model.state=3'],
    lines: [
      '--set model.state=3 model.state: unknown key; did you mean "states"? (known here: gate, states, target, initial, transition, recurrence, experts)',
    ],
  },
  {
    title: 'an override without =',
    text: withEnd(''),
    set: ['model.states'],
    lines: [
      '--set model.states: there is no "=" in it',
      'hint: write --set path=value, for example --set model.states=4',
    ],
  },
  {
    title: 'an override of an entry that is not there',
    text: withEnd(''),
    set: ['model.experts[3].family=poisson'],
    lines: [
      '--set model.experts[3].family=poisson: model.experts has 1 entry, numbered from 0, so there is no [3]',
      'hint: use [0], or [1] to add one',
    ],
  },
  {
    title: 'an override inside a number',
    text: withEnd(''),
    set: ['model.states.k=3'],
    lines: [
      '--set model.states.k=3: model.states is 2, which has no keys, so model.states.k cannot be set',
      "hint: replace the whole of it: --set 'model.states={k: …}'",
    ],
  },
  {
    title: 'an override of a key of a list',
    text: withEnd(''),
    set: ['model.experts.family=poisson'],
    lines: [
      '--set model.experts.family=poisson: model.experts is a list of 1, so "family" cannot be a key of it',
      'hint: name an entry by its number: model.experts[0].family',
    ],
  },
  {
    title: 'an override that is not YAML',
    text: withEnd(''),
    set: ['data.x=[a'],
    lines: [
      '--set data.x=[a: the value is not valid YAML: Flow sequence must end with a ]',
      'hint: put text with special characters in quotes: --set \'data.x="…"\'',
    ],
  },
  {
    title: 'an override without a path',
    text: withEnd(''),
    set: ['=3'],
    lines: [
      '--set =3: "" is no path to a config key',
      'hint: write keys with dots and list entries with their number from 0, for example model.experts[0].family',
    ],
  },
  // Several at once
  {
    title: 'problems in the order of the file',
    text: 'output: 3\nmodel: { gate: markow, states: 2, experts: [{ family: poisson, columns: a }] }\ndata: { pth: a.csv }\n',
    lines: [
      'config.yaml has 3 problems:',
      '  config.yaml:1:9 output: expected text that is not empty, got 3; write it in quotes: "3"',
      '  config.yaml:2:16 model.gate: expected "static", "independent", "markov" or "recurrent", got "markow"; did you mean "markov"?',
      '  config.yaml:3:9 data.pth: unknown key; did you mean "path"? (known here: path, format, tokens, sequence, order, x, y, z, missing, where)',
    ],
  },
]
