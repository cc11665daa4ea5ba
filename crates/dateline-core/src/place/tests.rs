//! Tests of the whole stage: what is a place, which one, how fine, how used; and that no input harms it.

use super::tests_support::{bundled, places, places_of};
use super::*;
use crate::report::tests_support::report_of;
use crate::segment::segment;
use std::time::Instant;

/// Words, country, division and precision of every place, one a line.
fn shown(text: &str) -> Vec<String> {
    let row = |p: &Place| {
        let where_ = [p.country.as_deref(), p.admin1.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("/");
        format!("{} {} {where_}", p.span.of(text), p.precision).trim_end().to_owned()
    };
    places(text).iter().map(row).collect()
}

#[test]
fn containment_phrases_decide_between_homonyms() {
    assert_eq!(
        shown("Shells hit Alexandria, Louisiana, on Monday."),
        ["Alexandria settlement US/Louisiana", "Louisiana province US/Louisiana"]
    );
    assert_eq!(shown("Shells hit Alexandria, Egypt, on Monday."), ["Alexandria settlement EG/Alexandria", "Egypt country EG"]);
    assert_eq!(shown("A bomb went off in Tripoli in northern Lebanon.")[0], "Tripoli settlement LB/Liban-Nord");
    assert_eq!(shown("A bomb went off in Tripoli, the Libyan capital.")[0], "Tripoli settlement LY/Tripoli");
}

#[test]
fn words_for_kinds_of_places_choose_province_or_town() {
    let text = "Fighting went on in Deir ez-Zor province. In Syria, the town of Deir ez-Zor was shelled.";
    assert_eq!(shown(text)[0], "Deir ez-Zor province SY/Deir ez-Zor");
    assert_eq!(shown(text)[2], "Deir ez-Zor settlement SY/Deir ez-Zor");
}

#[test]
fn spellings_of_one_place_are_one_place() {
    for name in ["Deir Ez Zour", "Deir ez-Zor", "Dayr az-Zawr", "Deir Ezzor", "Deir al-Zour", "Deir el-Zor", "Dayr az Zawr", "Der Ezzor"] {
        let text = format!("Shells fell on the city of {name} in eastern Syria.");
        assert_eq!(places(&text)[0].id.as_deref(), Some("gn:170794"), "{name}");
    }
    assert_eq!(bundled().0.lookup("دير الزور").len(), bundled().0.lookup("دير الزّور").len());
    assert!(!bundled().0.lookup("Київ").is_empty());
}

#[test]
fn a_homonym_in_another_country_is_never_taken_against_the_text() {
    let qamishli = places("In Syria a car bomb killed two people in Qamishli, near the border.");
    assert_eq!(qamishli.iter().find(|p| p.country.as_deref() == Some("AF")), None);
    // The village is in no gazetteer: its province is known, it is not, and gets no point.
    let text = "Ten people died in Zarqunda village in Deir ez-Zor province in Syria.";
    let found = places(text);
    assert_eq!((found[0].span.of(text), found[0].precision, found[0].lat), ("Zarqunda", PlacePrecision::Unresolved, None));
    assert_eq!(found[1].precision, PlacePrecision::Province);
}

#[test]
fn names_inside_other_names_are_no_places() {
    for text in [
        "The Syrian Foreign and Expatriates Ministry said so.",
        "Col. Dale Mosul was promoted, the Washington Post said.",
        "The International Coalition denied it.",
        "The University of Mosul reopened.",
        "Reading and Nice are words. May is a month. Most people left.",
    ] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn uses_follow_the_words_around() {
    let uses = |text: &str| places(text).iter().map(|p| p.usage.as_str()).collect::<Vec<_>>();
    assert_eq!(uses("The US-led force and the Washington-backed council denied it."), ["metonym", "metonym"]);
    assert_eq!(uses("Moscow urged talks. A man was killed in Moscow."), ["metonym", "literal"]);
    assert_eq!(uses("The Geneva-based body met Syrian doctors."), ["literal", "demonym"]);
    assert_eq!(uses("The raid was ordered by Baghdad."), ["metonym"]);
}

#[test]
fn precision_is_never_finer_than_the_words() {
    assert_eq!(shown("Fighting went on in the Ansongo circle in Mali.")[0].split(' ').nth(1), Some("district"));
    assert_eq!(shown("Clashes in the Gusau area of Nigeria went on.")[0].split(' ').nth(1), Some("area"));
}

#[test]
fn candidates_are_probabilities_with_the_chosen_one_first() {
    let text = "Shells fell on Springfield, Tripoli, Deir ez-Zor and Alexandria in Syria.";
    for place in places(text) {
        let sum: u32 = place.candidates.iter().map(|c| u32::from(c.score.0)).sum();
        assert!(place.candidates.len() <= 10 && sum <= 1005, "{}", place.span.of(text));
        assert!(place.candidates.is_sorted_by(|a, b| a.score >= b.score));
        if let Some(id) = &place.id {
            assert_eq!(&place.candidates[0].id, id);
        }
    }
}

#[test]
fn datelines_are_places_even_outside_the_gazetteer() {
    let mut report = report_of(&["QAMISHLI, Syria - Two people were killed on Monday in Amuda, doctors said."]);
    report.dateline = Some(Span::new(0, 15));
    let found = places_of(&report);
    assert_eq!(found.iter().filter(|p| p.usage == PlaceUse::Dateline).count(), 2);
    let at = dateline_place(&report, &found);
    assert_eq!(at.map(|at| found[at].precision), Some(PlacePrecision::Settlement));
}

/// Every place of the contract's example, but for coordinates and the scores of candidates.
#[test]
#[allow(clippy::print_stderr, reason = "says why it is skipped")]
fn the_example_of_the_contract_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema/seed.reading.json");
    let reading = std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str::<crate::reading::ReadingJson>(&text).ok());
    let Some(Ok(reading)) = reading.map(crate::reading::ReadingJson::into_reading) else {
        eprintln!("skipped: no docs/schema/seed.reading.json");
        return;
    };
    let plain = |p: &Place| (p.span, p.usage, p.id.clone(), p.name.clone(), p.precision, p.country.clone(), p.admin1.clone());
    let found = places_of(&reading.report);
    assert_eq!(found.iter().map(plain).collect::<Vec<_>>(), reading.places.iter().map(plain).collect::<Vec<_>>());
}

