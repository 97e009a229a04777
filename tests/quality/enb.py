"""enb.py CORPORA CORRECTED RECORDS EVENTS: start, end, city and country of each bulletin's main event, and the conferences as a whole; called by enb.sh.

A figure is the share of bulletins that have it right, and (P) of those for which the program says anything. Bulletins that the table doesn't know, and fields that it leaves empty, don't count.
"""
import collections
import csv
import json
import sys
import unicodedata

CODES = {
    "USA": "US", "Germany": "DE", "Switzerland": "CH", "Japan": "JP", "Argentina": "AR", "Austria": "AT", "Denmark": "DK", "Poland": "PL", "France": "FR",
    "The Netherlands": "NL", "Panama": "PA", "Kenya": "KE", "UK": "GB", "Morocco": "MA", "Republic of Korea": "KR", "India": "IN", "Belgium": "BE", "Finland": "FI",
    "Italy": "IT", "the Philippines": "PH", "Canada": "CA", "Trinidad and Tobago": "TT", "Mauritius": "MU", "Thailand": "TH", "Indonesia": "ID", "Mexico": "MX",
    "Hungary": "HU", "Ghana": "GH", "Cuba": "CU", "Turkey": "TR", "Egypt": "EG", "Spain": "ES", "China": "CN", "United Arab Emirates": "AE", "South Africa": "ZA",
    "Uganda": "UG", "Qatar": "QA", "Sweden": "SE", "Georgia": "GE", "Peru": "PE", "Croatia": "HR",
}
FIELDS = ("start", "end", "city", "country")


def folded(text):
    return unicodedata.normalize("NFD", text or "").encode("ascii", "ignore").decode().lower().strip()


def is_right(field, said, wanted):
    if field != "city":
        return said == wanted
    return bool(said) and folded(said) in [folded(part) for part in wanted.split("/")] + [folded(wanted)]


def rows(path, delimiter=","):
    with open(path, encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.reader(lines, delimiter=delimiter)) if delimiter == "\t" else list(csv.DictReader(lines))


def said_of(event):
    return {"start": event.get("start"), "end": event.get("end"), "city": event.get("place"), "country": event.get("country")} if event else {}


def line(name, said, wanted):
    cells = []
    for field in FIELDS:
        asked = [d for d in wanted if wanted[d][field]]
        spoken = [d for d in asked if said.get(d, {}).get(field)]
        right = sum(is_right(field, said[d][field], wanted[d][field]) for d in spoken)
        cells.append("%s %.3f (P %.3f)" % (field, right / max(1, len(asked)), right / max(1, len(spoken))))
    print("%s: %s" % (name, ", ".join(cells)))


def main():
    corpora, corrected, records, events = sys.argv[1:]
    table = {r["id"]: {"start": r["start_date"], "end": r["end_date"], "city": r["city"], "country": CODES.get(r["country"], r["country"])}
             for r in rows(corpora + "/enb-climate-events.csv")}
    right_table = {k: dict(v) for k, v in table.items()}
    for name, *values in rows(corrected, "\t"):
        right_table[name].update({f: v for f, v in zip(FIELDS, values) if v})
    conference_of = {"enb-" + r["id"]: r["event_id"] for r in rows(corpora + "/enb-climate-documents.csv")}

    by_text, by_store, mains = {}, {}, collections.defaultdict(list)
    for record in map(json.loads, open(records, encoding="utf-8")):
        main_event = next((e for e in record["events"] if e["main"]), None)
        if record["id"] in conference_of:
            by_text[record["id"]] = said_of(main_event)
    listed = [json.loads(x) for x in open(events, encoding="utf-8")]
    for event in listed:
        for account in event["accounts"]:
            if account["main"] and account["document"] in conference_of:
                by_store[account["document"]] = said_of(event)
                mains[event["event"]].append(conference_of[account["document"]])
    for name, gold in (("table as it is", table), ("table corrected", right_table)):
        wanted = {d: gold[conference_of[d]] for d in by_text}
        line("text alone, " + name, by_text, wanted)
        line("store, " + name, by_store, wanted)

    found, right = set(), 0
    by_key = {e["event"]: said_of(e) for e in listed}
    for key, names in mains.items():
        name = collections.Counter(names).most_common(1)[0][0]
        gold = right_table[name]
        if all(is_right(f, by_key[key][f], gold[f]) for f in ("start", "end", "city") if gold[f]):
            found.add(name)
            right += len(set(names)) == 1
    print("conferences (days and city right): P %.3f, R %.3f; %d told of as two or more, %d taken together with another" % (
        right / max(1, len(mains)), len(found) / max(1, len({conference_of[d] for d in by_text})),
        sum(sum(n in set(l) for l in mains.values()) > 1 for n in {x for l in mains.values() for x in l}), sum(len(set(l)) > 1 for l in mains.values())))


main()
