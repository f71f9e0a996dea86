"""Makes Tests/Fixtures/languages: small profiles from our own sentences, and what langdetect says about others.

Run in an environment with langdetect 1.0.9. Nothing of langdetect's own profiles or tables is written: the profiles are
counted from the sentences below, the tables hold one ideograph class of our own and Unicode's compositions.

  profiles/, messages.properties  what LanguageIdentifier reads
  scores.json      texts with the sum of logarithms that langdetect's formulae give over all n-grams, per language
  sentences.json   sentences in many languages with the true language and the answer of langdetect's own profiles (seed 0)
"""

import json
import math
import os
import unicodedata

import langdetect
from langdetect import detector_factory
from langdetect.utils import ngram
from langdetect.utils.lang_profile import LangProfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "languages")
TRAINING = {
    "en": "The keeper of the lighthouse writes down the weather every morning. Nobody asked him why the ships had "
          "turned back, and he would not have told them. When the fog lifts, you can see both shores from the tower.",
    "de": "Der Leuchtturmwärter schreibt jeden Morgen das Wetter auf. Niemand hat ihn gefragt, warum die Schiffe "
          "umgekehrt sind, und er hätte es auch nicht verraten. Wenn sich der Nebel hebt, sieht man beide Ufer.",
    "fr": "Le gardien du phare note chaque matin le temps qu'il fait. Personne ne lui a demandé pourquoi les bateaux "
          "avaient fait demi-tour, et il ne l'aurait pas dit. Quand la brume se lève, on voit les deux rives.",
    "vi": "Người gác hải đăng ghi lại thời tiết mỗi buổi sáng. Không ai hỏi ông vì sao những con tàu đã quay lại, và "
          "ông cũng sẽ không nói. Khi sương tan, từ trên tháp có thể nhìn thấy cả hai bờ.",
    "zh-cn": "守灯塔的人每天早上记下天气。没有人问他为什么船都回头了,他也不会说。雾散的时候,从塔上能看见两岸。",
    "ko": "등대지기는 매일 아침 날씨를 적는다. 배들이 왜 돌아갔는지 아무도 묻지 않았고 그도 말하지 않았을 것이다.",
}
TEXTS = [
    "The ships come back in the evening.", "Warum schreibt niemand das Wetter auf?", "Les bateaux reviennent le soir.",
    "Không ai nhìn thấy con tàu.", "早上没有人看见船。", "아침에 배들이 돌아갔다.", "NASA and the WHO wrote to the keeper.",
    "see https://example.org/der-die-das?a=1 or mail der.und@example.org now", "塔上的人说 the tower is high 天气好",
    unicodedata.normalize("NFD", "Không ai nhìn thấy sương"), "12345 ... 67", "1 «a» 2", "ｆｕｌｌ ţară ție",
]
SENTENCES = {
    "en": ["The committee will publish its findings before the end of the month.", "She left the window open all night because of the heat.", "Please keep the receipt in case you want to return the shoes."],
    "de": ["Der Ausschuss veröffentlicht seine Ergebnisse noch vor Ende des Monats.", "Sie ließ das Fenster wegen der Hitze die ganze Nacht offen.", "Bitte bewahren Sie den Beleg auf, falls Sie die Schuhe umtauschen möchten."],
    "fr": ["Le comité publiera ses conclusions avant la fin du mois.", "Elle a laissé la fenêtre ouverte toute la nuit à cause de la chaleur.", "Veuillez garder le reçu si vous souhaitez rendre les chaussures."],
    "es": ["El comité publicará sus conclusiones antes de que termine el mes.", "Dejó la ventana abierta toda la noche por el calor que hacía.", "Guarde el recibo por si quiere devolver los zapatos."],
    "it": ["Il comitato pubblicherà le sue conclusioni prima della fine del mese.", "Ha lasciato la finestra aperta tutta la notte per il caldo.", "Conservi lo scontrino nel caso volesse restituire le scarpe."],
    "pt": ["A comissão vai publicar as suas conclusões antes do fim do mês.", "Ela deixou a janela aberta a noite toda por causa do calor.", "Guarde o recibo caso queira devolver os sapatos."],
    "nl": ["De commissie maakt haar bevindingen voor het einde van de maand bekend.", "Ze liet het raam de hele nacht openstaan vanwege de hitte.", "Bewaar het bonnetje voor het geval u de schoenen wilt ruilen."],
    "sv": ["Kommittén offentliggör sina slutsatser före månadens slut.", "Hon lät fönstret stå öppet hela natten på grund av värmen.", "Behåll kvittot om du vill lämna tillbaka skorna."],
    "pl": ["Komisja opublikuje swoje wnioski przed końcem miesiąca.", "Zostawiła otwarte okno na całą noc z powodu upału.", "Proszę zachować paragon na wypadek zwrotu butów."],
    "ru": ["Комиссия опубликует свои выводы до конца месяца.", "Она оставила окно открытым на всю ночь из-за жары.", "Сохраните чек, если захотите вернуть обувь."],
    "tr": ["Komisyon bulgularını ay sonundan önce yayımlayacak.", "Sıcak yüzünden pencereyi bütün gece açık bıraktı.", "Ayakkabıları iade etmek isterseniz lütfen fişi saklayın."],
    "el": ["Η επιτροπή θα δημοσιεύσει τα συμπεράσματά της πριν από το τέλος του μήνα.", "Άφησε το παράθυρο ανοιχτό όλη τη νύχτα λόγω της ζέστης."],
    "ar": ["ستنشر اللجنة نتائجها قبل نهاية الشهر.", "تركت النافذة مفتوحة طوال الليل بسبب الحر الشديد."],
    "he": ["הוועדה תפרסם את מסקנותיה לפני סוף החודש.", "היא השאירה את החלון פתוח כל הלילה בגלל החום."],
    "hi": ["समिति महीने के अंत से पहले अपने निष्कर्ष प्रकाशित करेगी।", "गर्मी के कारण उसने पूरी रात खिड़की खुली छोड़ दी।"],
    "th": ["คณะกรรมการจะเผยแพร่ผลการตรวจสอบก่อนสิ้นเดือน", "เธอเปิดหน้าต่างทิ้งไว้ทั้งคืนเพราะอากาศร้อน"],
    "vi": ["Ủy ban sẽ công bố kết quả trước cuối tháng.", "Cô ấy để cửa sổ mở suốt đêm vì trời nóng."],
    "ja": ["委員会は月末までに調査結果を公表します。", "暑さのため、彼女は一晩中窓を開けておいた。"],
    "ko": ["위원회는 이달 말 전에 결과를 발표할 예정이다.", "그녀는 더위 때문에 밤새 창문을 열어 두었다."],
    "zh-cn": ["委员会将在月底之前公布调查结果。", "因为天气太热,她整晚都开着窗户。", "如果您想退鞋,请保留收据。"],
}
IDEOGRAPHS = "塔楼"


