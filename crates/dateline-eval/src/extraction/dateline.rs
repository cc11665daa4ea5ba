//! Dateline as one of the engines: reads a page's file through capture and article stage alone, without gazetteer or any
//! later stage.

use super::engine::{Reply, Request};
use super::hosts::{self, Folds};
use super::ranges;
use crate::{input, speed};
use anyhow::{Context, Result, bail};
use dateline_core::article::{self, Rules};
use dateline_core::capture::{Given, decode};
use std::path::Path;

/// The rules with the model that they carry, or with a model for each fold of hosts.
pub struct Dateline {
    rules: Vec<Rules>,
    folds: Option<Folds>,
}

impl Dateline {
    /// With the bundled model; or, for honest figures on pages that it was trained on, with the models `fold_0.model`,
    /// `fold_1.model`, … of a folder, each trained without the hosts that `folds.tsv` gives its number.
    ///
    /// # Errors
    /// When the rules are broken or the folder does not hold what it should.
    pub fn new(folds: Option<&Path>) -> Result<Self> {
        let Some(folder) = folds else { return Ok(Self { rules: vec![Rules::bundled()?], folds: None }) };
        let folds = Folds::load(&folder.join("folds.tsv"))?;
        let mut rules = Vec::new();
        loop {
            let file = folder.join(format!("fold_{}.model", rules.len()));
            if !file.exists() {
                break;
            }
            let model = std::fs::read(&file).with_context(|| file.display().to_string())?;
            rules.push(with_model(&model).with_context(|| file.display().to_string())?);
        }
        if rules.is_empty() {
            bail!("{}: there is no fold_0.model", folder.display());
        }
        Ok(Self { rules, folds: Some(folds) })
    }

    /// Reads a page. Only the article stage is timed.
    pub fn read(&self, page: &Request) -> Reply {
        let given = Given { url: page.url.clone(), ..Given::default() };
        let documents = match input::documents_of(Path::new(&page.file), given) {
            Ok(documents) => documents,
            Err(error) => return Reply::failed(&page.id, format!("{error:#}")),
        };
        let Some(document) = documents.first() else { return Reply::failed(&page.id, "there is no document in it".to_owned()) };
        let fold = self.folds.as_ref().map_or(0, |folds| folds.of(&hosts::group_of(page.url.as_deref(), &page.id)));
        let Some(rules) = self.rules.get(fold) else { return Reply::failed(&page.id, format!("there is no fold_{fold}.model")) };
        let start = speed::clock();
        let report = article::extract(document, rules);
        let nanos = speed::clock().saturating_sub(start).as_nanos();
        let text = report.text.as_str();
        let body: Vec<&str> = report.body().map(|p| p.span.of(text)).collect();
        let (decoded, _) = decode(&document.bytes, document.given.charset.as_deref(), &document.media_type);
        let (exact, inexact) = ranges::check(&decoded, &report);
        Reply {
            id: page.id.clone(),
            text: body.join("\n"),
            title: report.title.clone(),
            authors: report.authors.clone(),
            date: report.published.clone(),
            nanos: u64::try_from(nanos).unwrap_or(u64::MAX),
            peak: speed::peak(),
            exact: Some(exact),
            inexact,
            error: None,
        }
    }
}

/// The rules with another block model than the one that they carry.
fn with_model(model: &[u8]) -> Result<Rules> {
    Ok(Rules::bundled_with_model(model)?)
}
