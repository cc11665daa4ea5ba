//! Tests of opening and migrating that need more than the public surface.

use super::*;

const AT: &str = "2026-11-24T03:00:00Z";

#[test]
#[allow(clippy::unwrap_used)]
fn a_store_is_brought_to_a_newer_version_with_a_copy_kept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("s");
    drop(Store::create(&folder, AT).unwrap());
    let mut steps = MIGRATIONS.to_vec();
    let next = newest_version(MIGRATIONS) + 1;
    steps.push(database::Migration { version: next, sql: "ALTER TABLE report ADD COLUMN more TEXT;" });
    let refused = Store::open_with(&folder, Access::Read, &steps).unwrap_err();
    assert!(refused.hint.unwrap().contains("rebuild"));
    let store = Store::open_with(&folder, Access::Write, &steps).unwrap();
    let copy = store.migrated().unwrap().to_owned();
    assert!(store.verify(&VerifyOptions::default()).unwrap().is_sound());
    drop(store);
    // The copy is the old store; this program, which does not know the new version, refuses the new one.
    let old = Connection::open(&copy).unwrap();
    assert_eq!(database::standing(&old).unwrap(), Standing::Store(next - 1));
    let newer = Store::open(&folder, Access::Write).unwrap_err();
    assert!(newer.message.contains("newer Dateline"), "{}", newer.message);
    assert!(newer.hint.unwrap().contains("nothing was changed"));
}

#[test]
#[allow(clippy::unwrap_used)]
fn a_step_that_fails_leaves_the_store_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("s");
    drop(Store::create(&folder, AT).unwrap());
    let mut steps = MIGRATIONS.to_vec();
    let sql = "ALTER TABLE report ADD COLUMN more TEXT; INSERT INTO nowhere VALUES (1);";
    steps.push(database::Migration { version: newest_version(MIGRATIONS) + 1, sql });
    assert!(Store::open_with(&folder, Access::Write, &steps).is_err());
    let store = Store::open(&folder, Access::Write).unwrap();
    assert!(store.verify(&VerifyOptions::default()).unwrap().is_sound());
    let columns = store.connection.prepare("SELECT more FROM report");
    assert!(columns.is_err(), "the failed step's column must not be there");
}

#[test]
fn a_store_can_be_handed_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Store>();
}
