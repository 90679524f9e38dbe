"""The same training steps with tf.function: python steps.py '{"states": 1, ...}' says what it is, then answers each line of stdin, a number of
steps, with the seconds of one and the loss. The network is that of docs/neural.md, loss and Adam as dsm's (clipped by global norm)."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

net = json.loads(sys.argv[1])
states, units, inputs, classes = net["states"], net["units"], net["inputs"], net["classes"]
rows = net["sequences"] * net["steps"]
random = np.random.default_rng(1)
u = tf.constant(random.normal(size=(rows, inputs)), tf.float32)
target = tf.constant(random.integers(0, classes, rows))
embedding = 8


def weight(*shape):
    return tf.Variable(tf.random.normal(shape, stddev=shape[0] ** -0.5))


first = (weight(inputs, units[0]), tf.Variable(tf.zeros(units[0])))
later = []
before = units[0]
for width in [*units[1:], classes]:
    later.append((weight(before, width), weight(embedding, width), weight(inputs, width), tf.Variable(tf.zeros(width))))
    before = width
states_known = weight(states, embedding)
log_weights = tf.Variable(tf.zeros(states))
variables = [*first, *[v for layer in later for v in layer], states_known, log_weights]
optimizer = tf.keras.optimizers.Adam(1e-3, global_clipnorm=1.0)


@tf.function
def step():
    with tf.GradientTape() as tape:
        h = tf.nn.relu(tf.matmul(u, first[0]) + first[1])
        by_state = False
        for i, (of_hidden, of_state, of_input, bias) in enumerate(later):
            common = (tf.matmul(u, of_input) + bias)[:, None, :] + tf.matmul(states_known, of_state)[None]
            own = tf.reshape(tf.matmul(tf.reshape(h, [-1, h.shape[-1]]), of_hidden), [rows, -1, bias.shape[0]])
            h = common + own
            if i + 1 < len(later):
                h = tf.nn.relu(h)
        every = tf.broadcast_to(target[:, None], [rows, states])
        log_p = -tf.nn.sparse_softmax_cross_entropy_with_logits(every, h)
        loss = -tf.reduce_mean(tf.reduce_logsumexp(log_p + tf.nn.log_softmax(log_weights), 1))
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


step()
print(json.dumps({"description": f"tensorflow {tf.__version__} of Python, tf.function"}), flush=True)
for line in sys.stdin:
    count = int(line)
    begin = time.perf_counter()
    for _ in range(count):
        loss = step()
    loss = float(loss)
    print(json.dumps({"seconds": (time.perf_counter() - begin) / count, "loss": loss}), flush=True)
