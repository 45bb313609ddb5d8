"""FER2013 with the votes of FER+ in one small archive, and back; only Python's standard library.

usage: data.py pack ARCHIVE fer2013.csv [fer2013new.csv]
       data.py unpack ARCHIVE DIR       writes both files; checks that they are the packed ones, byte for byte
"""
import hashlib
import io
import json
import lzma
import os
import shutil
import sys
import tarfile
import tempfile
import zlib

SIDE = 48
PIXELS = SIDE * SIDE
TEXT = [str(grey) for grey in range(256)]


class Planes:
    """The images as 2,304 numbers: each holds one pixel of all images, a byte per image. All bytes are computed with at once."""

    def __init__(self, count):
        self.count = count
        self.top = int.from_bytes(b"\x80" * count, "little")
        self.rest = int.from_bytes(b"\x7f" * count, "little")
        self.even = int.from_bytes(b"\xfe" * count, "little")

    def add(self, a, b):
        return ((a & self.rest) + (b & self.rest)) ^ ((a ^ b) & self.top)

    def subtract(self, a, b):
        return ((a | self.top) - (b & self.rest)) ^ ((a ^ b ^ self.top) & self.top)

    def mean(self, a, b):
        return (a & b) + (((a ^ b) & self.even) >> 1)

    def half(self, a):
        """Of signed bytes."""
        return ((a & self.even) >> 1) | (a & self.top)

    def predict(self, planes, index):
        """From the neighbours to the left, above, and above to the left: their mean, moved along the gradient."""
        y, x = divmod(index, SIDE)
        if not x or not y:
            return planes[index - 1] if x else planes[index - SIDE] if y else 0
        mean = self.mean(planes[index - 1], planes[index - SIDE])
        return self.add(mean, self.half(self.subtract(mean, planes[index - SIDE - 1])))


def compress_pixels(pixels):
    planes = Planes(len(pixels) // PIXELS)
    values = [int.from_bytes(pixels[index::PIXELS], "little") for index in range(PIXELS)]
    coder = zlib.compressobj(1, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY)
    parts = [coder.compress(planes.subtract(values[index], planes.predict(values, index)).to_bytes(planes.count, "little")) for index in range(PIXELS)]
    return b"".join(parts) + coder.flush()


def decompress_pixels(compressed):
    differences = zlib.decompress(compressed, -15)
    count = len(differences) // PIXELS
    planes, values, pixels = Planes(count), [], bytearray(len(differences))
    for index in range(PIXELS):
        difference = int.from_bytes(differences[index * count:(index + 1) * count], "little")
        values.append(planes.add(difference, planes.predict(values, index)))
        pixels[index::PIXELS] = values[index].to_bytes(count, "little")
    return pixels


def write_rows(file, header, rows, pixels):
    """Kaggle's layout: emotion, the pixels with one space between them, usage; and the digest of what was written."""
    digest = hashlib.sha256()
    for index, text in enumerate([header, *rows]):
        line = text
        if index:
            emotion, usage = text.split(",")
            image = pixels[(index - 1) * PIXELS:index * PIXELS]
            line = f"{emotion},{' '.join([TEXT[grey] for grey in image])},{usage}"
        data = line.encode("ascii") + b"\n"
        digest.update(data)
        if file:
            file.write(data)
    return digest.hexdigest()


def pack(archive, csv_path, votes_path=None):
    rows, pixels, digest = [], bytearray(), hashlib.sha256()
    with open(csv_path, "rb") as file:
        first = file.readline()
        digest.update(first)
        for line in file:
            digest.update(line)
            try:
                emotion, image, usage = line.decode("ascii").rstrip("\n").split(",")
                values = bytes(map(int, image.split(" ")))
            except ValueError:
                sys.exit(f"{csv_path}, row {len(rows) + 2}: not in Kaggle's layout (emotion, 2304 numbers with single spaces, usage)")
            if len(values) != PIXELS:
                sys.exit(f"{csv_path}, row {len(rows) + 2}: {len(values)} pixels, not {PIXELS}")
            rows.append(f"{emotion},{usage}")
            pixels += values
    header = first.decode("ascii").rstrip("\n")
    if write_rows(None, header, rows, pixels) != digest.hexdigest():
        sys.exit(f"{csv_path}: cannot be restored byte for byte (line ends, quotes or leading zeros); give Kaggle's file")
    members = {"pixels.deflate": compress_pixels(pixels), "rows.json.xz": lzma.compress(json.dumps([header, *rows]).encode(), preset=9)}
    digests = {"fer2013.csv": digest.hexdigest()}
    if votes_path:
        with open(votes_path, "rb") as file:
            votes = file.read()
        members["fer2013new.csv.xz"] = lzma.compress(votes, preset=9)
        digests["fer2013new.csv"] = hashlib.sha256(votes).hexdigest()
    members["sha256.json"] = json.dumps(digests).encode()
    with tarfile.open(archive, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    print(f"{len(rows)} images, {os.path.getsize(archive)} bytes: {archive}")


def unpack(archive, directory):
    with tarfile.open(archive) as tar:
        members = {entry.name: tar.extractfile(entry).read() for entry in tar.getmembers()}
    expected = json.loads(members["sha256.json"])
    header, *rows = json.loads(lzma.decompress(members["rows.json.xz"]))
    os.makedirs(directory, exist_ok=True)
    part = tempfile.mkdtemp(prefix=".part-", dir=directory)
    found = {}
    try:
        if "fer2013new.csv.xz" in members:
            votes = lzma.decompress(members["fer2013new.csv.xz"])
            with open(os.path.join(part, "fer2013new.csv"), "wb") as file:
                file.write(votes)
            found["fer2013new.csv"] = hashlib.sha256(votes).hexdigest()
        with open(os.path.join(part, "fer2013.csv"), "wb") as file:
            found["fer2013.csv"] = write_rows(file, header, rows, decompress_pixels(members["pixels.deflate"]))
        if found != expected:
            sys.exit(f"{archive}: what came out is not what was packed")
        for name in found:  # fer2013.csv last: where it is, all is there
            os.replace(os.path.join(part, name), os.path.join(directory, name))
    finally:
        shutil.rmtree(part)
    print(f"{len(rows)} images in {directory}, byte for byte as packed")


if __name__ == "__main__":
    if len(sys.argv) in (4, 5) and sys.argv[1] == "pack":
        pack(*sys.argv[2:])
    elif len(sys.argv) == 4 and sys.argv[1] == "unpack":
        unpack(*sys.argv[2:])
    else:
        sys.exit(__doc__)