#[test]
fn other_languages_give_plain_names_only() {
    let mut report = report_of(&["Во вторник обстреляли Харьков, на Украине погибли двое."]);
    report.language = Some("ru".into());
    let found = places_of(&report);
    assert_eq!(found.iter().filter_map(|p| p.country.as_deref()).collect::<Vec<_>>(), ["UA", "UA"]);
}

/// Words, precision and country of every place of a report in a language.
fn shown_in(language: &str, text: &str) -> Vec<String> {
    let mut report = report_of(&[text]);
    report.language = Some(language.to_owned());
    let row = |p: &Place| format!("{} {} {}", p.span.of(text), p.precision, p.country.as_deref().unwrap_or("-"));
    places_of(&report).iter().map(row).collect()
}

#[test]
fn russian_names_are_found_in_their_cases() {
    for (text, wanted) in [
        ("Обстрел села в Тертерском районе Азербайджана.", &["Тертерском районе province AZ", "Азербайджана country AZ"][..]),
        ("В Баткенской области Киргизии погибли двое.", &["Баткенской области province KG", "Киргизии country KG"]),
        (
            "Взрывы слышали в Харькове и под Купянском, на Украине.",
            &["Харькове settlement UA", "Купянском settlement UA", "Украине country UA"],
        ),
        (
            "Москва осудила удар. Трое погибли в Гуасдуалито в Венесуэле.",
            &["Москва settlement RU", "Гуасдуалито settlement VE", "Венесуэле country VE"],
        ),
    ] {
        assert_eq!(shown_in("ru", text), wanted, "{text}");
    }
}

