"""Thai writing: what looks the same is the same; dates; dictionary order."""

from __future__ import annotations

import re
from datetime import date

import geothai
import pytest
import yaml

from khumue import dates, gazetteer, thai

from .conftest import ROOT

NORMALISED = yaml.safe_load((ROOT / "tests" / "normalised.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "meant"), NORMALISED)
def test_one_spelling_for_what_looks_the_same(typed: str, meant: str) -> None:
    assert thai.normalise(typed) == meant
    assert thai.normalise(meant) == meant


def test_a_dictionary_lists_words_by_consonant_and_not_by_leading_vowel() -> None:
    words = ["เวที", "ศพส.", "วัด", "แผน", "ผู้นำ", "การเตรียมคน", "กลุ่ม", "ไทย", "ทุน"]
    assert sorted(words, key=thai.collation) == ["กลุ่ม", "การเตรียมคน", "ทุน", "ไทย", "ผู้นำ", "แผน", "วัด", "เวที", "ศพส."]
    assert [thai.initial(word) for word in ("เวที", "แผน", "MOU", "2 เตรียม")] == ["ว", "ผ", "M", "2"]


def test_dates_are_in_the_buddhist_era_in_thai_and_the_common_era_in_english() -> None:
    day = date(2026, 11, 22)
    assert dates.thai_date(day) == "22 พฤศจิกายน 2569"
    assert dates.english_date(day) == "22 November 2026"
    assert dates.short_date(day) == "22/11/2569"


DATES = """22/11/2569|22-11-2569|22–11–2569|22.11.2026|2026-11-22|2569-11-22|2569/11/22|2026.11.22|2026-11-22 00:00:00|๒๒/๑๑/๒๕๖๙
|22 พ.ย. 2569|22 พย 2569|22พ.ย.2569|22 พ. ย. 2569|22-พ.ย.-2569
|22 พฤศจิกายน 2569|22 พฤศจิกา 2569|วันที่ 22 พ.ย. 2569|22 เดือนพฤศจิกายน พ.ศ. 2569
|วันอาทิตย์ที่ 22 พฤศจิกายน พ.ศ.2569|22 พฤศจิกายน พุทธศักราช 2569|22 พฤศจิกายน ค.ศ. 2026|22 Nov 2026|22-Nov-2026
|22nd of November 2026|Nov. 22, 2026|Sunday, 22 NOVEMBER 2026|22 November 2569 (B.E.)
|22/11/69|22 พ.ย. 69|๒๒/๑๑/๖๙|22 พ.ย.69|22-11-26|22 Nov 26|Nov 22, 26|22 พ.ย. พ.ศ. 69|22 Nov 26 (A.D.)""".replace("\n", "").split(
    "|"
)
"""One day, as people write it."""
NO_DATES = """31/2|31/2/2569|31/2/69|22/11/9|22/11/569|22/13/2569|11/22/2026|0/1/2569|29/2/2568|1/2/2483|22 นน. 2569|พ.ย. 2569
|2569|46024|22 พฤศจิกายน พ.ศ. 2026|22 พฤศจิกายน ค.ศ. 2569|กลางเดือนพฤศจิกายน 2569|22-24 พ.ย. 2569|22 Sepp 2026|1/1/1500|2026-02-30
|22/11/25699|########|?|True""".replace("\n", "").split("|")


def test_a_date_is_read_however_people_write_it() -> None:
    assert {written: dates.read_date(written) for written in DATES} == dict.fromkeys(DATES, date(2026, 11, 22))
    assert {written: dates.read_date(written) for written in NO_DATES} == dict.fromkeys(NO_DATES)


def test_a_year_of_two_digits_is_one_of_2000_to_2056_but_where_its_era_is_said() -> None:
    assert [dates.read_date(f"1/5/{year:02}").year for year in (0, 26, 42, 43, 69, 99)] == [2000, 2026, 2042, 2000, 2026, 2056]
    assert dates.read_date("1 พ.ค. พ.ศ. 26") == date(1983, 5, 1)


def test_until_2483_a_year_began_in_april() -> None:
    for written, day in {
        "1 ก.พ. 2480": date(1938, 2, 1),
        "1/4/2480": date(1937, 4, 1),
        "31/12/2483": date(1940, 12, 31),
        "1/1/2484": date(1941, 1, 1),
        "1 Sept 2463": date(1920, 9, 1),
    }.items():
        assert dates.read_date(written) == day
        assert dates.read_date(dates.short_date(day)) == day


def test_words_are_cut_by_the_dictionary_and_nothing_is_lost() -> None:
    text = "ค้นหาศักยภาพชุมชน จปฐ. 7 ขั้นตอน"
    assert thai.words(text)[:3] == ["ค้นหา", "ศักยภาพ", "ชุมชน"]
    assert "".join(thai.words(text)) == text


def test_words_are_cut_as_they_are_most_likely_read() -> None:
    for text in ("บอก|ว่า", "จด|ใบ|ยืม", "ใน|แขวง|ใน|ทาง|ราชการ", "ลง|พื้นที่|เก็บ|ข้อมูล", "มี|แผน|รับมือ|ดี"):
        assert thai.words(text.replace("|", "")) == text.split("|")


def test_a_text_without_a_space_is_cut_alike_however_long_it_is() -> None:
    sentence = "บอกว่าในแขวงในทางราชการลงพื้นที่เก็บข้อมูลและให้ประชาชนเข้าใจว่าจะทำอย่างไร"
    for cut in (thai.words, thai.unbreakable):
        assert cut(sentence * 30) == cut(sentence) * 30
    assert thai.words(sentence * 300) == thai.words(sentence) * 300


TEXTS = [
    "การทำเวทีค้นหาศักยภาพชุมชนและกลั่นกรองปัญหา",
    "กลุ่มย่อย กลุ่มละ 5–8 คน พ.ศ. 2562 ต่าง ๆ ใน กชช.2ค (MOU)",
    "Step 3 of 7: a forum of 40 people in B.E. 2553, 50 %",
    "บริษัทแคมป์เบลล์วินเทอร์คอร์นจำกัด",
    "",
    "ํ่า😀",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_and_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(thai.words(text)) == text
    assert "".join(thai.unbreakable(text, ["กลุ่มย่อย กลุ่ม"])) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("พัฒนาสังคมและความมั่นคงของมนุษย์", "พัฒนา|สังคม|และ|ความมั่นคง|ของ|มนุษย์"),
        ("นั่งตากลมชมวิว", "นั่งตากลมชมวิว"),  # ตาก-ลม or ตา-กลม, and others: nobody can be sure
        ("พบแคมป์เบลล์ที่ร้าน", "พบแคมป์เบลล์ที่|ร้าน"),  # beside a word that no dictionary has, nothing is sure
        ("กลุ่มละ 5–8 คน ใช้เวลา 20 นาที", "กลุ่ม|ละ |5–8 คน |ใช้|เวลา |20 นาที"),
        ("แบบ บก.01 คณะทำงาน", "แบบ |บก.01 |คณะทำงาน"),
        ("ขั้นที่ 3 ปี พ.ศ. 2562", "ขั้นที่ 3 |ปี |พ.ศ. 2562"),
        ("กองทุนต่าง ๆ ในตำบล", "กองทุน|ต่าง ๆ |ใน|ตำบล"),
        ("หมู่บ้าน/หมู่ที่", "หมู่บ้าน/|หมู่|ที่"),
        ("Step 3 takes 40 minutes", "Step 3 |takes |40 minutes"),
    ],
)
def test_a_line_ends_only_where_every_likely_reading_agrees(text: str, expected: str) -> None:
    assert thai.unbreakable(text) == expected.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เจ้าหน้าที่ 3 คนดูแลพื้นที่ 12 ไร่ 2 งาน", "เจ้าหน้าที่ |3 คน|ดูแล|พื้นที่ |12 ไร่ |2 งาน"),
        ("แผนที่ 4 ฉบับ เนื้อที่ ๕ ตารางกิโลเมตร", "แผนที่ |4 ฉบับ |เนื้อที่ |๕ ตารางกิโลเมตร"),
        ("ทำหน้าที่ 2 อย่าง ตามหน้าที่ 7", "ทำหน้าที่ |2 อย่าง |ตาม|หน้าที่ 7"),
        ("หัวหน้า 2 คน ทั้งปี 4 ครั้ง ปี 2571 มี", "หัวหน้า |2 คน |ทั้ง|ปี |4 ครั้ง |ปี 2571 |มี"),
        ("อายุ 20 ปี 3 เดือน อาคาร 4 ชั้น 9 ห้อง", "อายุ |20 ปี |3 เดือน |อาคาร |4 ชั้น |9 ห้อง"),
        ("ชั้น 2 ห้อง 7 รายงานหน้า 8", "ชั้น 2 |ห้อง 7 |รายงาน|หน้า 8"),
        ("โทร. 0 2123 4567-9 ต่อ 85", "โทร. 0 2123 4567-9 ต่อ 85"),
        ("โทรสาร 02-123-4567 มือถือ 089 765 4321", "โทรสาร |02-123-4567 |มือถือ |089 765 4321"),
        ("เลขประจำตัว 3 4567 89012 34 5", "เลขประจำตัว |3 4567 89012 34 5"),
        ("30 - 45 คน เวลา 13.00 – 15.30 น.", "30 - 45 คน |เวลา |13.00 – 15.30 น."),
        ("ร้อยละ 65 ของผู้ตอบ ข้อ 8 มาตรา 9 วรรค 2", "ร้อยละ 65 |ของ|ผู้ตอบ |ข้อ 8 |มาตรา 9 |วรรค 2"),
        ("วันที่ 3 - 9 มีนาคม พ.ศ. 2570 ถึง 1 ก.พ. 2571", "วันที่ 3 - 9 มีนาคม พ.ศ. 2570 |ถึง |1 ก.พ. 2571"),
        ("ม. 3 บ้านหนองแวง ป. 4 - 6 ลึก 5 ม. 2 จุด", "ม. 3 |บ้านหนองแวง |ป. 4 - 6 |ลึก |5 ม. |2 จุด"),
        ("งบ 1.5 ล้านบาท จาก 3 พันล้านบาท", "งบ |1.5 ล้านบาท |จาก |3 พันล้านบาท"),
        ("on 3 March 2027, ฿ 700 at 35 °C", "on |3 March 2027, |฿ 700 at |35 °C"),
        ("เนื้อที่ 40 ตร.ว. และพื้นที่ 8 กม.", "เนื้อที่ |40 ตร.ว. |และ|พื้นที่ |8 กม."),
        ("แผ่น 3 x 4 เมตร มาตรา 17 (3)", "แผ่น |3 x 4 เมตร |มาตรา 17 (3)"),
        ("โทร. (02) 345 6789 - 345 6792 ต่อ 7", "โทร. (02) 345 6789 - 345 6792 ต่อ 7"),
        ("บัญชี 987 6 54321 0 ext. 8 page 9", "บัญชี |987 6 54321 0 |ext. 8 |page 9"),
    ],
)
def test_a_number_stays_with_its_unit_and_not_with_the_end_of_the_word_before(text: str, expected: str) -> None:
    assert thai.unbreakable(text) == expected.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("อำเภอปราณบุรีและอำเภอบ้านฉาง", "อำเภอปราณบุรี|และ|อำเภอบ้านฉาง"),
        ("ที่หัวหินและอรัญประเทศ", "ที่|หัวหิน|และ|อรัญประเทศ"),
        ("ตำบลหนองบัวในแขวงบางยี่ขัน", "ตำบลหนองบัว|ใน|แขวงบางยี่ขัน"),
        ("จังหวัดพระนครศรีอยุธยา", "จังหวัด|พระนครศรีอยุธยา"),  # short enough for a cell
        ("ตำบลในเมืองและตำบลริมปิง", "ตำบลในเมือง|และ|ตำบลริมปิง"),
        ("ต.ริมปิง อ.เมือง จ.ลำพูน", "ต.ริมปิง |อ.เมือง |จ.ลำพูน"),
        ("ทุกตำบลในอำเภอและจังหวัด", "ทุก|ตำบล|ใน|อำเภอ|และ|จังหวัด"),
        ("ปลัดองค์การบริหารส่วนตำบลหนองขอน", "ปลัดองค์การบริหารส่วนตำบล|หนองขอน"),
        ("อบต. กกโพธิ์ อ. หนองพอก จ. ร้อยเอ็ด", "อบต. กกโพธิ์ |อ. หนองพอก |จ. ร้อยเอ็ด"),
        ("อำเภอสุไหงโก-ลก บ้านหนองแวง", "อำเภอสุไหงโก-ลก |บ้านหนองแวง"),
        ("ตำบลและจังหวัดระหว่างทาง", "ตำบล|และ|จังหวัด|ระหว่าง|ทาง"),  # และ is the name of a tambon too, and none that one means
    ],
)
def test_names_of_places_and_positions_stay_whole(text: str, expected: str) -> None:
    assert thai.unbreakable(text) == expected.split("|")


