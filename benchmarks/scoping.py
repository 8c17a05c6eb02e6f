"""Scoping: how right on labelled descriptions, against two rivals in the same run, and how fast.

    python benchmarks/scoping.py --items FILE.jsonl [--docs DIR] [--json]     # quality, rivals, descriptions a second
    python benchmarks/scoping.py                                              # speed alone, on texts of this project

Prints a table (or JSON) and writes benchmarks/results/scoping.json. Rows from which the shipped classifier learned are
counted, and every figure is given for the others alone as well: only those say how it does on texts it has not seen.
A label that the set marks as ambiguous may be the neighbouring one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from itemset import Item, counts, read_items  # noqa: E402

LABELS = ("intended", "unintended", "none")
RESULTS = ROOT / "benchmarks" / "results" / "scoping.json"
#: The rival that greps: words that a compliance clerk would search for.
STRONG = (
    r"surveil|spy|spionage|intercept|wiretap|eavesdrop|face recogn|facial recogn|tracking|monitor|biometric|police|"
    r"überwach|gesichtserkenn|vigilancia|espía|reconocimiento facial|videosurveillance|reconnaissance faciale|слежк|"
    r"наблюден|перехват|распознавани|监控|监视|人脸|公安|مراقبة|التعرف|تجسس|نظارت|gözetim|takip"
)
WEAK = (
    r"camera|kamera|cámara|caméra|камер|摄像|كاميرا|drone|network|netzwerk|red |réseau|сет|网络|شبكة|analytic|data|"
    r"daten|datos|données|данн|数据|بيانات|gps|location|voice"
)


def macro_f1(right: Sequence[str], said: Sequence[str]) -> float:
    """The mean of the three labels' F1; a label that neither has counts as not there."""
    scores = []
    for label in LABELS:
        hit = sum(a == b == label for a, b in zip(right, said, strict=True))
        total = right.count(label) + said.count(label)
        if total:
            scores.append(2 * hit / total)
    return sum(scores) / len(scores) if scores else float("nan")


def allowed(item: Item, said: str) -> str:
    """The label to compare with: what was said, where the set allows the neighbour."""
    near = abs(LABELS.index(item.label) - LABELS.index(said)) == 1
    return said if item.ambiguous and near else item.label


def figures(items: Sequence[Item], said: Sequence[str], found: Sequence[Sequence[str]] | None = None) -> dict[str, Any]:
    """Quality of one reader's labels, and of its categories where it gives any."""
    right = [allowed(item, label) for item, label in zip(items, said, strict=True)]
    intended = [label for item, label in zip(items, said, strict=True) if item.label == "intended"]
    none = [label for item, label in zip(items, said, strict=True) if item.label == "none"]
    result: dict[str, Any] = {
        "rows": len(items),
        "macro_f1": round(macro_f1(right, list(said)), 3),
        "intended_as_none": round(intended.count("none") / max(len(intended), 1), 3),
        "none_as_intended": round(none.count("intended") / max(len(none), 1), 3),
    }
    if found is not None:
        totals = [0, 0, 0]
        for item, codes in zip(items, found, strict=True):
            totals = [a + b for a, b in zip(totals, counts(set(codes), item), strict=True)]
        hit, wrong, missed = totals
        result["category_micro_f1"] = round(2 * hit / max(2 * hit + wrong + missed, 1), 3)
    return result


