//! Dates as pages of many languages print them, and lines that hold none.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::data;
use std::sync::LazyLock;

static DATES: LazyLock<Dates> = LazyLock::new(|| Dates::bundled().unwrap());

#[track_caller]
fn all(cases: &[(&str, &str)]) {
    let wrong: Vec<_> =
        cases.iter().map(|(words, wanted)| (*words, *wanted, DATES.normalise(words))).filter(|c| c.2.as_deref() != Some(c.1)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn dates_as_printed() {
    all(&[
        ("November 12th, 2017 – Some News –", "2017-11-12"),
        ("14 March 2023, 08:50", "2023-03-14T08:50"),
        ("Sun, 12 Nov 2017 09:40:00 +0300", "2017-11-12T09:40:00+03:00"),
        ("2018-02-20T08:02Z", "2018-02-20T08:02Z"),
        ("2017-11-12 09:40:00.123+00:00", "2017-11-12T09:40:00Z"),
        ("13.05.2018, translated", "2018-05-13"),
        ("12/31/2019", "2019-12-31"),
        ("11 лютого 2025, 10:05", "2025-02-11T10:05"),
        ("Feb. 18, 2018 | 8:12 p.m.", "2018-02-18T20:12"),
        ("Publié le 9 septembre 2020 à 19h30", "2020-09-09T19:30"),
        ("17 de marzo de 2017", "2017-03-17"),
        ("20240102", "2024-01-02"),
        ("1510476000", "2017-11-12T08:40:00Z"),
        ("Nov 12, 2017 3:05 PM EST", "2017-11-12T15:05-05:00"),
        ("Published 2:20 p.m. ET Nov. 12, 2017", "2017-11-12T14:20-05:00"),
        ("12 November 2017 at 2.20pm", "2017-11-12T14:20"),
        ("1er mai 2017", "2017-05-01"),
        ("Nov. 12, 2017 at 8:12 a.m. ET", "2017-11-12T08:12-05:00"),
        ("July 12, 2017 12:30 am ET", "2017-07-12T00:30-04:00"),
        ("Sun Nov 12 09:40:00 UTC 2017", "2017-11-12T09:40:00Z"),
        ("Sun Nov 12 2017 09:40:00 GMT+0300 (MSK)", "2017-11-12T09:40:00+03:00"),
        ("12.11.2017 14:20 (UTC+2)", "2017-11-12T14:20+02:00"),
        ("20171112T094000Z", "2017-11-12T09:40:00Z"),
        ("20171112094000", "2017-11-12T09:40:00"),
        ("14:20, 12 November 2017", "2017-11-12T14:20"),
        ("5-10 November 2017", "2017-11-10"),
        ("12. 11. 2017 14:20", "2017-11-12T14:20"),
        ("12 Kasım 2017 Pazar, saat 14.20", "2017-11-12T14:20"),
        ("12 KASIM 2017 - 14:20", "2017-11-12T14:20"),
        ("12. November 2017 um 14:20 Uhr MEZ", "2017-11-12T14:20+01:00"),
        ("12 novembre 2017 à 19h30 et encore", "2017-11-12T19:30"),
        ("2017년 11월 12일 오후 3:20", "2017-11-12T15:20"),
        ("2017. 11. 12. 14:20", "2017-11-12T14:20"),
        ("ngày 12 tháng 11 năm 2017", "2017-11-12"),
        ("१२ नवंबर २०१७", "2017-11-12"),
        ("১২ নভেম্বর ২০১৭", "2017-11-12"),
        ("2017. november 12. 14:20", "2017-11-12T14:20"),
    ]);
}

#[test]
fn dates_of_arabic_pages() {
    all(&[
        ("الأحد، 12 نوفمبر 2017 - 03:05 مساءً", "2017-11-12T15:05"),
        ("الأحد ١٢ نوفمبر ٢٠١٧، الساعة ١٤:٢٠", "2017-11-12T14:20"),
        ("12 تشرين الثاني 2017", "2017-11-12"),
        ("12 تشرين الثاني/نوفمبر 2017", "2017-11-12"),
        ("12 نوفمبر (تشرين الثاني) 2017 مـ", "2017-11-12"),
        ("نُشر في: 12 نوفمبر ,2017: 02:20 م GMT", "2017-11-12T14:20Z"),
        ("آخر تحديث: 12 نوفمبر 2017 - 14:20 بتوقيت مكة المكرمة", "2017-11-12T14:20+03:00"),
        ("30 كانون الثاني 2018", "2018-01-30"),
        ("30 جانفي 2018", "2018-01-30"),
        ("5 أوت 2018 على الساعة 14:20", "2018-08-05T14:20"),
        ("7 غشت 2018", "2018-08-07"),
        ("12/11/2017", "2017-11-12"),
        ("\u{200f}12\u{200f}/11/\u{200f}2017 10:05 ص", "2017-11-12T10:05"),
        ("٢٠١٧/١١/١٢ ١٤:٢٠", "2017-11-12T14:20"),
        ("نوفمبـــر 12, 2017", "2017-11-12"),
        ("12 من نوفمبر عام 2017م الساعة 3:05 م", "2017-11-12T15:05"),
        ("14:20 | 12 حزيران 2019", "2019-06-12T14:20"),
        ("12 ئازار 2017".trim(), "2017-03-12"),
        ("١٢ی تشرینی دووەم ٢٠١٧، کاتژمێر ١٤:٢٠", "2017-11-12T14:20"),
        ("12 نومبر 2017ء", "2017-11-12"),
        ("12 ت2 2017 في 3:05 م", "2017-11-12T15:05"),
        ("05:20 مساءً ، ١٢ / ١١ / ٢٠١٧", "2017-11-12T17:20"),
    ]);
}

#[test]
fn dates_of_other_scripts() {
    all(&[
        ("Воскресенье, 12 ноября 2017 г., 14:20", "2017-11-12T14:20"),
        ("12 ноября 2017 года в 14:20 (мск)", "2017-11-12T14:20+03:00"),
        ("14:20 12.11.2017", "2017-11-12T14:20"),
        ("12 ноября 2017, 2 дня назад", "2017-11-12"),
        ("12 ноября 2017 в 5 вечера", "2017-11-12T17:00"),
        ("12-ноя-2017", "2017-11-12"),
        ("12 нояб. 2017", "2017-11-12"),
        ("12 ноября 2017, вс, 3:20 вечера по московскому времени", "2017-11-12T15:20+03:00"),
        ("Неділя, 12 листопада 2017 р. о 14:20", "2017-11-12T14:20"),
        ("12 лист. 2017, 14:20 за київським часом", "2017-11-12T14:20+02:00"),
        ("יום ראשון, 12 בנובמבר 2017, בשעה 14:20", "2017-11-12T14:20"),
        ("פורסם ב־12.11.2017 | 14:20", "2017-11-12T14:20"),
        ("12 נוב׳ 2017 08:05 (שעון ישראל)", "2017-11-12T08:05+02:00"),
        ("3 במאי 2018", "2018-05-03"),
        ("פורסם: 12.11.17, 14:20", "2017-11-12T14:20"),
        ("נוב׳ 12, 2017", "2017-11-12"),
        ("Обновлено 14:20 12.11.17", "2017-11-12T14:20"),
        ("12 ноября 2017 года, 14 часов 20 минут", "2017-11-12T14:20"),
        ("2017年11月12日 星期日 下午3点20分", "2017-11-12T15:20"),
        ("2017年11月12日14:20　来源：某报", "2017-11-12T14:20"),
        ("北京时间 2017年11月12日", "2017-11-12"),
        ("2017-11-12 北京时间14:20", "2017-11-12T14:20+08:00"),
        ("二〇一七年十一月十二日", "2017-11-12"),
        ("二○一七年十月二十三日", "2017-10-23"),
        ("中華民國106年11月12日", "2017-11-12"),
        ("民國一百零六年十一月十二日 上午九點半", "2017-11-12T09:30"),
        ("令和元年5月1日", "2019-05-01"),
        ("２０１７年１１月１２日（日）１４：２０", "2017-11-12T14:20"),
    ]);
}

#[test]
fn dates_of_the_solar_calendar() {
    all(&[
        ("یکشنبه ۲۱ آبان ۱۳۹۶ - ۱۴:۲۰", "2017-11-12T14:20"),
        ("۱۳۹۶/۰۸/۲۱ ساعت ۱۴:۲۰:۳۳", "2017-11-12T14:20:33"),
        ("۱۴:۲۰ - ۱۳۹۶/۰۸/۲۱", "2017-11-12T14:20"),
        ("1396/08/21", "2017-11-12"),
        ("۲۱ آبان‌ماه ۱۳۹۶ ه‍.ش.", "2017-11-12"),
        ("۲۱ عقرب ۱۳۹۶، ۰۸:۰۵ ق.ظ", "2017-11-12T08:05"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("۱۲ نوامبر ۲۰۱۷ - ۲۱ آبان ۱۳۹۶", "2017-11-12"),
        ("۲۱ آبان ۱۳۹۶ برابر با ۱۲ نوامبر ۲۰۱۷، ساعت ۱۴:۲۰ به وقت تهران", "2017-11-12T14:20+03:30"),
        ("۱۲ مه ۲۰۱۷", "2017-05-12"),
        ("۲۱ تیر ۱۳۹۶", "2017-07-12"),
    ]);
    let pair = "۲۱ آبان ۱۳۹۶ برابر با ۱۲ نوامبر ۲۰۱۷";
    let found = DATES.find(pair).unwrap();
    assert_eq!((found.range, DATES.doubt(pair)), (0..pair.len(), None));
}

#[test]
fn a_lunar_date_alone_gives_no_day() {
    for words in ["23 صفر 1439 هـ", "٢٣ صفر ١٤٣٩", "1439/02/23 هـ", "23-2-1439هـ", "23 ربيع الأول 1439"] {
        assert_eq!(DATES.find(words), None, "{words}");
        assert!(matches!(DATES.doubt(words), Some(Doubt::LunarOnly(_))), "{words}");
    }
    assert_eq!(DATES.doubt("23 صفر 1439"), Some(Doubt::LunarOnly("2017-11-13".to_owned())));
    all(&[
        ("الأحد 23 صفر 1439 هـ - 12 نوفمبر 2017م", "2017-11-12"),
        ("الأحد 12 نوفمبر 2017 الموافق لـ 23 صفر 1439هـ 10:05 صباحاً", "2017-11-12T10:05"),
        ("23/02/1439 هـ الموافق 12/11/2017 م", "2017-11-12"),
        ("یکشنبه ۲۱ آبان ۱۳۹۶ - ۲۳ صفر ۱۴۳۹", "2017-11-12"),
    ]);
}

#[test]
fn calendars_that_disagree_are_told() {
    assert_eq!(
        DATES.doubt("23 صفر 1439 هـ - 22 نوفمبر 2017م"),
        Some(Doubt::Disagree { gregorian: "2017-11-22".into(), other: "2017-11-13".into() })
    );
    assert_eq!(
        DATES.doubt("۲۱ آبان ۱۳۹۶ - ۱۵ نوامبر ۲۰۱۷"),
        Some(Doubt::Disagree { gregorian: "2017-11-15".into(), other: "2017-11-12".into() })
    );
    for words in ["۲۱ آبان ۱۳۹۶ - ۱۱ نوامبر ۲۰۱۷", "23 صفر 1439 - 12 نوفمبر 2017", "12 November 2017 | Updated 14 November 2017"]
    {
        assert_eq!(DATES.doubt(words), None, "{words}");
    }
}

#[test]
fn figures_have_their_order_from_what_stands_beside_them() {
    all(&[
        ("03/04/2017", "2017-04-03"),
        ("03/04/2017 3:05 PM EST", "2017-03-04T15:05-05:00"),
        ("Saturday 03/04/2017", "2017-03-04"),
        ("Monday, 03/04/2017", "2017-04-03"),
    ]);
    assert_eq!(DATES.find_in("03/04/2017", Some("en-US")).unwrap().value, "2017-03-04");
    assert_eq!(DATES.find_in("03/04/2017", Some("en_GB")).unwrap().value, "2017-04-03");
}

#[test]
fn what_is_no_date_gives_none() {
    for words in [
        "12 people in 2017",
        "31 February 2017",
        "no date",
        "99.99.2017",
        "",
        "2 hours ago",
        "منذ ساعتين",
        "قبل 3 ساعات",
        "вчера, 14:20",
        "сьогодні о 14:20",
        "לפני שעתיים",
        "۲ ساعت پیش",
        "昨天 14:20",
        "3小时前",
        "30 شباط 2017",
        "۳۱ مهر ۱۳۹۶",
        "۳۰ اسفند ۱۳۹۶",
        "2017年13月1日",
        "农历2017年九月廿四日",
        "12 نوفمبر/تشرين الأول 2017",
        "ноябрь 2017",
        "version 10.12.11.2017",
        "версия 10.12.11",
        "17.11.12 14:20",
        "20171332",
        "+7 495 123-45-67",
    ] {
        assert_eq!(DATES.normalise(words), None, "{words}");
    }
}

#[test]
fn a_range_covers_the_words_of_the_date() {
    for (words, wanted) in [
        ("By Ana on 12 November 2017, 14:20 in town", "12 November 2017, 14:20"),
        ("نشر الأحد \u{200f}12 نوفمبر 2017م - 10:05 ص بقلم", "12 نوفمبر 2017م - 10:05 ص"),
        ("作者 2017年11月12日 14:20 编辑", "2017年11月12日 14:20"),
        ("в 14:20, 12.11.2017 г.", "14:20, 12.11.2017 г."),
    ] {
        let found = DATES.find(words).unwrap();
        assert_eq!(&words[found.range], wanted);
    }
}

#[test]
fn months_are_known_by_name() {
    for words in ["NOV", "ноября", "تشرين الثاني", "بנובמבר נובמבר", "رمضان", "آبان", "12 KASIM"] {
        assert!(DATES.names_month(words), "{words}");
    }
    for words in ["Monday", "خبرگزاری مهر", "лист", "11", ""] {
        assert!(!DATES.names_month(words), "{words}");
    }
}

/// Every word of both tables means what its row says.
#[test]
fn every_word_of_the_tables_is_found() {
    for row in data::table("lexicons/article_months.tsv").unwrap() {
        assert!(DATES.names_month(row.get("word")), "{}", row.get("word"));
    }
    for row in data::table("lexicons/article_date_words.tsv").unwrap() {
        let line = |word: &str| match row.get("kind") {
            "month" | "weak_month" => format!("7 {word} 2017"),
            "solar" | "weak_solar" => format!("7 {word} 1396"),
            "lunar" => format!("7 {word} 1439, 1 January 2018"),
            "weekday" => format!("1 May 2017, {word} 10:20"),
            "half" | "half_alone" => format!("1 May 2017, 5:20 {word}"),
            "zone" => format!("1 May 2017, 15:20 {}", word.to_uppercase()),
            "filler" => format!("1 May 2017 {word} 10:20"),
            _ => "1 May 2017".to_owned(),
        };
        for word in row.list("words") {
            let found = DATES.find(&line(word)).unwrap_or_else(|| Found { range: 0..0, value: String::new() }).value;
            let fits = match row.get("kind") {
                "month" | "weak_month" => found == format!("2017-{:02}-07", row.get("value").parse::<u8>().unwrap()),
                "weekday" | "filler" => found == "2017-05-01T10:20",
                "half" | "half_alone" => {
                    found.starts_with("2017-05-01T")
                        && (row.get("value") == "morning"
                            || !found.contains("T05")
                            || row.get("value") == "night"
                            || row.get("value") == "noon")
                }
                "zone" => found.len() > "2017-05-01T15:20".len(),
                _ => !found.is_empty(),
            };
            assert!(fits, "{word}: {found}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_line_is_read_and_ranges_fit(words in "[0-9٠-٩۰-۹年月日./: -]{0,40}|\\PC{0,60}") {
        if let Some(found) = DATES.find(&words) {
            proptest::prop_assert!(words.get(found.range).is_some());
            proptest::prop_assert!(crate::report::is_date_time(&found.value), "{}", found.value);
        }
        let _ = DATES.normalise(&words);
    }

    /// A day in words is the day that was written.
    #[test]
    fn days_come_back(year in 1950_i16..2090, month in 1_i8..=12, day in 1_i8..=28) {
        let wanted = civil::date(year, month, day).to_string();
        let arabic = |n: i16| n.to_string().chars().map(|c| char::from_u32(c as u32 - 0x30 + 0x660).unwrap()).collect::<String>();
        let months = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
        let name = months[month as usize - 1];
        for words in [
            format!("{year}年{month}月{day}日"),
            format!("{} {name} {}", arabic(day.into()), arabic(year)),
            format!("{day:02}.{month:02}.{year}"),
            format!("{year}-{month:02}-{day:02}"),
        ] {
            proptest::prop_assert_eq!(DATES.find(&words).map(|found| found.value), Some(wanted.clone()), "{}", words);
        }
    }
}