def test_the_official_names_are_those_that_their_package_tells() -> None:
    provinces = geothai.provinces()
    districts = [district for province in provinces for district in geothai.districts(province.code)]
    tambons = [tambon for district in districts for tambon in geothai.subdistricts(district.code)]
    assert len(tambons) > 7_000
    told = {place.name_th.removeprefix("เขต") for place in (*provinces, *districts, *tambons)}
    assert {name for name in told if " " not in name} <= gazetteer.names()
    assert len(gazetteer.names()) - len(told) < 5


@pytest.mark.parametrize("around", ["{}", "ประชาชนใน {} ร่วมเวที", "อำเภอ{}และ", "ต. {} จัดเวที", "{}/{}"])
def test_no_line_ends_in_the_official_name_of_a_place(around: str, every: bool) -> None:
    for name in sorted(gazetteer.names())[:: 1 if every else 50]:
        assert any(name in piece for piece in thai.unbreakable(around.replace("{}", name))), name


def test_a_row_of_numbers_may_end_a_line() -> None:
    assert max(map(len, thai.unbreakable(" ".join(map(str, range(1, 40)))))) < 24


def test_terms_and_names_stay_whole_even_with_spaces_in_them() -> None:
    text = "โครงการของศูนย์ 3 วัยสานสายใยรักแห่งครอบครัว"
    assert thai.unbreakable(text, ["ศูนย์ 3 วัยสานสายใยรัก"])[-3:] == ["ศูนย์ 3 วัยสานสายใยรัก", "แห่ง", "ครอบครัว"]


def test_no_piece_begins_or_ends_inside_a_cluster() -> None:
    for text in TEXTS:
        for piece in thai.unbreakable(text)[1:]:
            assert not re.match("[ะ-ฺๅ-๎]", piece), piece


def test_names_are_found_wherever_they_stand_also_within_one_another() -> None:
    names = ["เวที", "เวทีค้นหาศักยภาพ", "ที", "ศักยภาพชุมชน", "1 ร.", "กข", "forum"]
    text = "การทำเวทีค้นหาศักยภาพชุมชน 1 ร. forum"
    assert thai.Names(names).within(text) == tuple(sorted(name for name in names if name in text))
    assert thai.Names(names).within("") == ()
