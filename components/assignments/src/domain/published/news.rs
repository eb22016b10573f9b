//! An Atom feed (RFC 4287): one entry for each assignment, what changed last first.

use std::fmt::Write as _;

use ngantor_core::lang::Lang;
use ngantor_core::time::{Instant, Zone};

use super::{DUE, Item, NAME, STATE};
use crate::domain::subscription::SubscriptionId;

/// The most entries.
const ENTRIES_MAX: usize = 50;

/// Which feed it is.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// Its own id is of that.
    pub subscription_id: SubscriptionId,
    /// Where it is read: a path.
    pub path: &'a str,
    /// When it was made; it changed no earlier.
    pub created_at: Instant,
    /// The language of its words.
    pub lang: Lang,
}

/// The whole document.
pub fn write(feed: &Feed<'_>, items: &[Item]) -> String {
    let mut items: Vec<_> = items.iter().collect();
    items.sort_by_key(|item| std::cmp::Reverse((item.touched_at, item.id.to_string())));
    items.truncate(ENTRIES_MAX);
    let newest = items.first().map(|item| item.touched_at);
    let updated = newest.map_or(feed.created_at, |at| at.max(feed.created_at));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <author><name>Ngantor</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
        feed.lang.tag(),
        feed.subscription_id,
        escape(NAME.in_lang(feed.lang)),
        Zone::UTC.rfc3339(updated),
        escape(feed.path),
    );
    for item in items {
        add_entry(&mut xml, item, feed.lang);
    }
    xml.push_str("</feed>\n");
    xml
}

fn add_entry(xml: &mut String, item: &Item, lang: Lang) {
    let mut words = format!(
        "{}: {}",
        STATE.in_lang(lang),
        item.state.label().in_lang(lang)
    );
    if let Some(due_at) = item.due_at {
        let due_at = item.zone.rfc3339(due_at);
        let _ = write!(words, "\n{}: {due_at}", DUE.in_lang(lang));
    }
    if !item.text.is_empty() {
        let _ = write!(words, "\n\n{}", item.text);
    }
    // Whoever was erased has no name, and an author needs one (RFC 4287 §3.2.1).
    let author = if item.given_by.is_empty() {
        "Ngantor"
    } else {
        &item.given_by
    };
    let _ = write!(
        xml,
        "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <published>{}</published>\n<author><name>{}</name></author>\n\
         <category term=\"{}\"/>\n<content type=\"text\">{}</content>\n</entry>\n",
        item.id,
        escape(&item.title),
        Zone::UTC.rfc3339(item.touched_at),
        Zone::UTC.rfc3339(item.given_at),
        escape(author),
        item.state.name(),
        escape(&words),
    );
}

/// Text between tags or within quotes; what XML has no place for is left out (XML 1.0 §2.2).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
