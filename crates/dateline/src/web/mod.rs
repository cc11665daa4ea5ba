//! The web page of `dateline serve`: HTML from this server alone, for one reader on this machine. Works without
//! JavaScript, asks nothing of any other host, and changes the ledger only by appending decisions.
//!
//! [`desk`] says what the pages need of a ledger; [`serve`] answers; every other module is one part of a page.

pub mod about;
pub mod account;
pub mod assets;
pub mod bars;
pub mod chain;
pub mod decisions;
pub mod desk;
pub mod filter;
pub mod forms;
pub mod guard;
pub mod highlight;
pub mod incident;
pub mod list;
pub mod map;
pub mod memory;
pub mod outlines;
pub mod page;
pub mod report;
pub mod review;
pub mod sentences;
pub mod timeline;
pub mod vocabulary;
pub mod words;

use crate::export;
use axum::extract::{DefaultBodyLimit, Form as FormBody, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use dateline_core::sha::Sha;
use dateline_core::text::Quoted;
use desk::{Desk, DeskError, Found, Summary};
use filter::Filter;
use forms::Form;
use guard::Guard;
use page::Frame;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Most bytes of a form.
const FORM_LIMIT: usize = 64 * 1024;

/// What a server is told beside its desk.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name that decisions are made under.
    pub analyst: String,
}

#[derive(Clone)]
struct App {
    desk: Arc<dyn Desk>,
    guard: Arc<Guard>,
    analyst: Arc<str>,
}

/// What a page is made with, on a thread that may block.
struct Page<'a> {
    desk: &'a dyn Desk,
    summary: Summary,
    token: &'a str,
    analyst: &'a str,
}

impl Page<'_> {
    fn frame(&self) -> Frame<'_> {
        Frame { summary: &self.summary, token: self.token, analyst: self.analyst }
    }

    fn failed(&self, error: &DeskError) -> Response {
        page::failed(&self.frame(), StatusCode::INTERNAL_SERVER_ERROR, "That did not work", error)
    }
}

impl App {
    /// Runs `make` where it may block, and makes a page of whatever goes wrong.
    async fn run(&self, make: impl FnOnce(&Page<'_>) -> Result<Response, DeskError> + Send + 'static) -> Response {
        let app = self.clone();
        let made = tokio::task::spawn_blocking(move || {
            let (summary, trouble) = match app.desk.summary() {
                Ok(summary) => (summary, None),
                Err(error) => (Summary::default(), Some(error)),
            };
            let page = Page { desk: app.desk.as_ref(), summary, token: app.guard.token(), analyst: &app.analyst };
            let made = match trouble {
                Some(error) => Err(error),
                None => make(&page),
            };
            made.unwrap_or_else(|error| page.failed(&error))
        });
        made.await.unwrap_or_else(|_| {
            let text = "The page could not be made: the program came upon something that it did not expect. The ledger was not changed. \
                        Load the page again; if it stays so, run `dateline doctor`.";
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        })
    }
}

/// The pages over a desk, for a server bound to `address`.
pub fn router(desk: Arc<dyn Desk>, options: &Options, address: SocketAddr) -> Router {
    let guard = Arc::new(Guard::new(address));
    let app = App { desk, guard: guard.clone(), analyst: options.analyst.as_str().into() };
    Router::new()
        .route("/", get(list))
        .route("/incident/{id}", get(incident))
        .route("/incident/{id}/statement/{statement}", get(statement))
        .route("/report/{id}", get(report))
        .route("/report/{id}/original", get(original))
        .route("/review", get(review_queue))
        .route("/decisions", get(decisions_list))
        .route("/about", get(about_page))
        .route("/export/{file}", get(export_file))
        .route("/decide", post(decide))
        .route("/undo", post(undo))
        .route("/assets/dateline.css", get(assets::style))
        .fallback(nowhere)
        .with_state(app)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(middleware::from_fn_with_state(guard, guard::check))
}

/// Answers on `listener` until `stop` is done. Bind it to a loopback address: the pages have no accounts.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    desk: Arc<dyn Desk>,
    options: &Options,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "the pages have no accounts, so they are served on a loopback address only, such as 127.0.0.1",
        ));
    }
    axum::serve(listener, router(desk, options, address)).with_graceful_shutdown(stop).await
}

