//! Forms of invented pages: each form in several languages, and articles on pages that have everything beside them.

#![allow(clippy::unwrap_used)]

use super::super::tests::document;
use super::super::{Rules, extract};
use crate::report::{Form, Report};
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::bundled().unwrap());

fn read(url: &str, page: &str) -> Report {
    let mut document = document(page.as_bytes(), "text/html");
    document.given.url = Some(url.to_owned());
    extract(&document, &RULES)
}

fn form(page: &str) -> Form {
    read("https://harrow-wire.example/world/hajin-market-48817", page).form.unwrap()
}

/// A page with a frame: menu, log-in link, cookie line, links to other reports.
fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{title} | Harrow Wire</title>{head}</head><body>\
         <div class='cookie-banner'><p>We value your privacy. We and our 743 partners store information on a device.</p><button>Accept</button></div>\
         <header><nav><a href=/>Home</a> <a href=/world>World</a> <a href=/login>Log in</a> <a href=/subscribe>Subscribe</a></nav></header>\
         <main><article><h1>{title}</h1>{body}</article></main>\
         <aside class=related><h2>More</h2><ul><li><a href=/world/bridge-reopens-after-flood>Bridge reopens after flood in the upper valley</a>\
         <li><a href=/world/vote-delayed>Vote is delayed for the second time this year</a></ul></aside><footer>© 2019 Harrow Wire</footer></body></html>"
    )
}

const NEWS: &str = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"datePublished\":\"2019-03-02T14:10:00Z\",\"isAccessibleForFree\":false}</script>";
const FREE: &str =
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"datePublished\":\"2019-03-02T14:10:00Z\"}</script>";

/// Running text of `paragraphs` paragraphs, 30 words each.
fn text(paragraphs: usize) -> String {
    let all = [
        "At least twelve people were wounded when shells hit a market in the village on Saturday, officials said, and rescuers searched the ruins of a school beside it until late evening.",
        "A witness who asked not to be named said that two rounds fell within a minute of each other while traders were closing their stalls on the northern side of the square.",
        "The ministry said that it had opened an inquiry into the shelling, which it said had come from the hills across the river, and promised to publish what it finds within a month.",
        "The other side did not comment on the report, and the mission that watches over the truce said that its patrol would visit the village on Sunday if the road is open by then.",
        "Doctors at the district hospital said that three of the wounded were in a serious condition and that they had asked for blood donors through the local radio station overnight.",
    ];
    (0..paragraphs).map(|at| format!("<p>{}</p>", all[at % all.len()])).collect()
}

#[test]
fn error_pages() {
    for title in [
        "404",
        "Error 404",
        "404 - Page not found",
        "Page not found",
        "Sorry, the page could not be found",
        "403 Forbidden",
        "503 Service Unavailable",
        "Seite nicht gefunden",
        "Fehler 404",
        "Page introuvable",
        "Erreur 404",
        "Página no encontrada",
        "Pagina non trovata",
        "Página não encontrada",
        "Pagina niet gevonden",
        "Nie znaleziono strony",
        "Sayfa bulunamadı",
        "Страница не найдена",
        "Ошибка 404",
        "Сторінку не знайдено",
        "الصفحة غير موجودة",
        "صفحه مورد نظر یافت نشد",
        "העמוד לא נמצא",
        "页面不存在",
        "Access denied",
        "Just a moment...",
        "Attention Required!",
        "Are you a robot?",
        "Zugriff verweigert",
        "Accès refusé",
        "Доступ ограничен",
        "请稍候…",
        "Log in to your account",
        "Sign in",
        "Anmelden",
        "Se connecter",
        "Iniciar sesión",
        "Accedi",
        "Zaloguj się",
        "Giriş yap",
        "Войти",
        "Увійти",
        "تسجيل الدخول",
        "ورود",
        "登录",
        "Before you continue",
        "We value your privacy",
        "Zustimmung erforderlich",
        "Avant de continuer",
        "Tu privacidad",
        "Prima di continuare",
        "Zanim przejdziesz dalej",
        "Прежде чем продолжить",
        "قبل المتابعة",
    ] {
        let words = "<p>The address may have changed, or there is a mistake in it. Try the search or go to the front page.</p><form><input name=q><input type=password></form>";
        assert_eq!(form(&page(title, "", words)), Form::ErrorPage, "{title}");
    }
    for body in [
        "<p>Please enable JS and disable any ad blocker</p>",
        "<p>harrow-wire.example needs to review the security of your connection before proceeding.</p><p>Ray ID: 7f0c1d2e3f</p>",
        "<p>Bestätigen Sie, dass Sie ein Mensch sind.</p>",
        "<p>Подтвердите, что вы не робот</p>",
        "<p>We and our 743 partners store and access personal data on your device.</p><button>Accept all</button>",
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>",
    ] {
        let bare = format!("<!doctype html><html><head><title>harrow-wire.example</title></head><body>{body}</body></html>");
        let found = form(&bare);
        // A page without a word has no report at all.
        assert!(found == Form::ErrorPage, "{body}: {found}");
    }
}

