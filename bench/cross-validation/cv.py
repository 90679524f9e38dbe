"""What one writes with hmmlearn and scikit-learn for what `dsm cv` does: K-fold over sequences, some starts a fit, AIC and BIC.

Arguments: CSV, largest K, folds, restarts, iterations, processes.
"""
import json
import os
import sys

import numpy as np
import pandas as pd
from hmmlearn.hmm import GaussianHMM
from joblib import Parallel, delayed
from sklearn.model_selection import KFold


def fit(sequences, states):
    """The best of some starts by training likelihood, and how many iterations all of them made."""
    x, lengths = np.concatenate(sequences), [len(sequence) for sequence in sequences]
    best, made = None, 0
    # With one state every start is the same.
    for restart in range(1 if states == 1 else restarts):
        model = GaussianHMM(
            n_components=states, covariance_type="diag", implementation="scaling", n_iter=iterations,
            tol=sys.float_info.min, random_state=restart, covars_prior=0.0,
        ).fit(x, lengths)
        made += model.monitor_.iter
        if best is None or model.monitor_.history[-1] > best.monitor_.history[-1]:
            best = model
    return best, made


def held_out(states, train, test):
    model, made = fit([sequences[i] for i in train], states)
    x = [sequences[i] for i in test]
    return model.score(np.concatenate(x), [len(sequence) for sequence in x]), made


def on_all(states):
    model, made = fit(sequences, states)
    x, lengths = np.concatenate(sequences), [len(sequence) for sequence in sequences]
    return model.aic(x, lengths), model.bic(x, lengths), made


data, largest, folds, restarts, iterations, processes = sys.argv[1], *map(int, sys.argv[2:7])
sequences = [group[["value"]].to_numpy() for _, group in pd.read_csv(data).groupby("id", sort=False)]
steps = sum(len(sequence) for sequence in sequences)
splits = list(KFold(folds, shuffle=True, random_state=0).split(sequences))

# The longest first, so that no process idles at the end.
searched = range(largest, 0, -1)
tasks = [delayed(held_out)(K, *split) for K in searched for split in splits] + [delayed(on_all)(K) for K in searched]
done = Parallel(n_jobs=processes)(tasks) if processes > 1 else [task(*given, **named) for task, given, named in tasks]

table = []
for i, K in enumerate(searched):
    scores = done[i * folds:(i + 1) * folds]
    aic, bic, made = done[len(searched) * folds + i]
    table.append({
        "states": K, "mean": sum(score for score, _ in scores) / steps, "aic": aic, "bic": bic,
        "iterations": made + sum(count for _, count in scores),
    })
print(json.dumps({"table": table[::-1]}))

try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(os.environ["DSM_BENCH_PEAK"], "w") as file:
    file.write(str(1024 * peak))