def quality(items: Sequence[Item]) -> dict[str, Any]:
    from duecare.items import outline, scope_text
    from duecare.items.classifier.model import WEIGHTS

    outlines = [outline(item.text) for item in items]
    said = [one.label for one in outlines]
    found = [one.categories for one in outlines]
    learned = set(json.loads(WEIGHTS.read_bytes())["learned_from"]["open_text_hashes"])
    unseen = [hashlib.sha256(item.text.encode()).hexdigest()[:12] not in learned for item in items]

    def part(wanted: Callable[[Item], bool], only_unseen: bool = False) -> dict[str, Any]:
        rows = [n for n, item in enumerate(items) if wanted(item) and (unseen[n] or not only_unseen)]
        return figures([items[n] for n in rows], [said[n] for n in rows], [found[n] for n in rows])

    result = part(lambda item: True)
    result["vendor_macro_f1"] = part(lambda item: item.describer.startswith("vendor"))["macro_f1"]
    result["non_english_macro_f1"] = part(lambda item: item.lang != "en")["macro_f1"]
    result["by_describer"] = {
        name: part(lambda item, name=name: item.describer == name) for name in sorted({i.describer for i in items})
    }
    result["by_language"] = {
        name: part(lambda item, name=name: item.lang == name) for name in sorted({i.lang for i in items})
    }
    result["rows_learned_from"] = len(items) - sum(unseen)
    result["unseen"] = part(lambda item: True, only_unseen=True)
    result["unsure"] = round(sum(not one.sure for one in outlines) / len(items), 3)
    sure = [n for n, one in enumerate(outlines) if one.sure]
    result["macro_f1_where_sure"] = figures([items[n] for n in sure], [said[n] for n in sure])["macro_f1"]
    result["calibration"] = calibration(items, outlines)
    hits = total = 0
    for item in items:
        if item.label != "intended" or not item.evidence:
            continue
        scope = scope_text(item.text)
        spans = [(quote.start, quote.start + len(quote.words)) for quote in
                 (*scope.quotes, *(quote for category in scope.categories for quote in category.quotes))]  # fmt: skip
        wanted = [(m.start(), m.end()) for word in item.evidence for m in re.finditer(re.escape(word), item.text, re.I)]
        if wanted:
            total += 1
            hits += any(a < d and c < b for a, b in spans for c, d in wanted)
    result["evidence_overlap"] = round(hits / max(total, 1), 3)
    result["evidence_rows"] = total
    return result


def calibration(items: Sequence[Item], outlines: Sequence[Any]) -> list[dict[str, Any]]:
    """Of the labels said with about this probability, how many are right."""
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        some = [(item, one) for item, one in zip(items, outlines, strict=True) if low <= one.probability < high]
        if some:
            right = sum(allowed(item, one.label) == one.label for item, one in some) / len(some)
            said = sum(one.probability for _, one in some) / len(some)
            rows.append({"from": low, "rows": len(some), "said": round(said, 3), "right": round(right, 3)})
    return rows