#[test]
fn stubs() {
    for gate in [
        "Subscribe to continue reading.",
        "This article is for subscribers only.",
        "To read the full story, log in or subscribe.",
        "Jetzt weiterlesen mit Harrow Plus",
        "Dieser Artikel ist exklusiv für Abonnenten.",
        "Article réservé aux abonnés",
        "Il vous reste 81 % de cet article à lire.",
        "Para seguir leyendo, suscríbete",
        "Exclusivo para assinantes",
        "Per continuare a leggere, abbonati",
        "Lees verder met een abonnement",
        "Aby czytać dalej, wykup dostęp",
        "Haberin devamını okumak için abone olun",
        "Чтобы дочитать статью, оформите подписку",
        "Щоб читати далі, оформіть передплату",
        "لمتابعة القراءة اشترك الآن",
        "ویژه مشترکان",
        "לקריאת הכתבה המלאה",
        "订阅后阅读全文",
        "この記事は会員限定です。残り1200文字",
    ] {
        let cut =
            "<p>The first that the villagers heard of it was a dull sound from beyond the river, and then the windows of the school…</p>";
        let in_text = format!("{}{cut}<p>{gate}</p>", text(1));
        assert_eq!(form(&page("Shells hit a market in Hajin", FREE, &in_text)), Form::Stub, "in the text: {gate}");
        let in_box = format!("{}{cut}<div class='paywall'><p>{gate}</p><a href=/subscribe>1 € a month</a></div>", text(1));
        assert_eq!(form(&page("Shells hit a market in Hajin", NEWS, &in_box)), Form::Stub, "in a box: {gate}");
    }
    let counted = NEWS.replace("\"isAcc", "\"wordCount\":1450,\"isAcc");
    assert_eq!(form(&page("Shells hit a market in Hajin", &counted, &text(2))), Form::Stub, "said to be longer");
}

#[test]
fn live_blogs() {
    let entries = |class: &str, times: &[&str]| -> String {
        times.iter().map(|time| format!("<div class='{class}'><time datetime='2019-03-02T{time}'>{time}</time>{}</div>", text(1))).collect()
    };
    let lines = |times: &[&str]| -> String { times.iter().map(|time| format!("<p>{time} {}</p>", &text(1)[3..])).collect() };
    let times = ["16:40", "15:05", "14:31", "13:10"];
    for title in [
        "LIVE: Shells hit market in Hajin",
        "Hajin live updates: shells hit market",
        "Liveticker: Beschuss an der Grenze",
        "EN DIRECT - Frappes sur Hajin",
        "Minuto a minuto: bombardeos en Hajin",
        "Ao vivo: ataques em Hajin",
        "Hajin, la diretta",
        "Relacja na żywo: ostrzał Hajin",
        "Canlı blog: Hajin'de saldırı",
        "Онлайн: обстрел рынка в Хаджине",
        "Хроника дня: обстрел рынка",
        "Наживо: обстріл ринку",
        "قصف السوق لحظة بلحظة",
        "لحظه به لحظه با حمله به بازار",
        "דיווח חי: הפגזה על השוק",
        "直播：炮弹击中市场",
    ] {
        assert_eq!(form(&page(title, FREE, &lines(&times))), Form::LiveBlog, "{title}");
        assert_eq!(form(&page(title, FREE, &entries("liveblog-entry", &times))), Form::LiveBlog, "{title}");
    }
    assert_eq!(form(&page("Shells hit market in Hajin", FREE, &entries("live-blog-post js", &times))), Form::LiveBlog);
    let typed = FREE.replace("NewsArticle", "LiveBlogPosting");
    assert_eq!(form(&page("Shells hit market in Hajin", &typed, &text(6))), Form::LiveBlog);
}

