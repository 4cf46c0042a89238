#!/usr/bin/env python3
"""Constants of lib/ that bound an amount and do not say what they are. Used by tests/lint; prints one line for each.

A constant is an enumerator, a macro or a static const number of 16 or more, whatever its name. It bounds an amount where
something is asked whether it is over it or has come up to it (n > C, n >= C, n == C beside a count, depth < C), or where a loop goes on
only below it (while (... && n < C)). Sizes of pieces (n < C ? n : C; for (i = 0; i < C; i++)) bound nothing: the rest
follows. What bounds is a row of base/limits.h, or says on its line that it is a fact (format:), a cut that says so
(told:), or a choice that cuts nothing (rule:); ondisk.h holds facts alone.

Not caught: numbers that stand in the condition itself, bounds below 16, amounts held in a variable that was set from a
constant, and arrays that are filled without being asked.
"""
import glob
import re
import sys

LEAST = 16
MARK = re.compile(r"/\* (?:format|told|rule): ")
NUMBER = re.compile(r"^[0-9a-fA-FxXuUlL<>*+()\s-]+$")
NAME = r"[A-Za-z_][A-Za-z_0-9]*"


def code(text):
    """Without comments and literals, every line where it was."""
    return re.sub(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S)


def value(text):
    text = text.strip()
    if not NUMBER.match(text) or not re.search(r"\d", text):
        return None
    try:
        number = eval(re.sub(r"(?<=[0-9a-fA-F])[uUlL]+\b", "", text), {"__builtins__": {}})
    except (SyntaxError, TypeError, NameError, ValueError):
        return None
    return number if isinstance(number, int) else None


def constants(text):
    """(name, line, value) of what is defined there."""
    for m in re.finditer(r"\benum\b[^{};()]*\{([^{}]*)\}", text):
        for c in re.finditer(r"\b(%s)\s*=\s*([^,{}]+)" % NAME, m.group(1)):
            yield c.group(1), text.count("\n", 0, m.start(1) + c.start()), value(c.group(2))
    for m in re.finditer(r"^#define[ \t]+(%s)[ \t]+(\S[^\n]*)$" % NAME, text, re.M):
        yield m.group(1), text.count("\n", 0, m.start()), value(m.group(2))
    for m in re.finditer(r"\bstatic const (?:u?int\d+_t|size_t|unsigned|int)\s+(%s)\s*=\s*([^;]+);" % NAME, text):
        yield m.group(1), text.count("\n", 0, m.start()), value(m.group(2))


def bounds(text):
    """Names that the conditions of this text hold amounts against."""
    found = set()
    text = re.sub(r"_Static_assert\([^;]*;", "", text).replace("->", ".")
    text = re.sub(r"(<<|>>)", "  ", text)
    side = r"(?:\([a-z_0-9 ]+\)\s*)?(?:\d+u?\s*\*\s*)?(%s)\b(?!\s*[.(\[])" % NAME
    for m in re.finditer(r"(?<![-<>=!])(>=?|==)\s*" + side, text):
        after = text[m.end():m.end() + 60].split("\n")[0]
        if m.group(1) == "==" and not re.search(r"(?:\bn|_n|count|cap|used|depth)\s*$", text[max(0, m.start() - 12):m.start()]):
            continue
        if not re.match(r"(?:\s*/\s*\w+)?\s*\?\s*(?:\([a-z_0-9 ]+\)\s*)?%s\b" % m.group(2), after):  # n > C ? C : n
            found.add(m.group(2))
    for m in re.finditer(r"\b(%s)\b\s*<=?\s*(?![<=])[a-z]" % NAME, text):  # C < n
        found.add(m.group(1))
    for m in re.finditer(r"\b(?:depth|deep|levels?|steps|rounds|tries)\s*<=?\s*" + side, text):
        found.add(m.group(1))
    for m in re.finditer(r"\b(?:while|for)\s*\(", text):
        depth, end = 1, m.end()
        while depth > 0 and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        head = text[m.end():end - 1]
        condition = head.split(";")[1] if head.count(";") == 2 else head
        if "&&" in condition:
            found |= {x.group(1) for x in re.finditer(r"<=?\s*(?:\w+\s*\+\s*)?" + side, condition)}
    return found


def main():
    files = sorted(glob.glob("lib/*/*.[ch]") + glob.glob("lib/*/*/*.[ch]"))
    raw = {f: open(f, encoding="utf-8").read() for f in files}
    plain = {f: code(t) for f, t in raw.items()}
    used = {f: bounds(t) for f, t in plain.items()}
    words = {f: set(re.findall(NAME, t)) for f, t in plain.items()}
    bad = 0
    for file in files:
        if file.endswith("/ondisk.h") or file == "lib/base/limits.h":
            continue
        lines = raw[file].split("\n")
        for name, line, number in constants(plain[file]):
            if number is None or number < LEAST or MARK.search(lines[line]):
                continue
            where = [file] if file.endswith(".c") else [f for f in files if name in words[f]]
            if any(name in used[f] for f in where):
                print("%s:%d: %s: %s" % (file, line + 1, name, lines[line].strip()))
                bad += 1
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