type Pairs = Query<Vec<(String, String)>>;

fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn ok(page: maud::Markup) -> Result<Response, DeskError> {
    Ok(page::answer(StatusCode::OK, page))
}

async fn list(State(app): State<App>, Query(pairs): Pairs) -> Response {
    app.run(move |page| {
        let filter = Filter::of(&pairs);
        let listing = page.desk.incidents(&filter)?;
        ok(list::show(&page.frame(), &filter, &listing))
    })
    .await
}

async fn incident(State(app): State<App>, Path(id): Path<String>, Query(pairs): Pairs) -> Response {
    app.run(move |page| match page.desk.incident(&id)? {
        Found::One(file) => ok(incident::show(&page.frame(), page.desk, &file, Sha::from_hex(value_of(&pairs, "done")))),
        Found::Many(ids) => Ok(page::not_one(&page.frame(), "incident", "incident", &id, &ids)),
        Found::None => Ok(page::not_one(&page.frame(), "incident", "incident", &id, &[])),
    })
    .await
}

async fn statement(State(app): State<App>, Path((id, statement)): Path<(String, String)>) -> Response {
    app.run(move |page| {
        let Found::One(file) = page.desk.incident(&id)? else {
            return Ok(page::not_one(&page.frame(), "incident", "incident", &id, &[]));
        };
        let found = file.record.fields.iter().find(|s| s.statement.to_string() == statement && !page.desk.sealed(s));
        match found {
            Some(found) => {
                let report = page.desk.report(&found.report.to_string())?;
                let quoted = found.span.as_ref().map(|span| Quoted { start: span.start, end: span.end, text: span.text.clone() });
                let seen = match (&report, &quoted) {
                    (Found::One(report), Some(quoted)) => {
                        report.reports.get(&found.report).map(|facts| (facts, account::excerpt(&report.reading, quoted)))
                    }
                    _ => None,
                };
                ok(review::statement(&page.frame(), &file, found, seen))
            }
            None => Ok(page::not_one(&page.frame(), "statement", "statement", &statement, &[])),
        }
    })
    .await
}