#[test]
fn arabic_names_are_found_without_capitals() {
    for (text, wanted) in [
        ("قُتل مدنيان في قرية زرقندا بريف حلب في سوريا.", &["زرقندا unresolved -", "حلب province SY", "سوريا country SY"][..]),
        ("وفي كركوك بالعراق أصيب ثلاثة.", &["كركوك settlement IQ", "العراق country IQ"]),
        ("قُتل رجل في بلدة بانكي في نيجيريا.", &["بانكي settlement NG", "نيجيريا country NG"]),
    ] {
        assert_eq!(shown_in("ar", text), wanted, "{text}");
    }
}

/// One line of a million letters, ten thousand names in a row: linear time, no panic.
#[test]
fn hostile_text_costs_bounded_time() {
    let began = Instant::now();
    for text in ["A".repeat(300_000), "Al-".repeat(300), "Mosul ".repeat(4_000), "’s ".repeat(20_000), "San Jose, ".repeat(1_000)] {
        let _ = places(&text);
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn places_stand_in_order_and_fit_the_text(text in "([A-Z][a-z]{0,8}|in|of|the|Syria|Idlib|province|village|US-led|al-Zor|دمشق|Київ|['’.,()“”-]| ){0,60}") {
        let found = places(&text);
        for place in &found {
            proptest::prop_assert!(!place.span.of(&text).trim().is_empty());
            proptest::prop_assert_eq!(place.id.is_some(), place.lat.is_some());
            proptest::prop_assert_eq!(place.id.is_none(), place.precision == PlacePrecision::Unresolved);
        }
        proptest::prop_assert!(found.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
    }
}

/// With Who's On First's places of Syria imported, the towns of the seed's country are towns, and a name of the seed does not
/// jump to a homonym in another province.
#[test]
#[allow(clippy::print_stderr, clippy::unwrap_used, clippy::panic, reason = "a test; says why it is skipped")]
fn an_imported_gazetteer_changes_the_reading() {
    use crate::place::import;
    use crate::place::pack::{self, Notice, Pack};
    use std::io::Read;
    let data = std::env::var_os("DATELINE_DATA")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), std::path::PathBuf::from);
    let Ok(file) = std::fs::File::open(data.join("geotime/wof_admin/sy.tsv.gz")) else {
        eprintln!("skipped: geotime/wof_admin is not here ($DATELINE_DATA or ../shared/data)");
        return;
    };
    let mut table = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut table).unwrap();
    let notice =
        Notice { name: "wof".into(), licence: "CC BY 4.0".into(), attribution: "Who's On First".into(), source: crate::sha::Sha::of(b"") };
    let built = pack::build(import::whos_on_first(&table).unwrap().records, &notice).unwrap();
    let gazetteer = Gazetteer::with_packs(vec![Gazetteer::bundled_pack().unwrap(), Pack::open(&built).unwrap()]);
    let (_, lexicon, abbreviations) = bundled();
    let read = |text: &str| {
        let report = report_of(&[text]);
        recognise(&report, &segment(&report, abbreviations), &gazetteer, lexicon)
    };
    let text = "In Syria shells fell on Ash Shaddadah and Markadah on Monday. Others hit the towns of Al-Bukamal, As Susah and Baghuz Fawqani \
                in Deir ez-Zor province.";
    let found = read(text);
    for name in ["Ash Shaddadah", "Markadah", "Al-Bukamal", "As Susah", "Baghuz Fawqani"] {
        let place = found.iter().find(|p| p.span.of(text) == name).unwrap_or_else(|| panic!("{name}: {:?}", shown(text)));
        assert_eq!((place.precision, place.country.as_deref()), (PlacePrecision::Settlement, Some("SY")), "{name}");
    }
    let text = "The aircraft of the coalition bombed Al Duwaiji village in Tal Al Shaer area, in the very east of Deir Ez Zour province at the Iraqi \
                border in Syria.";
    for place in read(text).iter().filter(|p| p.span.of(text) == "Tal Al Shaer") {
        assert!(place.id.is_none() || place.admin1.as_deref() == Some("Deir ez-Zor"), "{place:?}");
    }
}
