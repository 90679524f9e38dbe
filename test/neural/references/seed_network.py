"""The seed network as experts, written a second time with Keras layers and TensorFlow Probability, in float64.

    h_1 = relu(W_1 u + b_1)        h_i = relu(W_i [h_{i-1}; e_k; u] + b_i)        output = W [h; e_k; u] + b

under the gates static, independent and markov. Writes seed-network.json beside it: weights, data, log p(x_t | x_{1:t-1}, u)
of every step and the gradient of the log-likelihood. How to run it stands in common.py.
"""

from pathlib import Path

from common import csv_of, float32, np, sequences_of, spans_of, tf, tfp, trainable, write

tfd = tfp.distributions
LEAST_LOG_SCALE = np.log(1e-3)


class SeedNetwork(tf.keras.Model):
    """Outputs [N, K, O] for inputs u [N, P]."""

    def __init__(self, states, embedding, units, outputs):
        super().__init__()
        self.states = states
        self.state_vectors = tf.keras.layers.Embedding(states, embedding)
        self.hidden = [tf.keras.layers.Dense(width, activation="relu") for width in units]
        self.last = tf.keras.layers.Dense(outputs)

    def call(self, u):
        steps = tf.shape(u)[0]
        e = self.state_vectors(tf.tile(tf.range(self.states)[None, :], [steps, 1]))
        seen = self.per_state(u)
        h = []
        for i, layer in enumerate(self.hidden):
            h = [self.per_state(layer(u)) if i == 0 else layer(tf.concat([*h, e, seen], axis=-1))]
        return self.last(tf.concat([*h, e, seen], axis=-1))

    def per_state(self, rows):
        return tf.tile(rows[:, None, :], [1, self.states, 1])

    def named(self):
        """dsm's names of the weights."""
        layers = [(f"hidden{i + 1}", layer) for i, layer in enumerate(self.hidden)] + [("output", self.last)]
        pairs = [("embedding", self.state_vectors.embeddings)]
        for name, layer in layers:
            pairs += [(name, layer.kernel), (f"{name}Bias", layer.bias)]
        return pairs


def features_of(rows, names):
    """[N, F] of what a network sees of some columns at one step: standardised numbers, one-hot symbols."""
    def feature(name):
        cells = [row[name] for row in rows]
        if name in ("word", "tag", "letter"):
            return np.stack([[cell == symbol for cell in cells] for symbol in sorted({*cells} - {""})], 1).astype(float)
        x = np.array([float(cell) for cell in cells])
        return ((x - x.mean()) / x.std())[:, None]

    return np.concatenate([np.zeros((len(rows), 0)), *(feature(name) for name in names)], 1)


def inputs_of(rows, config, modelled):
    """u [N, P]: the window of features, then the modelled columns one step before; zeros beyond the ends of a sequence."""
    named = [each if isinstance(each, str) else each["symbols"] for each in config["inputs"]]
    window = features_of(rows, [name for name in named if name not in ("previous", "gate")])
    previous = features_of(rows, modelled if "previous" in named else [])
    first, last = config.get("context", [0, 0])
    u = []
    for start, end in spans_of(rows):
        at = lambda features, step: features[step] if start <= step < end else np.zeros(features.shape[1])
        for t in range(start, end):
            u.append(np.concatenate([*(at(window, t + d) for d in range(first, last + 1)), at(previous, t - 1)]))
    return float32(u)


def law_of(output, outputs, columns, rows):
    """The distribution with batch shape [..., K] that the outputs stand for."""
    if output == "categorical":
        return tfd.Categorical(logits=outputs)
    if output == "bernoulli":
        return tfd.Independent(tfd.Bernoulli(logits=outputs), 1)
    cells = [np.array([float(row[name]) for row in rows if row[name] != ""]) for name in columns]
    mean, deviation = np.array([x.mean() for x in cells]), np.array([x.std() for x in cells])
    location, log_scale = tf.split(outputs, 2, axis=-1)
    scale = deviation * tf.exp(tf.maximum(log_scale, LEAST_LOG_SCALE))
    return tfd.Independent(tfd.Normal(mean + deviation * location, scale), 1)


def targets_of(rows, output, columns):
    """Observations, with something harmless where they are missing, and [N] whether the step is missing."""
    cells = [[row[name] for name in columns] for row in rows]
    missing = np.array(["" in step for step in cells])
    if output == "categorical":
        symbols = sorted({step[0] for step in cells} - {""})
        return np.array([symbols.index(step[0]) if step[0] else 0 for step in cells]), missing
    return np.array([[float(cell or 0) for cell in step] for step in cells]), missing


def log_likelihoods(gate, logits, laws, observations, missing):
    """log p(x_1), log p(x_{1:2}), ..., log p(x_{1:T}) of one sequence. laws: a list of groups with batch shape [T, K]."""
    log_weights = tf.nn.log_softmax(logits["weights"])
    steps = len(missing)
    if gate == "markov":
        (law,), (x,) = laws, observations
        hidden_markov_model = lambda t: tfd.HiddenMarkovModel(
            initial_distribution=tfd.Categorical(logits=logits["weights"]),
            transition_distribution=tfd.Categorical(logits=logits["transition"]),
            observation_distribution=law[:t],
            num_steps=t,
            time_varying_observation_distribution=True,
        )
        return tf.stack([hidden_markov_model(t).log_prob(x[:t], mask=missing[:t]) for t in range(1, steps + 1)])
    densities = sum(law.log_prob(x[:, None] if x.ndim == 1 else x[:, None, :]) for law, x in zip(laws, observations))
    densities = tf.where(missing[:, None], tf.zeros_like(densities), densities)
    if gate == "static":
        return tf.reduce_logsumexp(log_weights + tf.cumsum(densities, axis=0), axis=1)
    return tf.cumsum(tf.reduce_logsumexp(log_weights + densities, axis=1))