def tables():
    """The character tables, and the same in langdetect's own classes."""
    letters = "AEIOUYaeiouyÂÊÔâêôĂăƠơƯư"
    marks = "\u0300\u0301\u0303\u0309\u0323"
    composed = {m: "".join(unicodedata.normalize("NFC", l + m) for l in letters) for m in marks}
    lines = {"NGram.LATIN1_EXCLUDE": "\u00a0\u00ab\u00b0\u00bb", "NGram.KANJI_1_1": IDEOGRAPHS,
             "TO_NORMALIZE_VI_CHARS": letters, "DMARK_CLASS": marks}
    lines.update({f"NORMALIZED_VI_CHARS_0{ord(m):X}": text for m, text in composed.items()})
    for text in composed.values():
        assert len(text) == len(letters)
    escaped = lambda text: "".join(c if ord(c) < 0x80 else f"\\u{ord(c):04X}" for c in text)
    with open(os.path.join(FOLDER, "messages.properties"), "w") as file:
        file.writelines(f"{key}={escaped(value)}\n" for key, value in lines.items())


def sums(factory, text):
    """The logarithms that langdetect would multiply, over all n-grams once; None when the text has none."""
    detector = factory.create()
    detector.append(text)
    detector.cleaning_text()
    grams = detector._extract_ngrams()
    if not grams:
        return None
    smoothing = detector.ALPHA_DEFAULT / detector.BASE_FREQ
    return {language: sum(math.log(smoothing + factory.word_lang_prob_map[g][i]) - math.log(smoothing) for g in grams)
            for i, language in enumerate(factory.langlist)}


def main():
    os.makedirs(os.path.join(FOLDER, "profiles"), exist_ok=True)
    langdetect.DetectorFactory.seed = 0
    sentences = [{"language": language, "langdetect": langdetect.detect(text), "text": text}
                 for language, texts in SENTENCES.items() for text in texts]
    ngram.NGram.CJK_MAP = {c: IDEOGRAPHS[0] for c in IDEOGRAPHS}
    tables()
    factory = detector_factory.DetectorFactory()
    for index, (language, text) in enumerate(sorted(TRAINING.items())):
        profile = LangProfile(language)
        profile.update(text)
        body = {"freq": dict(sorted(profile.freq.items())), "n_words": profile.n_words, "name": language}
        with open(os.path.join(FOLDER, "profiles", language), "w") as file:
            json.dump(body, file, ensure_ascii=False, separators=(",", ":"))
        factory.add_profile(profile, index, len(TRAINING))
    scores = [{"text": text, "scores": sums(factory, text)} for text in TEXTS]
    for name, value in (("scores", scores), ("sentences", sentences)):
        with open(os.path.join(FOLDER, name + ".json"), "w") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
