"""What the peers' scripts share: the problem, and answering one line of JSON for each line of stdin.

Arguments: folder kind states width sequences steps [more]. See bench/lib/problem-file.mjs for the files.
"""
import json
import os
import resource
import sys
import time
from types import SimpleNamespace

import numpy as np


def limit_memory():
    """Refuses allocations that would make the machine run out of memory; the peer is then skipped."""
    available = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_DATA, (int(0.6 * available),) * 2)


def read_problem():
    folder, kind = sys.argv[1:3]
    states, width, sequences, steps = (int(a) for a in sys.argv[3:7])
    p = np.fromfile(os.path.join(folder, "parameters.bin"), dtype="<f8")
    x = np.fromfile(os.path.join(folder, "x.bin"), dtype="<f8" if kind == "gaussian" else "<i4")
    initial, transition, rest = np.split(p, [states, states + states * states])
    problem = SimpleNamespace(
        kind=kind, states=states, width=width, sequences=sequences, steps=steps,
        x=x.reshape(sequences, steps, width if kind == "gaussian" else 1),
        initial=initial, transition=transition.reshape(states, states), options=sys.argv[7:],
    )
    if kind == "gaussian":
        problem.mean, problem.variance = rest.reshape(2, states, width)
    else:
        problem.probabilities = rest.reshape(states, width)
    return problem


def path_score(problem, paths):
    """log p(x, z) of paths [S][T], summed over sequences, in float64 whatever the peer computes in."""
    z, x = np.asarray(paths, dtype=np.int64), problem.x
    with np.errstate(divide="ignore"):
        score = np.log(problem.initial)[z[:, 0]].sum() + np.log(problem.transition)[z[:, :-1], z[:, 1:]].sum()
        if problem.kind == "gaussian":
            mean, variance = problem.mean[z], problem.variance[z]
            score += (-0.5 * (np.log(2 * np.pi * variance) + (x - mean) ** 2 / variance)).sum()
        else:
            score += np.log(problem.probabilities)[z, x[:, :, 0]].sum()
    return float(score)


def serve(versions, tasks):
    """`tasks`: { name: function without arguments }, each giving (seconds, results) where results go out as JSON."""
    versions = f"{versions}, NumPy {np.__version__}, Python {sys.version.split()[0]}"
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        task = tasks.get(line.strip())
        try:
            answer = task() if task else {"skipped": f"has no {line.strip()}"}
        except (MemoryError, RuntimeError) as error:
            answer = {"skipped": str(error).split("\n")[0][:200] or "out of memory"}
        print(json.dumps(answer), flush=True)


def timed(work):
    """Runs `work`; gives (seconds, its result)."""
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def numbers(**arrays):
    return {name: np.asarray(values, dtype=float).ravel().tolist() for name, values in arrays.items()}
