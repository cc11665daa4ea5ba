//! Gazetteer packs: the bytes as a whole pack, and as the body of one, compressed here, with look-ups in what opens.
#![no_main]

use dateline_core::place::Gazetteer;
use dateline_core::place::pack::{MAGIC, Pack};
use libfuzzer_sys::fuzz_target;

const NOTICE: &[u8] =
    br#"{"name":"f","licence":"","attribution":"","source":"0000000000000000000000000000000000000000000000000000000000000000"}"#;

fn look(bytes: &[u8]) {
    let Ok(pack) = Pack::open(bytes) else { return };
    let gazetteer = Gazetteer::with_packs(vec![pack]);
    for name in ["tell test", "Tell Test", "al tell", "", "\u{62a}\u{644}"] {
        for hit in gazetteer.lookup(name) {
            let entry = gazetteer.entry(hit.entry);
            let _ = (entry.id(), entry.name(), entry.kind(), entry.centre(), entry.country(), entry.population());
            let _ = (entry.admin1_id(), entry.parent_id(), gazetteer.admin1(hit.entry));
            let _ = gazetteer.contains(hit.entry, hit.entry);
        }
        let _ = gazetteer.fuzzy(name, &["SY"]);
    }
    let _ = (gazetteer.find("own:p1"), gazetteer.country("SY"));
}

fuzz_target!(|data: &[u8]| {
    look(data);
    let mut pack = MAGIC.to_vec();
    pack.extend((NOTICE.len() as u32).to_le_bytes());
    pack.extend(NOTICE);
    pack.extend((data.len() as u64).to_le_bytes());
    pack.extend(zstd::bulk::compress(data, 1).expect("memory takes bytes"));
    look(&pack);
});
