"""Other engines, timed in their own process. Reads one JSON request per line, replies with one JSON line.

Each engine gets the same float64 matrix. Its time includes building the index and querying it, as for Kindred's kernel,
and is per search: a small one is repeated.
"""
import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy

rivals = {}

try:
    import faiss

    faiss.omp_set_num_threads(1)

    def flat(points, queries, k):
        single = points.astype(numpy.float32)
        index = faiss.IndexFlatL2(single.shape[1])
        index.add(single)
        return index.search(single if len(queries) == len(single) else single[queries], k + 1)

    rivals[f"Faiss {faiss.__version__} flat"] = flat
except ImportError:
    pass

try:
    import sklearn
    from sklearn.neighbors import NearestNeighbors

    def nearest(algorithm, dtype):
        def search(points, queries, k):
            matrix = points.astype(dtype)
            found = NearestNeighbors(n_neighbors=k + 1, algorithm=algorithm, n_jobs=1).fit(matrix)
            return found.kneighbors(matrix[queries])

        return search

    name = f"scikit-learn {sklearn.__version__}"
    rivals[f"{name} brute float32"] = nearest("brute", numpy.float32)
    rivals[f"{name} brute"] = nearest("brute", numpy.float64)
    rivals[f"{name} kd-tree"] = nearest("kd_tree", numpy.float64)
except ImportError:
    pass

print(json.dumps({"rivals": list(rivals)}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    points = numpy.fromfile(request["file"]).reshape(-1, request["dimensions"])
    queries = numpy.arange(0, len(points), request["step"])
    wall, cpu = time.perf_counter(), time.process_time()
    repeats = request["repeats"]
    for _ in range(repeats):
        rivals[request["rival"]](points, queries, request["k"])
    answer = {"wall": (time.perf_counter() - wall) / repeats, "cpu": (time.process_time() - cpu) / repeats}
    print(json.dumps(answer), flush=True)
