//! Names of private persons stay out of what the command line lists, shows and exports.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

const REPORT: &str = "Two dead in shelling of Kherson, hospital says\n\n\
    KHERSON, Ukraine, 4 March 2021 (Delta Wire) - Shelling killed two people in Kherson on Wednesday, the regional hospital said.\n\n\
    The dead were named as Oksana Melnychuk, 34, and Petro Bondar, 61.\n\n\
    \"I heard the shells fall behind the school,\" said Halyna Kravets, a neighbour of the two.\n";

fn dateline(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn names_of_private_persons_stay_out_of_lists_and_exports() {
    let folder = tempfile::tempdir().unwrap();
    let (report, store) = (folder.path().join("report.txt"), folder.path().join("store"));
    fs::write(&report, REPORT).unwrap();
    let (report, store) = (report.to_str().unwrap(), store.to_str().unwrap());
    let reading = dateline(&["read", report]);
    assert!(reading.contains("\"victims\":[{") && reading.contains("Halyna Kravets"), "the reading says what the text says");
    dateline(&["run", report, "--store", store]);
    let incident = dateline(&["incidents", "--store", store, "--json"]);
    let id = serde_json::from_str::<serde_json::Value>(incident.lines().next().unwrap()).unwrap()["id"].as_str().unwrap().to_owned();
    for (what, printed) in [
        ("incidents --json", incident),
        ("incidents", dateline(&["incidents", "--store", store])),
        ("claims", dateline(&["claims", "--store", store])),
        ("show", dateline(&["show", &id, "--store", store])),
        ("show --json", dateline(&["show", &id, "--store", store, "--json"])),
        ("acled", dateline(&["export", "--to", "acled", "--store", store])),
        ("geojson", dateline(&["export", "--to", "geojson", "--store", store])),
        ("json", dateline(&["export", "--to", "json", "--store", store])),
    ] {
        for name in ["Melnychuk", "Bondar", "Kravets"] {
            assert!(!printed.contains(name), "{what} prints {name}");
        }
    }
    let claims = dateline(&["claims", "--store", store, "--json"]);
    assert!(!claims.contains("\"name\":\"Halyna Kravets\""), "a witness is no speaker by name in a list");
}
