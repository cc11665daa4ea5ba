//! Lineage on reports that were read from their words: translations and credits across scripts, and input that means harm or is simply
//! bad: circles of credits, reports that name themselves, no dates, dates in the wrong order, many copies of one page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use dateline_core::article;
use dateline_core::capture::{self, Given, Origin};
use dateline_core::derive::{Projection, derive};
use dateline_core::reading::{Reading, read};
use dateline_core::records::{EdgeKind, LineageEdge, Status};
use dateline_core::resources::Resources;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources::bundled().unwrap());

/// A plain text of an invented outlet, read.
fn report(id: &str, outlet: &str, published: Option<&str>, words: &str) -> Arc<Reading> {
    let url = Some(format!("https://{id}.example/a"));
    let hints = Given { url, outlet: Some(outlet.to_owned()), published: published.map(str::to_owned), ..Given::default() };
    let origin = Origin { id_base: id.to_owned(), path: format!("{id}.txt"), hints };
    let mut out = None;
    capture::documents(&mut words.as_bytes(), &origin, &capture::Limits::default(), &mut |document| {
        out = Some(read(article::extract(&document, &RESOURCES.article), &RESOURCES));
        ControlFlow::Break(())
    });
    Arc::new(out.unwrap())
}

fn edges<'a>(projection: &'a Projection, from: &str, to: &str) -> Vec<&'a LineageEdge> {
    let all = projection.lineage.iter();
    all.filter(|edge| edge.from.input_id.starts_with(from) && edge.to.input_id.as_deref().is_some_and(|id| id.starts_with(to))).collect()
}

const EN: &str = "Drone hits depot in Shebekino, seven killed

SHEBEKINO, Russia - A drone hit a bus depot in Shebekino at 21:30 on Tuesday, killing seven people and wounding 14, said the head of the \
district, Alla Korneva.

The depot belongs to the firm Belavtotrans. Driver Yegor Tishkov, 46, ran out with two mechanics. Doctor Lidia Samoilova of the Belgorod \
hospital spoke of 9 operations in the night.

A second drone fell near Novaya Tavolzhanka at 23:15 and did not explode.";

const RU: &str = "Дрон ударил по автобазе в Шебекино, погибли семь человек

ШЕБЕКИНО. Во вторник в 21:30 дрон ударил по автобазе в Шебекино, погибли семь человек, 14 ранены, сообщила глава округа Алла Корнева.

База принадлежит фирме «Белавтотранс». Водитель Егор Тишков, 46 лет, выбежал с двумя механиками. Врач Лидия Самойлова из белгородской \
больницы говорила о 9 операциях за ночь.

Второй дрон упал у Новой Таволжанки в 23:15 и не взорвался.";

const OTHER: &str = "Жители Шебекино собрали подписи

ШЕБЕКИНО. Во вторник жители собрали 300 подписей за ремонт дороги у вокзала, рассказал Павел Гречко.

В округе 12 школ, три из них закрыты с 2019 года. Учитель Нина Фомина живёт здесь 30 лет.";

#[test]
fn a_translation_is_found_by_its_structure_and_inferred_until_it_is_credited() {
    let original = report("ru", "Северский вестник", Some("2024-06-18"), RU);
    let other = report("other", "Белый город", Some("2024-06-18"), OTHER);
    let held = |later: Arc<Reading>| derive(&[original.clone(), other.clone(), later], &[], &RESOURCES);
    let silent = held(report("en", "Plain Dispatch", Some("2024-06-19"), EN));
    let found = edges(&silent, "en", "ru");
    assert_eq!(found.iter().map(|edge| edge.kind).collect::<Vec<_>>(), [EdgeKind::Translation], "{:?}", silent.lineage);
    assert_eq!(found[0].status, Status::Inferred);
    assert!(found[0].evidence.len() >= 5, "{:?}", found[0].evidence);
    assert!(found[0].evidence.iter().all(|pair| pair.to.is_some()));
    // The name of the outlet is translated with the words, so it is the structure that says whom the credit means.
    let credited = held(report("en", "Ledger East", Some("2024-06-19"), &format!("{EN}\n\nSource: Northern Herald.")));
    let found = edges(&credited, "en", "ru");
    assert_eq!(
        found.iter().map(|edge| (edge.kind, edge.status)).collect::<Vec<_>>(),
        [(EdgeKind::Translation, Status::Held), (EdgeKind::Credit, Status::Held)]
    );
}

const FIRST: &str = "Five killed at a checkpoint in Tal Abyad

TAL ABYAD, Syria - Five people were killed when a car bomb exploded at a checkpoint in Tal Abyad on Monday, the Crater Chronicle reported.

A baker, Yousef Hamdan, said that the blast broke his windows.";

const SECOND: &str = "Blast in Tal Abyad kills five

TAL ABYAD, Syria - A car bomb killed five people at a checkpoint in Tal Abyad on Monday, according to the Euphrates Courier.

Nobody has claimed the attack.";

