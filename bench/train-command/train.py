"""What one writes with pandas and hmmlearn for what `dsm train` does: read, fit from some starts, write the best model.

Arguments: CSV, states, restarts, iterations, model file, and optionally a JSON file with start values.
"""
import json
import os
import sys

import numpy as np
import pandas as pd
from hmmlearn.hmm import GaussianHMM

data, states, restarts, iterations, output = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
frame = pd.read_csv(data)
lengths = frame.groupby("id", sort=False).size().to_numpy()
x = frame[["value"]].to_numpy()

best = None
for restart in range(restarts):
    model = GaussianHMM(
        n_components=states, covariance_type="diag", implementation="scaling", n_iter=iterations, tol=-np.inf,
        random_state=restart, covars_prior=0.0, init_params="stmc" if len(sys.argv) == 6 else "",
    )
    if len(sys.argv) > 6:
        with open(sys.argv[6]) as file:
            start = json.load(file)
        model.startprob_, model.transmat_ = np.array(start["initial"]), np.array(start["transition"])
        model.means_, model.covars_ = np.array(start["mean"]), np.array(start["variance"])
    model.fit(x, lengths)
    if best is None or model.monitor_.history[-1] > best.monitor_.history[-1]:
        best = model

with open(output, "w") as file:
    json.dump({
        "initial": best.startprob_.tolist(), "transition": best.transmat_.tolist(),
        "mean": best.means_.tolist(), "variance": best.covars_.ravel().tolist(),
    }, file)
print(json.dumps({"logLikelihood": best.monitor_.history[-1]}))

try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(os.environ["DSM_BENCH_PEAK"], "w") as file:
    file.write(str(1024 * peak))
