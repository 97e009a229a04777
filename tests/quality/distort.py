"""Records of analyze --format ndjson as a bad program might have them: things lost, doubled, shifted, renamed. For agree.sh.

usage: distort.py SEED <RECORDS >WORSE
"""
import json
import random
import sys

rng = random.Random(int(sys.argv[1]))
FUNCTIONS = ("chair", "inaugurated", "addressed", "attended", "organiser")


def some(p):
    return rng.random() < p


def shuffled_list(items):
    """Some lost, some doubled, some moved."""
    out = []
    for item in items:
        if some(0.15):
            continue
        out.append(item)
        if some(0.1):
            out.append(json.loads(json.dumps(item)))
    if some(0.3):
        rng.shuffle(out)
    return out


def shifted(item):
    if "begin" in item and some(0.2):
        item["begin"] = max(0, item["begin"] + rng.randint(-12, 12))
        item["end"] = max(item["begin"], item["end"] + rng.randint(-12, 400))
    if "in" in item and some(0.05):
        item["in"] = "title"


def worse_name(name):
    words = name.split()
    choice = rng.randint(0, 6)
    if choice == 0:
        return words[-1]
    if choice == 1:
        return words[0][0] + ". " + words[-1]
    if choice == 2:
        return "Hon'ble Shri " + name.upper()
    if choice == 3:
        return " ".join(words[:-1]) or "Dr."
    if choice == 4:
        return "Prof. (Dr.) " + name + "_Jr"
    return name


def worse_record(d):
    if some(0.15):     # odd spaces and marks change no letters
        d["text"] = d["text"].replace(" ", "\u00a0 ").replace("\u2019", "'")
        for key in ("mentions", "statements", "counts"):
            d[key] = [x for x in d[key] if some(0.5)]
    for key in ("mentions", "participants", "themes", "events", "statements", "counts"):
        d[key] = shuffled_list(d[key])
        for item in d[key]:
            shifted(item)
    for m in d["mentions"]:
        if some(0.1) and m.get("value"):
            m["value"] = rng.choice(["IN-KL", "2026", "northeast", m["value"] + "x"])
        if some(0.05) and m["kind"] in ("state", "date", "group"):
            m["kind"] = rng.choice(["state", "date", "group"])
    for p in d["participants"]:
        if some(0.3):
            p["name"] = worse_name(p["name"])
        if some(0.2):
            p["function"] = rng.choice(FUNCTIONS)
    for t in d["themes"]:
        if some(0.2):
            t["central"] = not t["central"]
        if some(0.1):
            t["id"] = rng.choice(["health", "digital.data", "water.rivers", "health.nutrition.x"])
    for e in d["events"]:
        for key in ("series", "edition", "start", "end", "place", "state", "status", "chair", "organiser"):
            if some(0.15):
                e.pop(key, None)
            elif some(0.2) and isinstance(e.get(key), str):
                words = e[key].split()
                rng.shuffle(words)
                e[key] = "The " + " ".join(words[:rng.randint(1, len(words))]) if words else ""
        if some(0.15):
            e["main"] = not e["main"]
    for s in d["statements"]:
        if some(0.2):
            s["actors"] = rng.sample(["IN-KL", "IN-GJ", "ALL", "northeast"], 2) + s["actors"][:1]
        if some(0.2):
            s["themes"] = ["health", *s["themes"], *s["themes"][:1]]
        if some(0.2):
            s["role"] = "subject"
        if some(0.2):
            s["predicate"] = "asked"
        if some(0.1):
            s["begin"], s["end"] = 0, 3
        if some(0.1):
            s["evidence"] = s["evidence"].upper() + " \u0130\ufb01"
    for c in d["counts"]:
        if some(0.3):
            c.pop("max", None)
        if some(0.3):
            c["min"] = 7
    return d


for line in sys.stdin:
    if some(0.08):
        continue
    print(json.dumps(worse_record(json.loads(line))))
