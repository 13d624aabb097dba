#!/usr/bin/python3
"""Rag's search by words beside SQLite's FTS5 (bm25), on the same paragraphs and questions in one run, one thread each.

Needs python3 with sqlite3, and Rag built: dotnet build -c Release src/Host.
Usage: words.py RAG_COMMAND SQUAD.json [QUESTIONS]      RAG_COMMAND, e.g. "dotnet src/Host/bin/Release/net10.0/rag.dll"
"""
import json
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time

rag, path = shlex.split(sys.argv[1]), sys.argv[2]
most = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
K = 10

with open(path, encoding="utf-8") as file:
    squad = json.load(file)
paragraphs, questions = [], []
for article in squad["data"]:
    for paragraph in article["paragraphs"]:
        paragraphs.append(paragraph["context"])
        left = most - len(questions)
        questions += [qa["question"] for qa in paragraph["qas"]][:left]
        paragraph["qas"] = paragraph["qas"][:left] if left > 0 else []

database = sqlite3.connect(":memory:")
database.execute("CREATE VIRTUAL TABLE items USING fts5(text, tokenize='porter unicode61')")
database.executemany("INSERT INTO items(rowid, text) VALUES (?, ?)", enumerate(paragraphs))
database.execute("INSERT INTO items(items) VALUES ('optimize')")


def fts5(question):
    words = dict.fromkeys(re.findall(r"\w+", question.lower()))
    match = " OR ".join(f'"{word}"' for word in words)
    return database.execute("SELECT rowid FROM items WHERE items MATCH ? ORDER BY rank LIMIT ?", (match, K)).fetchall() if words else []


times = []
for question in questions:
    start = time.perf_counter()
    fts5(question)
    times.append(1000 * (time.perf_counter() - start))
times.sort()

with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
    json.dump(squad, file)
    file.flush()
    output = subprocess.run([*rag, "bench", "search", "--data", file.name, "-k", str(K), "--json"], check=True, stdout=subprocess.PIPE)
ours = json.loads(output.stdout)
theirs = {"p50_ms": times[len(times) // 2], "p99_ms": times[int(.99 * len(times))]}
print(f"{len(paragraphs)} paragraphs, {len(questions)} questions")
for name, result in (("fts5", theirs), ("rag", ours)):
    print(f"{name:5} p50 {result['p50_ms']:.3f} ms, p99 {result['p99_ms']:.3f} ms")
print(f"fts5 / rag: p50 {theirs['p50_ms'] / ours['p50_ms']:.1f}x, p99 {theirs['p99_ms'] / ours['p99_ms']:.1f}x")