#[test]
fn galleries() {
    let pictures: String = (1..9).map(|at| format!("<figure><img src=/p{at}.jpg><figcaption>A street of the old town under water on the {at}. day of the flood, seen from the bridge.</figcaption></figure>")).collect();
    for title in [
        "In pictures: the flood in the valley",
        "Bildergalerie: Hochwasser im Tal",
        "EN IMAGES - Hajin sous les eaux",
        "En fotos: la inundación",
        "Fotogallery: la piena",
        "Zdjęcia: powódź w dolinie",
        "Фоторепортаж: наводнение в долине",
        "بالصور: الفيضان في الوادي",
        "گزارش تصویری: سیل در دره",
        "组图：洪水过后的山谷",
        "The flood in the valley",
    ] {
        assert_eq!(form(&page(title, FREE, &pictures)), Form::Gallery, "{title}");
    }
    assert_eq!(form(&page("In pictures: the flood in the valley", FREE, &format!("{}{pictures}", text(1)))), Form::Gallery);
}

#[test]
fn round_ups_letters_and_statements() {
    for title in [
        "Morning briefing: shells hit market, vote delayed",
        "BALKAN DIGEST: floods and a vote",
        "Kurz notiert: Brände, Wahl, Sport",
        "Revue de presse du 2 mars",
        "Resumen de noticias del día",
        "Rassegna stampa del 2 marzo",
        "Przegląd prasy",
        "Günün özeti",
        "Дайджест: обстрелы и выборы",
        "Коротко о главном",
        "Головне за день",
        "أبرز الأخبار",
        "خلاصه اخبار",
        "תקציר החדשות",
        "一周要闻",
    ] {
        assert_eq!(form(&page(title, FREE, &text(5))), Form::RoundUp, "{title}");
    }
    let letter = |greeting: &str| format!("<p>{greeting}</p>{}", text(4));
    for (title, greeting) in [
        ("On the shelling of Hajin", "Excellency,"),
        ("Offener Brief an die Gesandte", "Sehr geehrte Frau Gesandte,"),
        ("Lettre ouverte au ministre", "Monsieur le Ministre,"),
        ("Sobre Hajin", "Estimado señor embajador:"),
        ("О Хаджине", "Уважаемый господин посол!"),
        ("رسالة مفتوحة إلى المبعوث", "معالي الوزير المحترم،"),
    ] {
        assert_eq!(form(&page(title, FREE, &letter(greeting))), Form::Letter, "{title}");
    }
    for title in [
        "Statement on the shelling of Hajin",
        "Pressemitteilung Nr. 12",
        "Communiqué de presse du 2 mars",
        "Comunicado oficial",
        "Comunicato stampa",
        "Komunikat prasowy",
        "Basın açıklaması",
        "Пресс-релиз от 2 марта",
        "Заявление министерства об обстреле",
        "Спільна заява про обстріл",
        "بيان صحفي حول القصف",
        "بیانیه مشترک درباره حمله",
        "הודעה לעיתונות",
        "新闻稿",
    ] {
        assert_eq!(form(&page(title, FREE, &text(3))), Form::Statement, "{title}");
    }
    let released = read("https://ministry.example/en/press-releases/48817", &page("Shells hit a market in Hajin", FREE, &text(3)));
    assert_eq!(released.form, Some(Form::Statement));
}