def rivals(items: Sequence[Item]) -> dict[str, Any]:
    """Plain TF-IDF with logistic regression on the project's own texts, and keyword matching."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = own_rows()
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    matrix = vectors.fit_transform([row["text"] for row in rows])
    model = LogisticRegression(C=10, max_iter=500).fit(matrix, [row["label"] for row in rows])
    texts = [item.text for item in items]
    said = list(model.predict(vectors.transform(texts)))
    strong, weak = re.compile(STRONG, re.I), re.compile(WEAK, re.I)
    grepped = ["intended" if strong.search(text) else "unintended" if weak.search(text) else "none" for text in texts]
    result = {}
    for name, labels in (("tfidf_logistic_regression", said), ("keywords", grepped)):
        vendor = [n for n, item in enumerate(items) if item.describer.startswith("vendor")]
        result[name] = figures(items, labels)
        result[name]["vendor_macro_f1"] = figures([items[n] for n in vendor], [labels[n] for n in vendor])["macro_f1"]
    return result


def documents(folder: Path) -> dict[str, Any]:
    from duecare.items import read_document, scope_documents

    rows = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    said = {row["file"]: scope_documents([read_document(folder / row["file"])]).label for row in rows}
    wrong = {row["file"]: [row["label"], said[row["file"]]] for row in rows if said[row["file"]] != row["label"]}
    return {"docs_accuracy": round(1 - len(wrong) / len(rows), 3), "docs": len(rows), "docs_wrong": wrong}


def own_rows() -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted((ROOT / "training/items").glob("*.jsonl"))
            for line in path.read_text("utf-8").splitlines()]  # fmt: skip


def own_descriptions() -> list[str]:
    return [row["text"] for row in own_rows()]


def speed(texts: Sequence[str]) -> dict[str, Any]:
    """Descriptions a second on one core, warm, the best and the middle of seven rounds; the time to load everything."""
    from duecare.items import outline

    script = (
        "import time; t = time.perf_counter(); from duecare.items import outline; outline('x'); "
        "print(time.perf_counter() - t)"
    )
    loads = [float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                                  env={"PYTHONPATH": str(ROOT / "src")}).stdout) for _ in range(5)]  # fmt: skip
    for text in texts:
        outline(text)
    rates = []
    for _ in range(7):
        started = time.perf_counter()
        for text in texts:
            outline(text)
        rates.append(len(texts) / (time.perf_counter() - started))
    return {
        "per_second": round(max(rates)),
        "per_second_median": round(sorted(rates)[3]),
        "characters_a_description": round(sum(map(len, texts)) / len(texts)),
        "load_seconds": round(sorted(loads)[2], 3),
    }


def long_pdf() -> dict[str, Any]:
    """A PDF of 200 pages, written here, read and scoped."""
    from duecare.items import read_document, scope_documents

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        path.write_bytes(pdf_of(own_descriptions(), pages=200))
        started = time.perf_counter()
        document = read_document(path)
        scope_documents([document])
        seconds = time.perf_counter() - started
    return {"pdf_pages": len(document.starts), "pdf_characters": len(document.text), "pdf_seconds": round(seconds, 2)}


def pdf_of(texts: Sequence[str], pages: int) -> bytes:
    """A plain PDF with Latin text, 45 lines a page."""
    lines = [
        line for text in texts if text.isascii() for line in re.findall(r".{1,90}(?:\s|$)", text.replace("\n", " "))
    ]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in range(pages):
        body = "".join(
            "(" + re.sub(r"([\\()])", r"\\\1", lines[(page * 45 + n) % len(lines)]) + ") Tj T*\n" for n in range(45)
        )
        stream = f"BT /F1 9 Tf 40 800 Td 14 TL\n{body}ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Count {pages} /Kids [{' '.join(kids)}] >>"
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return (out + end + f"startxref\n{len(out)}\n%%EOF\n").encode("latin-1")


def catalogue(rows: int) -> dict[str, Any]:
    """A catalogue of so many different rows, from XLSX to XLSX, in a process of its own."""
    import xlsxwriter

    texts = own_descriptions()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "catalogue.xlsx", Path(folder) / "scoped.xlsx"
        book = xlsxwriter.Workbook(str(source), {"constant_memory": True})
        page = book.add_worksheet()
        page.write_row(0, 0, ["sku", "description"])
        for number in range(rows):
            page.write_row(number + 1, 0, [number, f"{texts[number % len(texts)][:300]} Model {number}."])
        book.close()
        script = (
            "import sys; from duecare.items.catalogue import scope_catalogue; "
            "scope_catalogue(sys.argv[1], 'description', sys.argv[2]); "
            # not ru_maxrss: that of a child starts at what its parent held
            "status = dict(line.split(':', 1) for line in open('/proc/self/status')); "
            "print(int(status['VmHWM'].split()[0]) // 1024)"
        )
        started = time.perf_counter()
        run = subprocess.run([sys.executable, "-c", script, str(source), str(target)], capture_output=True, text=True,
                             check=True, env={"PYTHONPATH": str(ROOT / "src")})  # fmt: skip
        seconds = time.perf_counter() - started
        with open(target, "rb") as file:
            assert file.read(2) == b"PK"
    return {"catalogue_rows": rows, "catalogue_seconds": round(seconds, 1), "catalogue_mb": int(run.stdout)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=Path, help="labelled descriptions, JSON lines")
    parser.add_argument("--docs", type=Path, help="folder of long documents with labels.jsonl")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    parser.add_argument(
        "--catalogue", type=int, default=None, help="rows of the catalogue; 100,000 without --items, else 0"
    )
    parser.add_argument("--no-rivals", action="store_true", help="leave the two rivals out")
    chosen = parser.parse_args()
    result: dict[str, Any] = {}
    texts = own_descriptions()
    if chosen.items:
        items = read_items(chosen.items)
        result |= quality(items)
        texts = [item.text for item in items]
        if not chosen.no_rivals:
            result["rivals"] = rivals(items)
    if chosen.docs:
        result |= documents(chosen.docs)
    result |= speed(texts)
    result |= long_pdf()
    rows = chosen.catalogue if chosen.catalogue is not None else (0 if chosen.items else 100_000)
    if rows:
        result |= catalogue(rows)
    result["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps({**kept, **result}, indent=2) + "\n", "utf-8")
    if chosen.json:
        print(json.dumps(result, indent=2))
        return 0
    for name, value in result.items():
        if not isinstance(value, (dict, list)):
            print(f"{name:28} {value}")
    for name, value in result.get("rivals", {}).items():
        print(f"rival {name:22} macro_f1 {value['macro_f1']}, ours to it {result['macro_f1'] / value['macro_f1']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
