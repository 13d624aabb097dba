#!/usr/bin/python3
"""Rag's search by vector beside hnswlib's and faiss's, on the same vectors in one run, one thread each.

Needs Debian's python3-hnswlib and python3-faiss, and Rag built: dotnet build -c Release src/Host.
faiss is left out above 50,000 vectors: Debian builds it without SIMD.
Usage: vectors.py RAG_COMMAND [COUNT] [DIMENSION]      RAG_COMMAND, e.g. "dotnet src/Host/bin/Release/net10.0/rag.dll"
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"
import faiss
import hnswlib
import numpy

rag, count, dimension = shlex.split(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20_000, int(sys.argv[3]) if len(sys.argv) > 3 else 384
K, M, CONSTRUCTION, EFS = 10, 16, 200, [16, 24, 32, 48, 64, 96, 128, 192, 256]
random = numpy.random.default_rng(7)
centres = random.standard_normal((max(1, count // 100), dimension))


def clustered(n):
    vectors = (centres[random.integers(len(centres), size=n)] + random.standard_normal((n, dimension))).astype("float32")
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def measure(name, build_seconds, search, nearest, queries):
    points = []
    for ef in EFS:
        search(queries[:50], ef)
        start = time.perf_counter()
        found = search(queries, ef)
        seconds = time.perf_counter() - start
        recall = numpy.mean([len(set(f) & set(n)) / K for f, n in zip(found, nearest)])
        points.append({"ef": ef, "recall_at_10": float(recall), "queries_per_second": len(queries) / seconds})
    return {"name": name, "build_seconds": build_seconds, "points": points}


def at_recall(result, wanted=0.95):
    return next((p for p in result["points"] if p["recall_at_10"] >= wanted), None)


vectors, queries = clustered(count), clustered(300)
faiss.omp_set_num_threads(1)
exact = faiss.IndexFlatIP(dimension)
exact.add(vectors)
nearest = exact.search(queries, K)[1]

start = time.perf_counter()
graph = hnswlib.Index(space="ip", dim=dimension)
graph.init_index(max_elements=count, ef_construction=CONSTRUCTION, M=M)
graph.set_num_threads(1)
graph.add_items(vectors, num_threads=1)
built = time.perf_counter() - start


def by_hnswlib(q, ef):
    graph.set_ef(ef)
    return numpy.array([graph.knn_query(one, k=K, num_threads=1)[0][0] for one in q])


results = [measure("hnswlib", built, by_hnswlib, nearest, queries)]

if count <= 50_000:
    start = time.perf_counter()
    index = faiss.IndexHNSWFlat(dimension, M, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = CONSTRUCTION
    index.add(vectors)
    built = time.perf_counter() - start

    def by_faiss(q, ef):
        index.hnsw.efSearch = ef
        return numpy.array([index.search(one[None], K)[1][0] for one in q])

    results.append(measure("faiss", built, by_faiss, nearest, queries))

with tempfile.TemporaryDirectory() as folder:
    vectors.tofile(f"{folder}/vectors.f32")
    queries.tofile(f"{folder}/queries.f32")
    output = subprocess.run(
        [*rag, "bench", "vectors", "--vectors", f"{folder}/vectors.f32", "--queries", f"{folder}/queries.f32",
         "--dimension", str(dimension), "--m", str(M), "--ef-construction", str(CONSTRUCTION), "--json", "--ef", *map(str, EFS)],
        check=True, stdout=subprocess.PIPE)
ours = json.loads(output.stdout) | {"name": "rag"}
results.append(ours)

for result in results:
    reached = at_recall(result)
    print(f"{result['name']:8} build {result['build_seconds']:7.1f} s; " + (
        f"recall@10 {reached['recall_at_10']:.3f} at ef {reached['ef']}: {reached['queries_per_second']:.0f} queries/s" if reached
        else f"recall 0.95 not reached, best {result['points'][-1]['recall_at_10']:.3f}"))
peer, mine = at_recall(results[0]), at_recall(ours)
if peer and mine:
    print(f"rag / hnswlib: {mine['queries_per_second'] / peer['queries_per_second']:.2f}x queries per second at recall >= 0.95, "
          f"{ours['build_seconds'] / results[0]['build_seconds']:.2f}x build time")
print(f"rag: {ours['bytes_per_vector']:.0f} bytes per vector searched, {ours['bytes_per_vector'] / (4 * dimension):.2f} of float32; "
      f"opens in {ours['open_seconds']:.3f} s")