def output_count(config, x):
    columns = len(config["columns"])
    return {"categorical": int(np.max(x)) + 1, "bernoulli": columns, "gaussian": 2 * columns}[config["output"]]


def weights_like(shape, random):
    """Random weights of the size that training leaves: float32 has few digits left where a step's density is extreme."""
    return float32((np.sqrt(1 / sum(shape)) if len(shape) > 1 else 0.2) * random.randn(*shape))


def case_of(name, gate, states, experts, rows, seed):
    random = np.random.RandomState(seed)
    prepared = []
    for config in experts:
        x, missing = targets_of(rows, config["output"], config["columns"])
        network = SeedNetwork(states, config.get("embedding", 8), config["units"], output_count(config, x))
        u = inputs_of(rows, config, config["columns"])
        network(u)
        for _, variable in network.named():
            variable.assign(weights_like(variable.shape, random))
        prepared.append((config, network, u, x, missing))
    names = ["weights", "transition"] if gate == "markov" else ["weights"]
    shape = {"weights": [states], "transition": [states, states]}
    logits = {name: tf.Variable(float32(random.randn(*shape[name]))) for name in names}

    with tf.GradientTape() as tape:
        per_sequence = []
        for start, end in spans_of(rows):
            laws = [law_of(c["output"], net(u[start:end]), c["columns"], rows) for c, net, u, _, _ in prepared]
            observed = [x[start:end] for _, _, _, x, _ in prepared]
            # With several groups all cells are there.
            missing = prepared[0][4][start:end]
            per_sequence.append(log_likelihoods(gate, logits, laws, observed, missing))
        total = tf.add_n([each[-1] for each in per_sequence])
    variables = [(-1, n, v) for n, v in logits.items()]
    variables += [(e, n, v) for e, (_, net, _, _, _) in enumerate(prepared) for n, v in net.named()]
    gradients = tape.gradient(total, [v for _, _, v in variables])
    columns = [name for config in experts for name in config["columns"]]
    target = "x" if any("previous" in c["inputs"] or c.get("context", [0, 0])[1] < 0 for c in experts) else "y"
    return {
        "name": name,
        "data": {"x": columns} if target == "x" else {"x": [name for name in ("a", "b", "word") if name not in columns], "y": columns},
        "model": {
            "target": target,
            "gate": gate,
            "states": states,
            "experts": [{"family": "neural", **config} for config in experts],
        },
        "logPredictive": [np.round(np.diff(each.numpy(), prepend=0), 12).tolist() for each in per_sequence],
        "trainables": [
            trainable(e, n, v.numpy(), tf.convert_to_tensor(g).numpy()) for (e, n, v), g in zip(variables, gradients)
        ],
    }


def main():
    rows = sequences_of(count=3, length=7, seed=15, gaps=True)
    seen = ["a", "b", {"symbols": "word"}]
    tag = {"output": "categorical", "columns": ["tag"], "inputs": seen, "units": [5], "context": [-1, 1]}
    flag = {"output": "bernoulli", "columns": ["flag"], "inputs": seen, "units": [4], "embedding": 3}
    size = {"output": "gaussian", "columns": ["size"], "inputs": seen, "units": [4], "embedding": 3, "context": [0, 1]}
    deep = {"output": "categorical", "columns": ["tag"], "inputs": seen, "units": [4, 3], "embedding": 3}
    deep_size = {**size, "units": [4, 3]}
    flat = {"output": "categorical", "columns": ["tag"], "inputs": ["a", "b"], "units": [], "embedding": 2}
    letter = {"output": "categorical", "columns": ["letter"], "inputs": ["previous"], "units": [4, 3], "embedding": 3}
    window = {**letter, "inputs": [{"symbols": "letter"}], "units": [4], "context": [-3, -1]}
    height = {"output": "gaussian", "columns": ["height"], "inputs": ["previous", {"symbols": "word"}], "units": [4], "embedding": 3}
    flags = {"output": "bernoulli", "columns": ["other", "third"], "inputs": [{"symbols": "word"}], "units": [3], "embedding": 2}
    numbers = {"output": "gaussian", "columns": ["height", "b"], "inputs": [{"symbols": "word"}], "units": [3], "embedding": 2}
    plan = [
        *((f"{kind}, one hidden layer", gate, 3, [expert])
          for kind, expert in (("categorical", tag), ("bernoulli", flag), ("gaussian", size))
          for gate in ("static", "independent", "markov")),
        *(("categorical, two hidden layers", gate, 3, [deep]) for gate in ("static", "independent", "markov")),
        ("gaussian, two hidden layers", "markov", 2, [deep_size]),
        ("categorical, no hidden layer", "markov", 3, [flat]),
        ("the next symbol given the one before", "markov", 3, [letter]),
        ("the next symbol given a window of the past", "independent", 3, [window]),
        ("the next number given the one before and a column beside it", "markov", 2, [height]),
        ("two flags", "markov", 2, [flags]),
        ("two numbers", "markov", 2, [numbers]),
        ("two groups of columns", "independent", 2, [flags, numbers]),
        ("two groups of columns", "static", 2, [flags, numbers]),
    ]
    cases = [case_of(name, gate, states, experts, rows, seed) for seed, (name, gate, states, experts) in enumerate(plan, 100)]
    write(Path(__file__).with_name("seed-network.json"), "seed_network.py", csv_of(rows), cases)


if __name__ == "__main__":
    main()
