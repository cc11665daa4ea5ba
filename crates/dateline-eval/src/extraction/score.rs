//! One engine's figures on one set, page by page.

use super::boilerplate::Boilerplate;
use super::engine::Reply;
use super::fields;
use super::metrics::{self, Shares};
use super::pages::Page;
use crate::sheet::Sheet;

/// Figures that grow with every page.
#[derive(Debug, Default)]
pub struct Score {
    sheet: Sheet,
    shares: Vec<Shares>,
    with_title: Vec<Shares>,
    /// Snippets: belonging and found, not belonging and found, belonging and missed, not belonging and left out.
    snippets: [usize; 4],
}

impl Score {
    /// Adds a page.
    pub fn add(&mut self, page: &Page, reply: &Reply, boilerplate: &Boilerplate) {
        self.sheet.fault("failed", reply.error.is_some());
        if let Some(error) = &reply.error {
            self.sheet.error("failed", format!("{}: {error}", page.id));
        }
        self.text(page, reply, boilerplate);
        self.snippets(page, reply);
        self.title(page, reply);
        self.authors(page, reply);
        self.date(page, reply);
        if let Some(exact) = reply.exact {
            self.sheet.shares("ranges.exact", exact, exact + reply.inexact.len());
            for words in &reply.inexact {
                self.sheet.error("ranges.exact", format!("{}: {words}", page.id));
            }
        }
    }

    /// The sheet, with the figures that are made over all pages.
    #[must_use]
    pub fn finish(mut self, set: &str) -> Sheet {
        let pages = self.shares.len();
        if pages > 0 {
            let overlap = metrics::overlap(&self.shares);
            self.sheet.value("text.f1", overlap.f1, pages);
            self.sheet.value("text.precision", overlap.precision, pages);
            self.sheet.value("text.recall", overlap.recall, pages);
            self.sheet.value("text.f1_with_title", metrics::overlap(&self.with_title).f1, pages);
            self.sheet.value("text.f1_deviation", metrics::deviation(&self.shares), pages);
        }
        let [found, extra, missed, left_out] = self.snippets;
        let (with, without) = (found + missed, extra + left_out);
        if with + without > 0 && set == "trafilatura" {
            self.sheet.found("snippets.f1", found, found + extra, with);
            self.sheet.shares("snippets.accuracy", found + left_out, with + without);
        }
        self.sheet
    }

    fn text(&mut self, page: &Page, reply: &Reply, boilerplate: &Boilerplate) {
        let Some(body) = &page.truth.body else { return };
        let shares = metrics::shingles(body, &reply.text);
        let one = metrics::overlap(&[shares]);
        self.shares.push(shares);
        self.with_title.push(match &reply.title {
            Some(title) => metrics::shingles(body, &format!("{title}\n{}", reply.text)),
            None => shares,
        });
        self.sheet.fault("noise.pages", shares.both + shares.extra > 0.0 && one.precision < 0.9);
        if one.f1 < 0.9 {
            let figures = format!("{:.2} P {:.2} R {:.2}", one.f1, one.precision, one.recall);
            self.sheet.error("text.f1", format!("{} {figures}", page.id));
        }
        match page.set {
            "aeb" => self.sheet.share("text.accuracy", metrics::same_words(body, &reply.text)),
            "fundus" => self.sheet.mean("text.rouge_lsum", metrics::rouge_lsum(body, &reply.text).f1),
            "wcxb_article" => {
                self.sheet.mean("text.word_f1", metrics::word_overlap(body, &reply.text).f1);
                self.sheet.mean("snippets.with", metrics::snippet_share(&reply.text, &page.truth.with));
                // As published, a page without such snippets counts as if all of them stood in the text.
                self.sheet.mean_fault("snippets.without", metrics::snippet_share(&reply.text, &page.truth.without));
            }
            _ => {}
        }
        let leftover = boilerplate.leftover(body, &reply.text);
        self.sheet.fault("boilerplate.pages", !leftover.is_empty());
        for words in leftover {
            self.sheet.error("boilerplate.pages", format!("{}: {words}", page.id));
        }
    }

    fn snippets(&mut self, page: &Page, reply: &Reply) {
        let found = metrics::snippets_found(&reply.text, &page.truth.with);
        let extra = metrics::snippets_found(&reply.text, &page.truth.without);
        let counts = [found, extra, page.truth.with.len() - found, page.truth.without.len() - extra];
        for (sum, more) in self.snippets.iter_mut().zip(counts) {
            *sum += more;
        }
        if page.set == "trafilatura" && (extra > 0 || found < page.truth.with.len()) {
            let (with, without) = (page.truth.with.len(), page.truth.without.len());
            let missed = page.truth.with.iter().filter(|w| metrics::snippets_found(&reply.text, std::slice::from_ref(w)) == 0);
            let kept = page.truth.without.iter().filter(|w| metrics::snippets_found(&reply.text, std::slice::from_ref(w)) > 0);
            let words = format!("missed {:?}, kept {:?}", missed.collect::<Vec<_>>(), kept.collect::<Vec<_>>());
            self.sheet.error("snippets.f1", format!("{} {found} of {with}, {extra} of {without}: {words}", page.id));
        }
    }

    fn title(&mut self, page: &Page, reply: &Reply) {
        let Some(title) = &page.truth.title else { return };
        let read = reply.title.as_deref().map(fields::folded).filter(|words| !words.is_empty());
        let right = read == Some(fields::folded(title));
        self.sheet.share("title", right);
        self.sheet.fault("title.missing", read.is_none());
        self.sheet.fault("title.wrong", read.is_some() && !right);
        if !right {
            self.sheet.error("title", format!("{}: {title:?}, read {:?}", page.id, reply.title));
        }
    }

    fn authors(&mut self, page: &Page, reply: &Reply) {
        let (labelled, read) = (fields::names(&page.truth.authors), fields::names(&reply.authors));
        if labelled.is_empty() {
            return;
        }
        self.sheet.share("authors", labelled == read);
        self.sheet.fault("authors.missing", read.is_empty());
        self.sheet.fault("authors.wrong", !read.is_empty() && labelled != read);
        self.sheet.found("authors.f1", labelled.intersection(&read).count(), read.len(), labelled.len());
        if labelled != read {
            self.sheet.error("authors", format!("{}: {:?}, read {:?}", page.id, page.truth.authors, reply.authors));
        }
    }

    fn date(&mut self, page: &Page, reply: &Reply) {
        let Some(date) = page.truth.date.as_deref() else { return };
        let read = reply.date.as_deref().and_then(fields::day);
        self.sheet.share("date", read == Some(date));
        self.sheet.fault("date.missing", read.is_none());
        self.sheet.fault("date.wrong", read.is_some_and(|read| read != date));
        if read != Some(date) {
            self.sheet.error("date", format!("{}: {date}, read {:?}", page.id, reply.date));
        }
    }
}
