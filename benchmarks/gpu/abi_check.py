"""Which symbols of TorchSharp's bridge a libtorch lacks; reads the ELF files with Python's standard library, loads nothing, needs no GPU.

usage: abi_check.py BRIDGE LIBTORCH_DIR [--stubs FILE.c]

The bridge binds functions when they are first called, so that one that is missing ends the program there and not at the start. What its data
refers to, such as virtual tables, must exist while it is loaded; --stubs writes C source that defines such symbols, so that it loads all the same.
Exit code: 0 nothing is missing; 3 only what is called later; 1 loading fails.
"""
import ctypes
import mmap
import os
import re
import struct
import sys

DYNSYM, RELA, VERDEF, VERNEED, DYNAMIC = 11, 4, 0x6FFFFFFD, 0x6FFFFFFE, 6
JUMP_SLOT, THREAD_LOCAL = 7, (16, 17, 18)
WEAK_VERSION = 2
LIBTORCH = ("libc10.so", "libtorch_cpu.so", "libtorch.so", "libc10_cuda.so", "libtorch_cuda.so")


class Elf:
    """The parts of a 64-bit little-endian ELF library that the loader binds by."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self.data[:6] != b"\x7fELF\x02\x01":
            sys.exit(f"{path}: not a 64-bit ELF library")
        offset, = struct.unpack_from("<Q", self.data, 40)
        size, count = struct.unpack_from("<HH", self.data, 58)
        self.sections = [struct.unpack_from("<IIQQQQIIQQ", self.data, offset + size * index) for index in range(count)]
        symbols = self.section(DYNSYM)
        self.symbols = []
        if symbols:
            names = self.content(self.sections[symbols[6]])
            for name, info, _, section, _, _ in struct.iter_unpack("<IBBHQQ", self.content(symbols)):
                self.symbols.append((names[name:names.index(b"\0", name)].decode(), info >> 4, section))

    def section(self, kind):
        return next((section for section in self.sections if section[1] == kind), None)

    def content(self, section):
        return self.data[section[4]:section[4] + section[5]]

    @property
    def defined(self):
        return {name for name, _, section in self.symbols if section and name}

    def needed_libraries(self):
        section = self.section(DYNAMIC)
        return [self.text(section, value) for tag, value in struct.iter_unpack("<qQ", self.content(section)) if tag == 1]

    def text(self, section, offset):
        names = self.content(self.sections[section[6]])
        return names[offset:names.index(b"\0", offset)].decode()

    def needed_versions(self):
        """(library, version) of each requirement that is not weak."""
        section, found, offset = self.section(VERNEED), [], 0
        data = self.content(section) if section else b""
        while data:
            _, count, file, first, step = struct.unpack_from("<HHIII", data, offset)
            at = offset + first
            for _ in range(count):
                _, flags, _, name, skip = struct.unpack_from("<IHHII", data, at)
                if not flags & WEAK_VERSION:
                    found.append((self.text(section, file), self.text(section, name)))
                at += skip
            if not step:
                break
            offset += step
        return found

    def defined_versions(self):
        section, found, offset = self.section(VERDEF), set(), 0
        data = self.content(section) if section else b""
        while data:
            first, step = struct.unpack_from("<II", data, offset + 12)
            found.add(self.text(section, struct.unpack_from("<I", data, offset + first)[0]))
            if not step:
                break
            offset += step
        return found

    def undefined(self):
        """Name: the kinds of relocation, of each symbol that must come from elsewhere."""
        wanted = {index: name for index, (name, binding, section) in enumerate(self.symbols) if name and not section and binding == 1}
        kinds = {name: set() for name in wanted.values()}
        for section in self.sections:
            if section[1] == RELA:
                for _, info, _ in struct.iter_unpack("<QQq", self.content(section)):
                    if info >> 32 in wanted:
                        kinds[wanted[info >> 32]].add(info & 0xFFFFFFFF)
        return {name: kinds for name, kinds in kinds.items() if kinds}


def system_library(name):
    """Where the loader finds it, or None."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return None
    with open("/proc/self/maps") as maps:
        return next((line.split()[-1] for line in maps if os.path.basename(line.split()[-1]).startswith(name)), None)


def is_object(name):
    return bool(re.match(r"_ZT[VITS]", name)) or (name.startswith("_ZN") and name.endswith("E"))


def write_stubs(path, names):
    lines = ["#include <stdio.h>", "#include <stdlib.h>"]
    for index, name in enumerate(names):
        if is_object(name):
            lines.append(f'char object{index}[4096] __asm__("{name}");')
        else:
            lines.append(f'void function{index}(void) __asm__("{name}");')
            lines.append(f'void function{index}(void) {{ fputs("this libtorch lacks {name}\\n", stderr); abort(); }}')
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main(bridge_path, directory, stubs=None):
    bridge = Elf(bridge_path)
    provided = {name: os.path.join(directory, name) for name in LIBTORCH if os.path.exists(os.path.join(directory, name))}
    problems = [f"{directory} has no {name}" for name in LIBTORCH[:3] if name not in provided]
    for name in bridge.needed_libraries():
        if name not in LIBTORCH and system_library(name):
            provided[name] = system_library(name)
        elif name not in LIBTORCH:
            problems.append(f"this system has no {name}")
    libraries = {name: Elf(path) for name, path in provided.items()}
    for library, version in bridge.needed_versions():
        if library in libraries and version not in libraries[library].defined_versions():
            # Not libtorch's doing; the build makes the one of libstdc++ weak, so that only the package's own file has it.
            print(f"note: {provided[library]} does not define {version}, which this copy of the bridge requires")
    undefined = bridge.undefined()
    defined = set().union(*(library.defined for library in libraries.values()))
    missing = sorted(name for name in undefined if name not in defined)
    on_load = [name for name in missing if undefined[name] != {JUMP_SLOT}]
    on_call = [name for name in missing if undefined[name] == {JUMP_SLOT}]
    thread_local = [name for name in on_load if undefined[name] & set(THREAD_LOCAL)]
    for problem in problems:
        print(problem)
    print(f"{os.path.basename(bridge_path)} needs {len(undefined)} symbols; {len(missing)} of them are missing with {directory}: "
          f"{len(on_load)} while it is loaded, {len(on_call)} only when they are called.")
    for title, names in (("while it is loaded", on_load), ("when they are called", on_call)):
        for name in names:
            print(f"  {title}: {name}")
    if stubs and on_load and not thread_local:
        write_stubs(stubs, on_load)
    return 1 if problems or on_load else 3 if on_call else 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(main(*sys.argv[1:]))
    if len(sys.argv) == 5 and sys.argv[3] == "--stubs":
        sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[4]))
    sys.exit(__doc__)
