"""The same network and step in PyTorch, as its users write it; timed by the benchmark, which speaks to it through a pipe."""
import ctypes
import os
import resource
import sys
import threading
import time

import torch
from torch import nn
from torch.nn import functional as F

mode, device, batch, threads, stages = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), [tuple(map(int, s.split("x"))) for s in sys.argv[5].split(",")]
dropout, rate = map(float, sys.argv[6:8])
if threads > 0:
    torch.set_num_threads(threads)
torch.backends.cudnn.benchmark = mode != "fp32"  # as the trainer sets it for its own step


class Standardize(nn.Module):
    def forward(self, x):
        return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), unbiased=False, keepdim=True) + 0.05)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        halves, hidden = inputs != outputs, max(outputs // 8, 4)
        self.residual = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, 2 if halves else 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(outputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs), nn.Sigmoid())
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)) if halves else nn.Identity()

    def forward(self, x):
        branch = self.residual(x)
        return F.relu(self.shortcut(x) + branch * self.gate(branch)[:, :, None, None])


channels, layers = stages[0][0], [Standardize()]
layers += [nn.Conv2d(1, channels, 5, 2, 2, bias=False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
for width, depth in stages:
    for _ in range(depth):
        layers.append(Block(channels, width))
        channels = width
network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout), nn.Linear(channels, 7)).to(device)
parameters = sum(p.numel() for p in network.parameters())
optimizer = torch.optim.AdamW(network.parameters(), rate)
count = max(2048, 4 * batch)
faces, labels = torch.rand(count, 1, 48, 48), torch.arange(count) % 7
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(faces, labels), batch, shuffle=True, drop_last=True)
if mode != "fp32":
    network = network.to(memory_format=torch.channels_last)
    faces, labels = faces.to(device), labels.to(device)
forward = torch.compile(network) if mode == "compile" else network


def batches():
    while True:
        if mode == "fp32":
            yield from loader
        else:
            for index in torch.randperm(len(faces), device=device).split(batch)[: len(faces) // batch]:
                yield faces[index], labels[index]


def run(steps, source=batches()):
    for _ in range(steps):
        images, target = next(source)
        with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=mode != "fp32"):
            loss = F.cross_entropy(forward(images.to(device)), target.to(device), label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def trace(steps):
    """Kernels, copies and busy seconds of the GPU, by the library that also counts for the other rows; "-" without it."""
    try:
        library = ctypes.CDLL(os.environ["EMOTIONNET_KERNEL_TRACE"])
    except (KeyError, OSError):
        return "-"
    if library.kernel_trace_start() != 0:
        return "-"
    run(steps)
    kernels, copies, busy = ctypes.c_int64(), ctypes.c_int64(), ctypes.c_double()
    if library.kernel_trace_stop(ctypes.byref(kernels), ctypes.byref(copies), ctypes.byref(busy)) != 0:
        return "-"
    return f"{kernels.value} {copies.value} {busy.value!r}"


def end_with_parent(parent=os.getppid()):
    """A compilation would go on for a minute after the benchmark was stopped."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


threading.Thread(target=end_with_parent, daemon=True).start()
print("loaded", flush=True)
if not sys.stdin.readline():
    sys.exit()
run(3)
print("ready", parameters, flush=True)
for line in sys.stdin:
    if line.startswith("trace "):
        print(trace(int(line.split()[1])), flush=True)
        continue
    start = time.perf_counter()
    run(int(line))
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
