//! Language of a report.