#[test]
fn two_outlets_that_credit_each_other_end_nowhere_and_say_so() {
    let first = report("courier", "Euphrates Courier", Some("2019-11-12T08:00Z"), FIRST);
    let second = report("crater", "Crater Chronicle", Some("2019-11-12T09:00Z"), SECOND);
    let projection = derive(&[first, second], &[], &RESOURCES);
    assert!(edges(&projection, "courier", "crater").iter().any(|edge| edge.kind == EdgeKind::Credit), "{:?}", projection.lineage);
    assert!(edges(&projection, "crater", "courier").iter().any(|edge| edge.kind == EdgeKind::Credit));
    let incident = projection.incidents.iter().max_by_key(|incident| incident.mentions.len()).unwrap();
    assert_eq!(incident.mentions.len(), 2, "both tell of one event");
    assert!(incident.origins.high <= 2 && incident.origins.low <= 1, "a circle is no second origin: {:?}", incident.origins);
}

#[test]
fn a_report_never_is_its_own_origin() {
    let own = report(
        "wire",
        "Harrow Wire",
        Some("2019-11-12"),
        &format!("{FIRST}\n\n\"We saw it\", a reporter of Harrow Wire said. (Harrow Wire)"),
    );
    let again = report("again", "Harrow Wire", Some("2019-11-13"), SECOND);
    let projection = derive(&[own, again], &[], &RESOURCES);
    assert!(projection.lineage.iter().all(|edge| Some(&edge.from.input_id) != edge.to.input_id.as_ref()));
    assert!(projection.lineage.iter().all(|edge| edge.to.name.as_deref() != Some("Harrow Wire")), "{:?}", projection.lineage);
}

#[test]
fn without_dates_or_with_dates_in_the_wrong_order_nothing_is_lost() {
    let dated = |first: Option<&str>, second: Option<&str>| {
        let readings = [report("courier", "Euphrates Courier", first, FIRST), report("copy", "Sand Mirror", second, FIRST)];
        let forward = derive(&readings, &[], &RESOURCES);
        let backward = derive(&[readings[1].clone(), readings[0].clone()], &[], &RESOURCES);
        assert_eq!(serde_json::json!(forward.lineage), serde_json::json!(backward.lineage));
        forward
    };
    let none = dated(None, None);
    let copy = none.lineage.iter().find(|edge| edge.kind == EdgeKind::Copy).unwrap();
    assert!(!copy.direction_known, "nothing says which was first");
    let wrong = dated(Some("2019-11-14"), Some("2019-11-12"));
    assert_eq!(edges(&wrong, "courier", "copy").iter().filter(|edge| edge.kind == EdgeKind::Copy).count(), 1, "dates are followed");
    for projection in [none, wrong] {
        assert_eq!(projection.reports.len(), 2);
        assert_eq!(projection.incidents.iter().map(|incident| incident.mentions.len()).sum::<usize>(), 2);
    }
}

#[test]
fn many_copies_of_one_page_are_one_incident_of_as_many_reports() {
    let copies: Vec<Arc<Reading>> = (0..120).map(|n| report(&format!("s{n}"), &format!("Outlet {n}"), Some("2019-11-12"), FIRST)).collect();
    let projection = derive(&copies, &[], &RESOURCES);
    assert_eq!(projection.reports.len(), 120);
    let incident = projection.incidents.iter().max_by_key(|incident| incident.mentions.len()).unwrap();
    assert_eq!(incident.mentions.len(), 120);
    assert!(incident.origins.high <= 1, "{:?}", incident.origins);
    assert_eq!(projection.merged.len(), 119, "each copy has one table beside the first");
    let copies = projection.lineage.iter().filter(|edge| edge.kind == EdgeKind::Copy).count();
    assert_eq!(copies, 119, "immediate edges only");
}

#[test]
fn what_an_outlet_prints_on_every_page_joins_none_of_them() {
    let chrome = "Sand Mirror is the newspaper of the whole valley and is read from the springs to the sea by people of every trade.\n\n\
                  Subscribe to our morning letter and never miss a story from the valley, the coast and the hills beyond it.\n\n\
                  Write to our desk if you have seen something that others should know about, we protect those who speak to us.";
    let towns = ["Hajin", "Manbij", "Raqqa", "Kobani", "Ariha", "Homs", "Palmyra", "Idlib"];
    let page = |(n, town): (usize, &&str)| {
        let words = format!(
            "Report from {town}\n\n{chrome}\n\nA bridge of {} metres was opened in {town} by engineer number {n}.\n\n{chrome}",
            20 + n
        );
        report(&format!("m{n}"), "Sand Mirror", Some("2019-11-12"), &words)
    };
    let pages: Vec<Arc<Reading>> = towns.iter().enumerate().map(page).collect();
    let projection = derive(&pages, &[], &RESOURCES);
    let reused = projection.lineage.iter().filter(|e| matches!(e.kind, EdgeKind::Copy | EdgeKind::Excerpt | EdgeKind::Rewrite)).count();
    assert_eq!(reused, 0, "{:?}", projection.lineage);
}
