#!/usr/bin/env python3
"""English left in a Japanese page: runs of three and more words outside code, bdi, pre and lang="en" parts,
and recorded sentences without a translation but for free texts of other programs. Prints them; 1: there are."""
import re
import sys

FREE = [  # what the C library, a decoder or a JSON reader says in its own words
    r".*: (Permission denied|Input/output error|Too many levels of symbolic links|No such file or directory)",
]
page = open(sys.argv[1], encoding="utf-8").read()
page = page[page.index("<body"):]
bad = []
for text in re.findall(r'<span lang="en"><bdi>(.*?)</bdi></span>', page, re.S):
    if not any(re.fullmatch(p, text) for p in FREE):
        bad.append("not translated: " + text)
page = re.sub(r'<span lang="en">.*?</bdi></span>', "", page, flags=re.S)
page = re.sub(r"<(code|bdi|pre)\b.*?</\1>", "", page, flags=re.S)
page = re.sub(r'<(\w+)[^>]* translate="no"[^>]*>.*?</\1>', "", page, flags=re.S)
labels = " ".join(re.findall(r'aria-label="([^"]*)"', page))
for text in re.sub(r"<[^>]*>", "\n", page + labels).split("\n"):
    text = re.sub(r"sherd (?:scan|export|resolve|recover) CASE", "", text)  # what is to be typed
    for run in re.findall(r"(?:[A-Za-z][A-Za-z']+[ ,]+){2,}[A-Za-z]+", text):
        bad.append("English: " + run)
print("\n".join(sorted(set(bad))), end="\n" if bad else "")
sys.exit(1 if bad else 0)