/// Precision first: what stands beside an article does not change what it is.
#[test]
fn articles_stay_articles() {
    let login = "<div class='modal login'><h2>Log in</h2><form><input type=email><input type=password></form><p>Already a subscriber? Log in</p></div>";
    let banner = "<div class='paywall promo'><p>Subscribe to continue reading.</p><p>Already a subscriber? Log in</p></div>";
    let gallery = "<div class='photo-gallery'><figure><img src=/a.jpg><figcaption>The market.</figcaption></figure><figure><img src=/b.jpg><figcaption>The school.</figcaption></figure></div>";
    let comments = "<section class=comments><h2>Comments</h2><p>14:02 reader one</p><p>14:10 reader two</p><a href='?comment-page=2#comments'>2</a><a href='?comment-page=3#comments'>3</a></section>";
    let live_box = "<aside class='live-box'><h3>Live: Hajin</h3><ul><li><time>14:02</time> <a href=/live/a>Shells hit the market</a></li></ul></aside>";
    let next = "<link rel=next href='/world/bridge-reopens-after-flood'><link rel=prev href='/world/vote-delayed'>";
    for title in [
        "Shells hit a market in Hajin",
        "Access denied to aid convoy for the third week",
        "Sign in the sky puzzles a village",
        "404 people hurt in the fire",
        "Missing page found in ruins of archive",
        "Live ammunition used against crowd",
        "They live in the ruins of Hajin",
        "Direct flights resume after a year",
        "Photos led police to the suspect",
        "Consent decree reached in river case",
        "Letter bomb wounds two in Hajin",
        "The brief battle for the bridge is over",
        "Доступ ограничен для жителей села",
        "Вход войск в село",
        "Zustimmung zur Regierung sinkt",
        "Le direct et ses limites",
    ] {
        for beside in ["", login, banner, gallery, comments, live_box] {
            for head in [FREE, NEWS, next] {
                let report =
                    read("https://harrow-wire.example/world/hajin-market-48817", &page(title, head, &format!("{}{beside}", text(6))));
                assert_eq!(report.form, Some(Form::Article), "{title} {beside} {head}");
                assert!(!report.problems.iter().any(|problem| problem.message.contains("part 1")), "{beside}");
            }
        }
    }
    // Short news beside a log-in link, and beside a banner that does not speak of them.
    for beside in ["", login, "<div class=newsletter><p>Subscribe to our newsletter</p></div>"] {
        assert_eq!(form(&page("Shells hit a market in Hajin", FREE, &format!("{}{beside}", text(2)))), Form::Article, "{beside}");
    }
}

#[test]
fn articles_of_several_pages_say_so() {
    let problem = |url: &str, head: &str, after: &str| {
        let report = read(url, &page("Shells hit a market in Hajin", head, &format!("{}{after}", text(6))));
        assert_eq!(report.form, Some(Form::Article), "{after}");
        report.problems.into_iter().map(|problem| problem.message).find(|message| message.contains("of its article"))
    };
    let part = |part: u32, of: u32| Some(format!("The page is part {part} of {of} of its article; the other parts are not in it."));
    let one = "https://harrow-wire.example/world/hajin-market-shelled";
    for (url, head, after, message) in [
        (one, "", "<div class=pagination><a href='?page=2'>2</a> <a href='?page=3'>3</a></div>", part(1, 3)),
        (
            one,
            "",
            "<div class=pager><span>1</span><a href='/world/hajin-market-shelled/2'>2</a><a href='/world/hajin-market-shelled/3'>3</a></div>",
            part(1, 3),
        ),
        (
            "https://harrow-wire.example/world/hajin-market-shelled?page=2",
            "",
            "<div class=pager><a href='?page=1'>1</a> <a href='?page=3'>3</a></div>",
            part(2, 3),
        ),
        (
            "https://harrow-wire.example/hajin_market.html",
            "",
            "<div class=pager><a href='/hajin_market-2.html'>2</a> <a href='/hajin_market-3.html'>3</a></div>",
            part(1, 3),
        ),
        (one, "", "<div class=pager><p>Page 1 of 3</p></div>", part(1, 3)),
        (one, "", "<div class=pager><p>Seite 2 von 4</p></div>", part(2, 4)),
        (one, "", "<div class=pager><p>Страница 1 из 2</p></div>", part(1, 2)),
        (one, "", "<div class=pager><p>الصفحة 1 من 3</p></div>", part(1, 3)),
        (one, "", "<div class=pager><p>第1页 共3页</p></div>", part(1, 3)),
        (
            one,
            "<link rel=next href='/world/hajin-market-shelled?page=2'>",
            "",
            Some("The page is part 1 of its article; the other parts are not in it.".to_owned()),
        ),
        (one, "<link rel=next href='/world/bridge-reopens-after-flood'>", "", None),
        (one, "", "<section class=comments><p>Page 1 of 9</p><a href='?page=2#comments'>2</a></section>", None),
        (one, "", "<p>Photo 1 of 3</p>", None),
        ("https://harrow-wire.example/archive/12", "<link rel=next href='/archive/13'>", "", None),
    ] {
        assert_eq!(problem(url, head, after), message, "{url} {head} {after}");
    }
}
