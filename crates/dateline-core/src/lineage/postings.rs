//! Grams with the texts that hold them: one sorted list, and where in it the grams begin that share their first bits.

/// Grams with the texts that hold them.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Gram and text, sorted, each once.
    all: Vec<(u32, u32)>,
    /// Where the grams begin whose first bits are so and so.
    starts: Vec<u32>,
    /// How many bits.
    bits: u32,
}

impl Postings {
    /// The texts that hold a gram.
    pub(super) fn group(&self, hash: u32) -> &[(u32, u32)] {
        if self.starts.is_empty() {
            return &[];
        }
        let bucket = (hash >> (32 - self.bits)) as usize;
        let rest = &self.all[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let first = rest.partition_point(|(other, _)| *other < hash);
        let len = rest[first..].partition_point(|(other, _)| *other == hash);
        &rest[first..first + len]
    }

    /// All groups of grams.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.all.chunk_by(|a, b| a.0 == b.0)
    }

    /// Adds grams of texts that are not there yet.
    pub(super) fn merge(&mut self, mut more: Vec<(u32, u32)>) {
        more.sort_unstable();
        more.dedup();
        if self.all.is_empty() {
            more.shrink_to_fit();
            self.all = more;
        } else {
            // Backwards, in place.
            let (mut left, mut right) = (self.all.len(), more.len());
            self.all.reserve_exact(right);
            self.all.resize(left + right, (0, 0));
            for at in (0..self.all.len()).rev() {
                if right == 0 {
                    break;
                }
                if left > 0 && self.all[left - 1] > more[right - 1] {
                    left -= 1;
                    self.all[at] = self.all[left];
                } else {
                    right -= 1;
                    self.all[at] = more[right];
                }
            }
        }
        self.bits = (self.all.len() / 8).max(2).ilog2().min(24);
        self.starts.clear();
        self.starts.resize((1 << self.bits) + 1, 0);
        for (hash, _) in &self.all {
            self.starts[(hash >> (32 - self.bits)) as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
    }
}
