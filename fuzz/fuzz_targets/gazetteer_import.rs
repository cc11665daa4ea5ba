//! Gazetteer tables: every reader on the same text; what they give is packed, opened and looked up.
#![no_main]

use dateline_core::place::pack::{self, Notice, Pack, Record};
use dateline_core::place::{Gazetteer, import};
use dateline_core::sha::Sha;
use libfuzzer_sys::fuzz_target;

fn packed(records: Vec<Record>) {
    let notice = Notice { name: "fuzz".into(), licence: "none".into(), attribution: String::new(), source: Sha::of(b"") };
    let names: Vec<String> = records.iter().map(|record| record.name.clone()).collect();
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let Ok(bytes) = pack::build(records, &notice) else { return };
    let pack = Pack::open(&bytes).expect("a pack that was built can be opened");
    assert_eq!(pack.notice(), &notice);
    for id in &ids {
        assert!(pack.find(id).is_some(), "an id that was packed is found: {id:?}");
    }
    let gazetteer = Gazetteer::with_packs(vec![pack]);
    for name in names.iter().take(20) {
        for hit in gazetteer.lookup(name) {
            let _ = gazetteer.admin1(hit.entry);
            let _ = gazetteer.contains(hit.entry, hit.entry);
        }
        let _ = gazetteer.fuzzy(name, &["SY"]);
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if let Ok(records) = import::table(&text) {
        packed(records);
    }
    let (mut names, mut hierarchy): (&[u8], &[u8]) = (data, data);
    let links = import::Links { alternate_names: Some(&mut names), hierarchy: Some(&mut hierarchy) };
    let all = [
        import::whos_on_first(&text),
        import::geonames(&text, links),
        import::plain(&text),
        import::cod_ab(&text, Some("SY")),
        import::osm_table(&text, Some("SY")),
        import::osm_geojson(&text, Some("SY")),
    ];
    for imported in all {
        if let Ok(imported) = imported {
            packed(imported.records);
        }
    }
});
