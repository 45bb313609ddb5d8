#!/usr/bin/env python3
"""The memory that `emotionnet predict` takes for photographs of 50 megapixels, against what it takes for a small one.

    python3 benchmarks/photograph_memory.py PUBLISHED/emotionnet

The photographs are the tests' astronaut, each pixel repeated, and a picture of zeros in 6 KB. djpeg and cjpeg are needed (Debian: libjpeg-turbo-progs).
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile
import zlib

PHOTOGRAPH = os.path.join(os.path.dirname(__file__), "../tests/EmotionNet.Tests/Inference/astronaut.jpg")
ORIENTATION_6 = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def enlarge(factor):
    """Width, height and the rows of the photograph, each pixel repeated."""
    ppm = subprocess.run(["djpeg", "-pnm", PHOTOGRAPH], check=True, capture_output=True).stdout
    _, size, _, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    rows = []
    for y in range(height):
        row = pixels[3 * width * y:3 * width * (y + 1)]
        rows += [b"".join(row[x:x + 3] * factor for x in range(0, len(row), 3))] * factor
    return width * factor, height * factor, rows


def png(width, height, bits, colour, data):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bmp(width, height, rows):
    padding = b"\0" * (-3 * width % 4)
    length = (3 * width + len(padding)) * height
    parts = [b"BM" + struct.pack("<IHHI", 54 + length, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, length, 2835, 2835, 0, 0)]
    for row in reversed(rows):
        line = bytearray(row)
        line[0::3], line[2::3] = row[2::3], row[0::3]
        parts += [bytes(line), padding]
    return b"".join(parts)


def jpeg(ppm, *options):
    return subprocess.run(["cjpeg", "-quality", "90", *options, ppm], check=True, capture_output=True).stdout


def photographs(folder):
    """Names and contents, one after another."""
    yield "png-of-zeros", png(7071, 7071, 1, 0, zlib.compress(b"\0" * (884 + 1) * 7071))
    for factor in (13, 11, 9):
        width, height, rows = enlarge(factor)
        megapixels = round(width * height / 1e6)
        ppm = os.path.join(folder, "photograph.ppm")
        with open(ppm, "wb") as file:
            file.write(b"P6\n%d %d\n255\n" % (width, height))
            file.writelines(rows)
        if factor == 13:
            whole = jpeg(ppm, "-baseline")
            yield f"jpeg-{megapixels}", whole
            yield f"jpeg-{megapixels}-turned", whole[:2] + b"\xff\xe1" + struct.pack(">H", len(ORIENTATION_6) + 2) + ORIENTATION_6 + whole[2:]
            yield f"png-{megapixels}", png(width, height, 8, 2, zlib.compress(b"".join(b"\0" + row for row in rows), 1))
            yield f"bmp-{megapixels}", bmp(width, height, rows)
        yield f"progressive-{megapixels}-4:2:0", jpeg(ppm, "-progressive")
        yield f"progressive-{megapixels}-4:4:4", jpeg(ppm, "-progressive", "-sample", "1x1")


# A process counts the memory of the one that started it as its own peak: a small one starts the program.
STARTER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(status, usage.ru_maxrss)
"""


def measure(program, path, options):
    """Peak memory in MiB, and what the program said if it did not read the image."""
    run = subprocess.run([sys.executable, "-c", STARTER, program, "predict", path, *options], check=True, capture_output=True, text=True)
    status, peak = map(int, run.stdout.split())
    return peak / 1024, run.stderr.strip() if status else ""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("options", nargs="*", default=["--threads", "2"], help="of predict, after --")
    given = arguments.parse_args()
    base, _ = measure(given.program, PHOTOGRAPH, given.options)
    print(f"{'photograph of 512×512':26} peak {base:4.0f} MB")
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, content in photographs(folder):
            path = os.path.join(folder, name.replace(":", ""))
            with open(path, "wb") as file:
                file.write(content)
            peak, errors = measure(given.program, path, given.options)
            size = len(content) / (1 << 20)
            more = peak - base - size
            worst = max(worst, more)
            refused = "  refused: " + errors.split(": ", 1)[-1] if errors else ""
            print(f"{name:26} peak {peak:4.0f} MB  file {size:4.0f} MB  more than the small one and the file {more:4.0f} MB{refused}", flush=True)
            os.remove(path)
    return 0 if worst <= 200 else 1


if __name__ == "__main__":
    sys.exit(main())
