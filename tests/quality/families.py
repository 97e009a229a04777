"""What families.sh measures on: documents with new ids, and the pairs that come out.

    families.py make CORPORA WORK     writes WORK/{texts,addresses,bilingual}.jsonl and WORK/truth.json
    families.py score WORK            one line a set: set, pairs in truth, recall, precision as judged, strict precision, pairs of different numbers
"""
import gzip
import json
import os
import re
import sys


def read(corpora, name):
    with gzip.open(os.path.join(corpora, name + ".jsonl.gz"), "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def words(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def make(corpora, work):
    truth = {}
    outs = {s: open(os.path.join(work, s + ".jsonl"), "w", encoding="utf-8") for s in ("texts", "addresses", "bilingual")}
    for side, name in (("a", "pib-2026"), ("b", "pib-2026-second-scrape")):
        for i, d in enumerate(read(corpora, name)):
            number = re.search(r"PRID=(\d+)", d.get("url", ""), re.I) or re.search(r"(\d{6,})", d["id"])
            new = "%s-%d" % (side, i)
            truth[new] = {"number": number.group(1), "words": words(d["text"])}
            for s in ("texts", "addresses"):
                e = dict(d, id=new)
                if s == "texts":
                    e.pop("url", None)
                outs[s].write(json.dumps(e, ensure_ascii=False) + "\n")
    path = os.path.join(corpora, "pib-bilingual.jsonl.gz")
    for i, d in enumerate(read(corpora, "pib-bilingual") if os.path.exists(path) else []):
        new = "%s-%d" % (d["id"][-2:], i)
        truth[new] = {"number": "bi-" + d["id"][:-3], "words": ""}
        outs["bilingual"].write(json.dumps({k: v for k, v in d.items() if k not in ("id", "url")} | {"id": new}, ensure_ascii=False) + "\n")
    for f in outs.values():
        f.close()
    with open(os.path.join(work, "truth.json"), "w", encoding="utf-8") as f:
        json.dump(truth, f)


def score(work):
    with open(os.path.join(work, "truth.json"), encoding="utf-8") as f:
        truth = json.load(f)
    same = {}
    for k, t in truth.items():
        same.setdefault(t["words"], set()).add(t["number"])

    def one_text(a, b):  # two numbers that stand for one text somewhere
        return any({a, b} <= numbers for words_, numbers in same.items() if words_)

    for name, sides, label in (("texts", "ab", "texts alone"), ("addresses", "ab", "with addresses"), ("bilingual", ("en", "hi"), "translations")):
        of = {}
        for k, t in truth.items():
            of.setdefault(t["number"], []).append(k)
        left = lambda k: k.split("-")[0] == sides[0]
        right = lambda k: k.split("-")[0] == sides[1]
        wanted = {(a, b) for ks in of.values() for a in ks if left(a) for b in ks if right(b)}
        found = set()
        with open(os.path.join(work, name + ".families"), encoding="utf-8") as f:
            for line in f:
                members = json.loads(line)["members"]
                found |= {(a, b) for a in members if left(a) for b in members if right(b)}
        right_pairs = found & wanted
        other = found - wanted
        twins = {p for p in other if one_text(truth[p[0]]["number"], truth[p[1]]["number"])}
        n = len(found) or 1
        print("%s\t%d\t%.3f\t%.3f\t%.3f\t%d, of them %d one text" % (label, len(wanted), len(right_pairs) / (len(wanted) or 1), (len(right_pairs) + len(twins)) / n, len(right_pairs) / n, len(other), len(twins)))


if sys.argv[1:2] == ["make"] and len(sys.argv) == 4:
    make(sys.argv[2], sys.argv[3])
elif sys.argv[1:2] == ["score"] and len(sys.argv) == 3:
    score(sys.argv[2])
else:
    sys.exit(__doc__)