/// Characters that an address points at: "120-140" in code points.
fn marked(pairs: &[(String, String)]) -> Option<(u32, u32)> {
    let (from, to) = value_of(pairs, "mark").split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

async fn report(State(app): State<App>, Path(id): Path<String>, Query(pairs): Pairs) -> Response {
    app.run(move |page| match page.desk.report(&id)? {
        Found::One(file) => {
            let invented = file.reports.get(&file.record.id).is_some_and(|facts| facts.invented);
            ok(report::show(&page.frame(), &file, invented, marked(&pairs)))
        }
        Found::Many(ids) => Ok(page::not_one(&page.frame(), "report", "report", &id, &ids)),
        Found::None => Ok(page::not_one(&page.frame(), "report", "report", &id, &[])),
    })
    .await
}

async fn original(State(app): State<App>, Path(id): Path<String>) -> Response {
    app.run(move |page| {
        let kept = match Sha::from_hex(&id) {
            Some(id) => page.desk.original(id)?,
            None => None,
        };
        Ok(match kept {
            Some(kept) => guard::download(&kept.name, kept.bytes),
            None => page::not_one(&page.frame(), "original", "report", &id, &[]),
        })
    })
    .await
}

async fn review_queue(State(app): State<App>, Query(pairs): Pairs) -> Response {
    app.run(move |page| {
        let asked: usize = value_of(&pairs, "at").parse().unwrap_or(0);
        let mut queue = page.desk.review(asked, 1)?;
        let at = if queue.pairs.is_empty() && queue.total > 0 {
            queue = page.desk.review(0, 1)?;
            0
        } else {
            asked
        };
        ok(review::queue(&page.frame(), &queue, at, Sha::from_hex(value_of(&pairs, "done"))))
    })
    .await
}

async fn decisions_list(State(app): State<App>) -> Response {
    app.run(|page| ok(decisions::all(&page.frame(), &page.desk.decisions()?))).await
}

async fn about_page(State(app): State<App>) -> Response {
    app.run(|page| ok(about::show(&page.frame()))).await
}

async fn export_file(State(app): State<App>, Path(file): Path<String>, Query(pairs): Pairs) -> Response {
    app.run(move |page| {
        let filter = Filter::of(&pairs);
        let sealed = |statement: &_| page.desk.sealed(statement);
        let written = |kind: &'static str, body: Result<String, export::ExportError>| {
            let body = body.map_err(|error| DeskError::reading(error.to_string(), "Run `dateline doctor`."))?;
            let disposition = HeaderValue::from_str(&format!("attachment; filename=\"dateline-{file}\""));
            let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
            if let Ok(value) = disposition {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
            }
            Ok(response)
        };
        match file.as_str() {
            "incidents.csv" => written("text/csv; charset=utf-8", export::acled::csv(&page.desk.records(&filter)?, &sealed)),
            "incidents.geojson" => written("application/geo+json", export::geojson::text(&page.desk.records(&filter)?, &sealed)),
            "incidents.json" => {
                let facts = export::json::Facts::of(&page.summary, &filter);
                written("application/json", export::json::text(&page.desk.records(&filter)?, &facts, &sealed))
            }
            _ => Ok(page::not_one(&page.frame(), "export", "export", &file, &[])),
        }
    })
    .await
}

/// `back` with the decision that was just made, in its query.
fn after(back: &str, done: Sha) -> Response {
    let (path, fragment) = back.split_once('#').map_or((back, None), |(path, fragment)| (path, Some(fragment)));
    let join = if path.contains('?') { '&' } else { '?' };
    // The notice stands at the top: the page opens there, not at the fragment that it was sent from.
    let _ = fragment;
    let known = path.starts_with("/incident/") || path.starts_with("/review");
    let to = if known { format!("{path}{join}done={done}") } else { format!("/decisions#d-{done}") };
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/decisions")]).into_response(),
    }
}

fn forged() -> DeskError {
    DeskError {
        happened: "The form is from before this server was started, or from elsewhere.".to_owned(),
        kept: "No decision was written; all earlier ones are kept.".to_owned(),
        next: "Load the page again and decide once more.".to_owned(),
    }
}

type Body = Result<FormBody<Vec<(String, String)>>, axum::extract::rejection::FormRejection>;

async fn posted(app: App, body: Body, carry_out: fn(&dyn Desk, &Form, &str) -> Result<Sha, DeskError>) -> Response {
    let guard = app.guard.clone();
    app.run(move |page| {
        let refuse = |status, error: &DeskError| Ok(page::failed(&page.frame(), status, "That was not carried out", error));
        let Ok(FormBody(pairs)) = body else { return refuse(StatusCode::BAD_REQUEST, &forged()) };
        let form = Form(pairs);
        if !guard.holds(form.get("token")) {
            return refuse(StatusCode::FORBIDDEN, &forged());
        }
        match carry_out(page.desk, &form, page.analyst) {
            Ok(id) => Ok(after(form.back(), id)),
            Err(error) => refuse(StatusCode::CONFLICT, &error),
        }
    })
    .await
}

async fn decide(State(app): State<App>, body: Body) -> Response {
    posted(app, body, forms::decide).await
}

async fn undo(State(app): State<App>, body: Body) -> Response {
    posted(app, body, forms::undo).await
}

async fn nowhere(State(app): State<App>, uri: axum::http::Uri) -> Response {
    app.run(move |page| Ok(page::not_one(&page.frame(), "page", "", uri.path(), &[]))).await
}
