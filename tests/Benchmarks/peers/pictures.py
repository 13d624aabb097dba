#!/usr/bin/python3
"""Rag's picture decoders beside PIL's (libjpeg-turbo, libpng), on the same files in one run, one thread each.

Needs Debian's python3-pil, and the benchmarks built: dotnet build -c Release tests/Benchmarks.
Usage: pictures.py BENCHMARKS PHOTOGRAPHS   e.g. "dotnet tests/Benchmarks/bin/Release/net10.0/Rag.Benchmarks.dll" ../shared/data/image/flickr8k/images
"""
import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time

from PIL import Image

rag, source = shlex.split(sys.argv[1]), sys.argv[2]
names = sorted(os.listdir(source))[:300]
photographs = [open(os.path.join(source, name), "rb").read() for name in names]


def mosaic(width, height, side=400):
    """Many photographs side by side, each enlarged, as a large one has as much detail."""
    picture = Image.new("RGB", (width, height))
    photos = iter(photographs)
    for y in range(0, height, side):
        for x in range(0, width, side):
            picture.paste(Image.open(io.BytesIO(next(photos))).convert("RGB").resize((side, side), Image.BICUBIC), (x, y))
    return picture


def save(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return [file.getvalue()]


large, small = mosaic(4000, 3000), mosaic(1200, 900)
sets = {
    "jpeg-12mp-420": save(large, "JPEG", quality=85),
    "jpeg-12mp-444": save(large, "JPEG", quality=92, subsampling=0),
    "jpeg-1mp-420": save(small, "JPEG", quality=85),
    "jpeg-1mp-progressive": save(small, "JPEG", quality=85, progressive=True),
    "jpeg-300-photographs": photographs,
    "png-1mp-rgb": save(small, "PNG"),
    "png-1mp-rgba": save(small.convert("RGBA"), "PNG"),
    "png-12mp-rgb": save(large, "PNG", compress_level=3),
}


def least(files, seconds=2):
    best, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        for file in files:
            Image.open(io.BytesIO(file)).load()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


with tempfile.TemporaryDirectory() as root:
    for name, files in sets.items():
        os.mkdir(os.path.join(root, name))
        for i, file in enumerate(files):
            with open(os.path.join(root, name, f"{i:04}"), "wb") as output:
                output.write(file)
    theirs = {name: least(files) for name, files in sets.items()}
    ours = json.loads(subprocess.run([*rag, "pictures", root], check=True, stdout=subprocess.PIPE).stdout)
for name in sets:
    print(f"{name:22} PIL {theirs[name]:8.1f} ms   rag {ours[name]:8.1f} ms   {theirs[name] / ours[name]:5.0%} of its speed")
