//! Pages by the site that they come from, so that a model is measured only on sites that its training has not seen.

use super::pages::Page;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Endings of two labels under which names are registered; one list entry is one ending.
const ENDINGS: &str = "ac.uk co.uk gov.uk ltd.uk me.uk net.uk org.uk plc.uk sch.uk asn.au com.au edu.au gov.au id.au net.au org.au \
    ac.nz co.nz govt.nz net.nz org.nz ac.za co.za gov.za org.za ac.il co.il gov.il org.il muni.il ac.in co.in gov.in net.in nic.in \
    org.in ac.jp co.jp go.jp ne.jp or.jp ac.kr co.kr go.kr or.kr com.ar gob.ar gov.ar org.ar com.br gov.br jus.br net.br org.br \
    com.cn edu.cn gov.cn net.cn org.cn com.co edu.co gov.co org.co com.cy gov.cy com.ec gob.ec com.eg gov.eg org.eg com.es org.es \
    com.gh edu.gh gov.gh com.hk edu.hk gov.hk org.hk ac.id co.id go.id or.id web.id com.jo gov.jo ac.ke co.ke go.ke or.ke com.kw \
    gov.kw com.lb gov.lb org.lb com.lk gov.lk com.ly gov.ly ac.ma co.ma gov.ma com.mm gov.mm com.mt gov.mt com.mx edu.mx gob.mx \
    org.mx com.my gov.my org.my com.na com.ng edu.ng gov.ng org.ng com.ni com.np gov.np org.np com.om gov.om com.pa com.pe gob.pe \
    com.ph edu.ph gov.ph org.ph com.pk edu.pk gov.pk net.pk org.pk com.pl edu.pl gov.pl net.pl org.pl com.ps gov.ps com.pt com.py \
    com.qa gov.qa com.ro com.ru msk.ru spb.ru com.sa gov.sa com.sd gov.sd com.sg edu.sg gov.sg org.sg com.sv com.sy gov.sy ac.th \
    co.th go.th or.th com.tn gov.tn com.tr edu.tr gen.tr gov.tr org.tr com.tw edu.tw gov.tw org.tw ac.tz co.tz go.tz com.ua gov.ua \
    in.ua kiev.ua lviv.ua net.ua org.ua ac.ug co.ug go.ug com.uy gub.uy co.ve com.ve gob.ve com.vn edu.vn gov.vn com.ye gov.ye ac.zm \
    co.zm ac.zw co.zw gov.zw co.at gv.at or.at ac.at com.bd gov.bd com.bo gob.bo com.do gob.do com.gt gob.gt com.hn com.iq gov.iq \
    ac.ir co.ir gov.ir com.kh gov.kh com.af gov.af com.az gov.az com.by gov.by com.ge gov.ge com.kz gov.kz com.uz gov.uz com.bh gov.bh \
    gouv.fr asso.fr gov.it edu.it co.hu gov.hu com.hr com.mk com.gr gov.gr";

/// The host of an address in lower case, without `www.` and port; an archive's copy of a page counts to the site that it
/// is a copy of.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let inner = ["/http://", "/https://"].iter().filter_map(|mark| rest.find(mark).map(|at| at + 1)).min();
    if let Some(at) = inner
        && rest.starts_with("web.archive.org/")
    {
        return host(&rest[at..]);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let name = name.trim_end_matches('.').to_lowercase();
    let name = name.strip_prefix("www.").unwrap_or(&name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The group of a host: its last two labels, or three where the last two are an ending under which names are registered
/// (`co.uk`, `com.au`, …). A number address is its own group. Blogs of one platform fall into one group: they share its
/// page design.
#[must_use]
pub fn group(host: &str) -> &str {
    if host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return host;
    }
    let dots: Vec<usize> = host.rmatch_indices('.').map(|(at, _)| at).take(3).collect();
    let after = |dot: Option<&usize>| dot.map_or(host, |at| &host[at + 1..]);
    let two = after(dots.get(1));
    if dots.len() >= 2 && ENDINGS.split_whitespace().any(|ending| ending == two) { after(dots.get(2)) } else { two }
}

/// The group of a page; a page without an address is a group of its own.
#[must_use]
pub fn group_of(url: Option<&str>, id: &str) -> String {
    url.and_then(host).map_or_else(|| format!("page:{id}"), |host| group(&host).to_owned())
}

/// `set`, `id`, `host`, `group` of every page, tab-separated below a header: training reads it, so that both sides group
/// alike.
#[must_use]
pub fn table(pages: &[Page]) -> String {
    let mut out = "set\tid\thost\tgroup\n".to_owned();
    for page in pages {
        let host = page.url.as_deref().and_then(host).unwrap_or_default();
        let _ = writeln!(out, "{}\t{}\t{host}\t{}", page.set, page.id, group_of(page.url.as_deref(), &page.id));
    }
    out
}

/// Which fold each group is in: `folds.tsv`, a group and a number from 0 a line, maybe below a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds(BTreeMap<String, usize>);

impl Folds {
    /// Reads the table.
    ///
    /// # Errors
    /// When it can't be read or a line is none.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads the table's text.
    ///
    /// # Errors
    /// When a line is not a group and a number.
    pub fn parse(text: &str) -> Result<Self> {
        let mut out = BTreeMap::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match line.split_once('\t').map(|(group, fold)| (group, fold.trim().parse())) {
                Some((group, Ok(fold))) => out.insert(group.to_owned(), fold),
                _ if at == 0 => continue,
                _ => bail!("line {}: not a group, a tab, a fold", at + 1),
            };
        }
        Ok(Self(out))
    }

    /// The fold of a group. One that no fold holds was in no training: any model is honest about it, and 0 is taken.
    #[must_use]
    pub fn of(&self, group: &str) -> usize {
        self.0.get(group).copied().unwrap_or(0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_groups() {
        let rows = [
            ("https://www.north.example/a?b=c", "north.example", "north.example"),
            ("http://news.North.example:8080/", "news.north.example", "north.example"),
            ("https://desk.paper.co.uk/x", "desk.paper.co.uk", "paper.co.uk"),
            ("https://paper.com.au", "paper.com.au", "paper.com.au"),
            ("https://co.uk/", "co.uk", "co.uk"),
            ("https://web.archive.org/web/2017/http://www.paper.example/x", "paper.example", "paper.example"),
            ("http://192.0.2.7/x", "192.0.2.7", "192.0.2.7"),
            ("https://user@paper.example/x@y", "paper.example", "paper.example"),
        ];
        for (url, expected, expected_group) in rows {
            let host = host(url).unwrap();
            assert_eq!(host, expected, "{url}");
            assert_eq!(group(&host), expected_group, "{url}");
        }
        assert_eq!(host("/a"), None);
    }

    #[test]
    fn folds_of_a_table() {
        let folds = Folds::parse("group\tfold\nnorth.example\t3\npaper.co.uk\t1\n").unwrap();
        assert_eq!((folds.of("north.example"), folds.of("paper.co.uk"), folds.of("new.example")), (3, 1, 0));
        assert!(Folds::parse("group\tfold\nnorth.example\n").is_err());
    }
}
