#!/usr/bin/python3
"""Rag's search by vector beside hnswlib's and faiss's, on the same vectors in one run, one thread and one process each.

Needs Debian's python3-hnswlib and python3-faiss, and Rag built: dotnet build -c Release src/Host.
Usage: vectors.py RAG_COMMAND FOLDER [COUNT] [DIMENSION]      RAG_COMMAND, e.g. "dotnet src/Host/bin/Release/net10.0/rag.dll"

FOLDER keeps vectors and indexes: what is there is not built again, so a second run times the searches alone.
Debian builds hnswlib and faiss without wide vectors. HNSWLIB_NATIVE may name a folder with hnswlib's Python module built by its own
setup.py (-O3 -march=native); it is measured too. faiss's graph is left out above 50,000 vectors: it takes ten times as long to build.
"""
import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import numpy

K, M, CONSTRUCTION, EFS, QUERIES = 10, 16, 200, [10, 16, 24, 32, 48, 64, 96, 128, 192, 256], 1000
TRUTH = 300  # queries whose true neighbours are looked up


def clustered(random, centres, n):
    vectors = (centres[random.integers(len(centres), size=n)] + random.standard_normal((n, centres.shape[1]))).astype("float32")
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def make(folder, count, dimension):
    random = numpy.random.default_rng(7)
    centres = random.standard_normal((max(1, count // 100), dimension))
    vectors, queries = clustered(random, centres, count), clustered(random, centres, QUERIES)
    nearest = numpy.argsort(-(queries[:TRUTH] @ vectors.T), axis=1)[:, :K]
    vectors.tofile(folder / "vectors.f32")
    queries.tofile(folder / "queries.f32")
    numpy.save(folder / "nearest.npy", nearest)


def measure(queries, nearest, search, efs):
    """search(queries, ef) -> (queries, K) ids"""
    points = []
    for ef in efs:
        search(queries[:50], ef)
        start = time.perf_counter()
        found = search(queries, ef)
        seconds = time.perf_counter() - start
        recall = numpy.mean([len(set(f) & set(n)) / K for f, n in zip(found, nearest)])
        points.append({"ef": ef, "recall_at_10": float(recall), "queries_per_second": len(queries) / seconds})
    return points


def hnswlib_peer(path, vectors, dimension):
    import hnswlib
    graph = hnswlib.Index(space="ip", dim=dimension)
    graph.set_num_threads(1)
    built = None
    if path.exists():
        graph.load_index(str(path))
    else:
        graph.init_index(max_elements=len(vectors), ef_construction=CONSTRUCTION, M=M)
        start = time.perf_counter()
        graph.add_items(vectors, num_threads=1)
        built = time.perf_counter() - start
        graph.save_index(str(path))

    def search(queries, ef):
        graph.set_ef(ef)
        return graph.knn_query(queries, k=K, num_threads=1)[0]

    return built, search


def faiss_peer(path, vectors, dimension):
    import faiss
    faiss.omp_set_num_threads(1)
    built = None
    if path.exists():
        index = faiss.read_index(str(path))
    else:
        index = faiss.IndexHNSWFlat(dimension, M, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = CONSTRUCTION
        start = time.perf_counter()
        index.add(vectors)
        built = time.perf_counter() - start
        faiss.write_index(index, str(path))

    def search(queries, ef):
        index.hnsw.efSearch = ef
        return index.search(queries, K)[1]

    return built, search


def flat_peer(path, vectors, dimension):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(dimension)
    index.add(vectors)
    return None, lambda queries, ef: numpy.concatenate([index.search(one[None], K)[1] for one in queries[:20]])


PEERS = {"hnswlib": hnswlib_peer, "hnswlib-native": hnswlib_peer, "faiss": faiss_peer, "faiss-flat": flat_peer}


def run_peer(name, folder, dimension):
    vectors = numpy.fromfile(folder / "vectors.f32", dtype="float32").reshape(-1, dimension)
    queries = numpy.fromfile(folder / "queries.f32", dtype="float32").reshape(-1, dimension)
    nearest = numpy.load(folder / "nearest.npy")
    built, search = PEERS[name](folder / f"{name}.index", vectors, dimension)
    if name == "faiss-flat":
        start = time.perf_counter()
        search(queries, 0)
        points = [{"ef": 0, "recall_at_10": 1.0, "queries_per_second": 20 / (time.perf_counter() - start)}]
    else:
        points = measure(queries, nearest, search, EFS)
    print(json.dumps({"build_seconds": built, "points": points}))


def peer(name, folder, dimension):
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    if name == "hnswlib-native":
        environment["PYTHONPATH"] = os.environ["HNSWLIB_NATIVE"]
    output = subprocess.run([sys.executable, __file__, "--peer", name, folder, str(dimension)], check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(output.stdout)


def rag_peer(rag, folder, dimension):
    output = subprocess.run(
        [*rag, "bench", "vectors", "--vectors", folder / "vectors.f32", "--queries", folder / "queries.f32", "--store", folder / "rag",
         "--dimension", str(dimension), "--m", str(M), "--ef-construction", str(CONSTRUCTION), "--json", "--ef", *map(str, EFS)],
        check=True, stdout=subprocess.PIPE)
    return json.loads(output.stdout)


def at_recall(result, wanted=0.95):
    """The fastest that finds as much, or None."""
    return max((p for p in result["points"] if p["recall_at_10"] >= wanted), key=lambda p: p["queries_per_second"], default=None)


def main():
    rag, folder = shlex.split(sys.argv[1]), Path(sys.argv[2])
    count, dimension = int(sys.argv[3]) if len(sys.argv) > 3 else 20_000, int(sys.argv[4]) if len(sys.argv) > 4 else 384
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "nearest.npy").exists():
        make(folder, count, dimension)
    left_out = {"hnswlib-native"} - ({"hnswlib-native"} if "HNSWLIB_NATIVE" in os.environ else set()) | ({"faiss"} if count > 50_000 else set())
    names = [name for name in PEERS if name not in left_out]
    results = {"rag": rag_peer(rag, folder, dimension)} | {name: peer(name, folder, dimension) for name in names}
    mine = at_recall(results["rag"])
    for name, result in results.items():
        reached = at_recall(result)
        line = f"{name:14} " + (f"build {result['build_seconds']:7.1f} s " if result["build_seconds"] else " " * 16)
        line += (f"recall@10 {reached['recall_at_10']:.3f} at ef {reached['ef']:3}: {reached['queries_per_second']:7.0f} queries/s" if reached
                 else f"recall 0.95 not reached, best {result['points'][-1]['recall_at_10']:.3f}")
        if name != "rag" and reached and mine:
            equal = at_recall(result, mine["recall_at_10"])
            line += f"; rag {mine['queries_per_second'] / reached['queries_per_second']:.2f}x"
            line += f" ({mine['queries_per_second'] / equal['queries_per_second']:.2f}x at rag's recall)" if equal else ""
            if result["build_seconds"] and results["rag"]["build_seconds"]:
                line += f", its build time {results['rag']['build_seconds'] / result['build_seconds']:.2f}x"
        print(line)
    ours = results["rag"]
    print(f"rag: {ours['bytes_per_vector']:.0f} bytes per vector searched, {ours['bytes_per_vector'] / (4 * dimension):.2f} of float32; opens in {ours['open_seconds']:.3f} s"
          + (f"; resident at most {ours['peak_resident_bytes'] / 1e6:.0f} MB" if ours["peak_resident_bytes"] else ""))
    (folder / "results.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        run_peer(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
