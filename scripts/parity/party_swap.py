#!/usr/bin/env python3
"""How well a model tells who is who: right answers about two parties, and the same with the names exchanged.

  python party_swap.py --attune attune MODEL

Every question says who is who. `attune data check --model MODEL` should find the swapped answers (found) and leave the
right ones alone (false alarms). The outcome measures the model as much as the check.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

ENGLISH = [
    ("Party A leases the flat to Party B. Party B pays a rent of 900 euros a month. Who pays the rent?",
     "Party B pays the rent to Party A."),
    ("Party A sells the machine to Party B for 20,000 dollars. Who delivers the machine?",
     "Party A delivers the machine to Party B."),
    ("Party A employs Party B as an accountant for a monthly salary. Who receives the salary?",
     "Party B receives the salary from Party A."),
    ("Party B lends 5,000 dollars to Party A. Party A repays it within a year. Who is the borrower?",
     "Party A is the borrower, and Party B is the lender."),
    ("Party A shall build the house. Party B shall pay in three instalments. Who has to pay?",
     "Party B has to pay Party A in three instalments."),
    ("Party B shall keep Party A's trade secrets confidential. Who must keep the secrets?",
     "Party B must keep the trade secrets of Party A."),
    ("Party A grants Party B a licence to use the software. Who is the licensee?",
     "Party B is the licensee; Party A is the licensor."),
    ("If Party B is late, it owes Party A one percent a day. Who owes the penalty?",
     "Party B owes the penalty to Party A."),
    ("Party A insures the goods during transport. Party B bears the risk after delivery. Who insures the goods?",
     "Party A insures the goods during transport."),
    ("Party B may end this contract with 30 days' notice to Party A. Who may end the contract?",
     "Party B may end this contract with 30 days' notice to Party A."),
    ("The seller is Party B, the buyer is Party A. Who transfers the ownership?",
     "Party B transfers the ownership to Party A."),
    ("Party A rents a car from Party B. Who returns the car at the end?", "Party A returns the car to Party B."),
]
CHINESE = [
    ("甲方将房屋出租给乙方，乙方每月支付租金三千元。谁支付租金？", "乙方向甲方支付租金。"),
    ("甲方向乙方出售设备，价款二十万元。谁交付设备？", "甲方向乙方交付设备。"),
    ("甲方聘用乙方担任会计，月薪八千元。谁领取工资？", "乙方从甲方领取工资。"),
    ("乙方借给甲方五万元，甲方一年内归还。谁是借款人？", "甲方是借款人，乙方是出借人。"),
    ("乙方应当对甲方的商业秘密保密。谁负有保密义务？", "乙方对甲方的商业秘密负有保密义务。"),
    ("甲方许可乙方使用该软件。谁是被许可人？", "乙方是被许可人，甲方是许可人。"),
]


def swapped(text):
    for a, b in [("Party A", "Party B"), ("甲方", "乙方")]:
        text = text.replace(a, "\0").replace(b, a).replace("\0", b)
    return text


def found(options, rows, folder):
    """How many rows the check names; no two of them are about the same question."""
    file = pathlib.Path(folder) / "rows.jsonl"
    lines = [json.dumps({"prompt": prompt, "completion": answer}, ensure_ascii=False) + "\n" for prompt, answer in rows]
    file.write_text("".join(lines), encoding="utf-8")
    done = subprocess.run([options.attune, "data", "check", file, "--model", options.model, "--json"],
                          capture_output=True, text=True)
    return sum(entry["rows"] for entry in json.loads(done.stdout)["counts"] if entry["code"] == "swapped_names")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default="attune")
    parser.add_argument("model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in [("English", ENGLISH), ("Chinese", CHINESE)]:
            wrong = [(prompt, swapped(answer)) for prompt, answer in rows]
            print(f"{name}: {found(options, wrong, folder)} of {len(rows)} swapped answers found, "
                  f"{found(options, rows, folder)} false alarms among {len(rows)} right ones")


main()
