"""Makes metrics/answers.json: pairs of texts and their scores.

ROUGE-L comes from the package rouge_score 0.1.2; the other two follow SQuAD's published definition. Seed 7.
"""
import collections, json, pathlib, random, re, string
from rouge_score import rouge_scorer

def words(text):
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()

def token_f1(answer, expected):
    given, wanted = words(answer), words(expected)
    if not given or not wanted:
        return float(given == wanted)
    shared = sum((collections.Counter(given) & collections.Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted))

scorer = rouge_scorer.RougeScorer(["rougeL"])
pairs = [("", ""), ("the", ""), ("a b", ""), ("The cat.", "cat"), ("the–cat", "–cat"), ("x–a–y", "x– –y"),
         ("a_b the_", "ab"), ("don't", "dont"), ("naïve café", "naive cafe"), ("東京 a", "東京"),
         ("\u00a0A\u2003b\x1cc", "b c"), ("the\u0301 cat", "cat")]
vocabulary = "the The a an cat, dog. runs 42 3.5 U.S. état it's – _ on (mat)".split()
choice = random.Random(7)
draw = lambda: " ".join(choice.choices(vocabulary, k=choice.randrange(12)))
pairs += [(draw(), draw()) for _ in range(200)]
rows = [{"answer": a, "expected": e, "exactMatch": float(words(a) == words(e)), "tokenF1": token_f1(a, e),
         "rougeL": scorer.score(e, a)["rougeL"].fmeasure} for a, e in pairs]
out = pathlib.Path(__file__).parent / "metrics" / "answers.json"
out.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
