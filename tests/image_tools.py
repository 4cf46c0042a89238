"""What image-peers, image-score, image-names and tap_images share: where the cases are, how our program is asked."""
import hashlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.environ.get("FIXTURES", os.path.join(HERE, "..", "fixtures"))
SHERD = os.path.abspath(os.environ.get("SHERD", os.path.join(HERE, "..", "build", "release", "sherd")))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(FIXTURES, "images"))
from cases import CASES  # noqa: E402,F401  (for those who import this)

PACKED = sorted(n for n in os.listdir(FIXTURES) if os.path.exists(os.path.join(FIXTURES, n, "image.zst")))


SANITIZED = "/asan/" in SHERD or "/tsan/" in SHERD
LONG = os.environ.get("LONG", "") != ""


def part(makes, step, sanitized):
    """Of ways to make a thing all with LONG=1, else one of every `step`, or of every `sanitized` where that build is slow."""
    return makes if LONG else makes[::sanitized if SANITIZED else step]


class Skip(Exception):
    pass


def image_of(name, folder):
    """(image, truth) of a case made in `folder`, now if it is not there yet; or of a packed fixture."""
    if name in PACKED:
        image = "%s/%s.img" % (folder, name)
        if not os.path.exists(image):
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["zstd", "-qdf", "--long=27", "--sparse", os.path.join(FIXTURES, name, "image.zst"),
                            "-o", image], check=True)
        return image, os.path.join(FIXTURES, name, "truth.jsonl")
    image, truth = "%s/%s.img" % (folder, name), "%s/%s.truth.jsonl" % (folder, name)
    if not (os.path.exists(image) and os.path.exists(truth)):
        done = subprocess.run([os.path.join(FIXTURES, "images", "make-image"), name, folder],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode == 77:
            raise Skip(done.stdout.strip())
        if done.returncode != 0:
            raise RuntimeError("make-image %s: %s" % (name, done.stdout))
    return image, truth


def names_of(truth_path):
    """The file of names that belongs to a truth."""
    return (truth_path.replace(".truth.", ".names.") if ".truth." in os.path.basename(truth_path) else
            os.path.join(os.path.dirname(truth_path), "names.jsonl"))


def knows_recover():
    """Whether the program under test can recover at all."""
    try:
        return subprocess.run([SHERD, "help", "recover"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def sherd_case(image, where, timeout, effort="all"):
    """A case file below `where` after examine and recover; raises on any fault."""
    case = os.path.join(where, "case.db")
    for argv in ([SHERD, "examine", "-q", case, "image:" + image],
                 [SHERD, "recover", "-q", case, "--effort", effort]):
        done = subprocess.run(argv, capture_output=True, timeout=timeout, check=False)
        if done.returncode not in (0, 3):
            raise RuntimeError("%s: exit status %d: %s" % (" ".join(argv[1:]), done.returncode,
                                                           done.stderr.decode(errors="replace")[-400:]))
    return case


def sherd_lines(timeout, *argv):
    done = subprocess.run([SHERD, *argv, "--json"], capture_output=True, timeout=timeout, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def sherd_recover(image, where, timeout, effort="all"):
    """The lines of blobs our program calls recovered, after examine and recover; raises on any fault."""
    return sherd_lines(timeout, "blobs", sherd_case(image, where, timeout, effort), "--state", "recovered")


def hash_runs(image, runs, size):
    """SHA-256 of the bytes at [{at, offset, length}] of the raw image; what no run covers is zero."""
    state, at = hashlib.sha256(), 0
    with open(image, "rb") as f:
        for run in sorted(runs, key=lambda r: r["at"]):
            if run["at"] < at:
                raise ValueError("runs overlap")
            state.update(b"\0" * (run["at"] - at))
            f.seek(run["offset"])
            left = min(run["length"], size - run["at"])
            at = run["at"] + left
            while left > 0:
                data = f.read(min(left, 1 << 20))
                if not data:
                    raise ValueError("a run passes the end of the image")
                state.update(data)
                left -= len(data)
        state.update(b"\0" * (size - at))
    return "sha256:" + state.hexdigest()
