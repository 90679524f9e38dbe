"""One EM iteration of hmmlearn's GaussianHMM, implementation="scaling": reads a job as JSON on stdin, prints times as JSON."""
import json
import sys
import time

import hmmlearn
import numpy as np
from hmmlearn.hmm import GaussianHMM

job = json.load(sys.stdin)
x = np.fromfile(job["data"], dtype="<f8").reshape(-1, 1)
lengths = [job["steps"]] * job["sequences"]


def start():
    model = GaussianHMM(
        n_components=job["states"], covariance_type="diag", implementation="scaling",
        init_params="", params="stmc", n_iter=1, covars_prior=0.0,
    )
    model.startprob_ = np.array(job["initial"])
    model.transmat_ = np.array(job["transition"]).reshape(job["states"], -1)
    model.means_ = np.array(job["mean"]).reshape(-1, 1)
    model.covars_ = np.array(job["variance"]).reshape(-1, 1)
    return model


seconds = []
for _ in range(job["repetitions"]):
    model = start()
    begin = time.perf_counter()
    model.fit(x, lengths)
    seconds.append(time.perf_counter() - begin)

print(json.dumps({
    "seconds": seconds,
    "logLikelihood": model.monitor_.history[-1],
    "mean": model.means_.ravel().tolist(),
    "variance": model.covars_.ravel().tolist(),
    "transition": model.transmat_.ravel().tolist(),
    "versions": f"hmmlearn {hmmlearn.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}",
}))
