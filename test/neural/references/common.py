"""What the reference scripts of this folder share: data, rounding, the fixture file.

    python3.11 -m venv ~/.cache/dsm-bench/tf          # TensorFlow 2.15 needs Python 3.9 to 3.11
    ~/.cache/dsm-bench/tf/bin/pip install tensorflow-cpu==2.15.1 tensorflow-probability==0.23.0 "numpy<2"
    ~/.cache/dsm-bench/tf/bin/python test/neural/references/seed_network.py
    npx biome format --write test/neural/references
"""

import json
import os
import platform
from importlib.metadata import version

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp

tf.keras.backend.set_floatx("float64")


def sequences_of(count, length, seed, gaps):
    """Rows of several sequences: numbers a and b, a word, and targets that depend on them and on a sticky hidden state.

    `gaps` leaves cells of the targets tag, flag and size empty; what `previous` may see (letter, height) is complete.
    """
    random = np.random.RandomState(seed)
    rows = []
    for s in range(count):
        state, height = random.randint(2), 0.0
        for _ in range(length + s):
            state = 1 - state if random.rand() < 0.2 else state
            a, b = np.round(random.randn(2), 3)
            high = (a if state == 0 else -a) + 0.3 * b > 0
            height = round(0.7 * height + random.randn() + state, 3)
            row = {
                "id": str(s),
                "a": repr(float(a)),
                "b": repr(float(b)),
                "word": "pqr"[random.randint(3)],
                "tag": "up" if high else "flat" if random.rand() < 0.3 else "down",
                "flag": str(int(random.rand() < (0.8 if high else 0.2))),
                "other": str(int(random.rand() < 0.5)),
                "third": str(int(random.rand() < (0.7 if state else 0.4))),
                "size": repr(round(float(a + 2 * state + 0.5 * random.randn()), 3)),
                "letter": "xyz"[(state + random.randint(2)) % 3],
                "height": repr(float(height)),
            }
            for target in ("tag", "flag", "size"):
                if gaps and random.rand() < 0.15:
                    row[target] = ""
            rows.append(row)
    return rows


def csv_of(rows):
    names = list(rows[0])
    return "\n".join([",".join(names), *(",".join(row[name] for name in names) for row in rows)]) + "\n"


def spans_of(rows):
    """(from, to) of each sequence."""
    ids = [row["id"] for row in rows]
    starts = [i for i in range(len(ids)) if i == 0 or ids[i] != ids[i - 1]]
    return list(zip(starts, [*starts[1:], len(ids)]))


def float32(array):
    """The nearest float32 numbers, as float64: what both programs compute from."""
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def trainable(expert, name, values, gradient):
    """A block of numbers (expert −1: the gate's logits) and the gradient of the log-likelihood with respect to it."""
    values = np.asarray(values)
    return {
        "expert": expert,
        "name": name,
        "shape": list(values.shape),
        "values": [float(str(np.float32(v))) for v in values.ravel()],
        "gradient": [float(f"{g:.10e}") for g in np.asarray(gradient).ravel()],
    }


def write(path, script, data, cases):
    fixture = {
        "made": {
            "by": script,
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": version("keras"),
            "tensorflow-probability": tfp.__version__,
            "numpy": np.__version__,
        },
        "data": data,
        "cases": cases,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(fixture, file, indent=1)
        file.write("\n")
