//! What a page says of itself: title, outlet, authors and dates, chosen from markup and visible words.

pub(super) mod authors;
pub(super) mod dates;
pub(super) mod outlet;
pub(super) mod title;
