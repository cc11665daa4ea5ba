//! Gzip streams of one or many members, with a bound on how far they may grow and a way past a broken member.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// First bytes of a gzip member.
pub(super) const MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// How many bytes of a member are kept to find the next member inside them, should it break off.
const LONGEST_HISTORY: usize = 4 << 20;

/// A packed stream that counts what was taken from it and remembers the present member: where one breaks off, the
/// decoder has already eaten into the next.
#[derive(Debug)]
struct Packed<R> {
    inner: R,
    taken: u64,
    /// Bytes taken since the member began.
    history: Vec<u8>,
    /// Bytes to be given again, from `replayed` on.
    replay: Vec<u8>,
    replayed: usize,
}

impl<R: BufRead> Packed<R> {
    fn new(inner: R) -> Self {
        Self { inner, taken: 0, history: Vec::new(), replay: Vec::new(), replayed: 0 }
    }

    /// Whether a member begins here. Zeros and other padding between members do not.
    fn at_member(&mut self) -> io::Result<bool> {
        self.history.clear();
        Ok(self.fill_buf()?.first() == Some(&MAGIC[0]))
    }

    /// Goes to just before the next magic after the present member's own; false where there is none.
    fn seek_member(&mut self) -> io::Result<bool> {
        loop {
            let after = self.history.get(1..).unwrap_or(&[]);
            if let Some(at) = memchr::memmem::find(after, MAGIC) {
                let mut again = after[at..].to_vec();
                again.extend_from_slice(&self.replay[self.replayed..]);
                (self.replay, self.replayed) = (again, 0);
                self.history.clear();
                return Ok(true);
            }
            // The magic may stand across two fillings: its beginning stays.
            let keep = self.history.len().saturating_sub(MAGIC.len());
            self.history.drain(..keep);
            let count = self.fill_buf()?.len();
            if count == 0 {
                return Ok(false);
            }
            self.consume(count);
        }
    }
}

impl<R: BufRead> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Packed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.replayed < self.replay.len() { Ok(&self.replay[self.replayed..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if self.replayed < self.replay.len() {
            let end = (self.replayed + count).min(self.replay.len());
            self.history.extend_from_slice(&self.replay[self.replayed..end]);
            self.replayed = end;
            return;
        }
        if self.history.len() < LONGEST_HISTORY
            && let Ok(bytes) = self.inner.fill_buf()
        {
            self.history.extend_from_slice(&bytes[..count.min(bytes.len())]);
        }
        self.taken += count as u64;
        self.inner.consume(count);
    }
}

enum State<R: BufRead> {
    Inside(Box<GzDecoder<Packed<R>>>),
    Between(Packed<R>),
    Done,
}

/// Reads the members of a gzip stream one after another as one stream.
pub(super) struct Members<R: BufRead> {
    state: State<R>,
    given: u64,
    ratio: u64,
}

impl<R: BufRead> Members<R> {
    /// Members of `inner`; more than `ratio` times the packed bytes is an error (see [`is_bomb`]).
    pub(super) fn new(inner: R, ratio: u64) -> Self {
        Self { state: State::Between(Packed::new(inner)), given: 0, ratio }
    }

    /// After an error: goes to the next member, wherever it begins; false where there is none.
    pub(super) fn next_member(&mut self) -> bool {
        let mut packed = match std::mem::replace(&mut self.state, State::Done) {
            State::Inside(decoder) => decoder.into_inner(),
            State::Between(packed) => packed,
            State::Done => return false,
        };
        if self.given > super::Limits::FREE && self.given / self.ratio > packed.taken {
            return false;
        }
        let found = matches!(packed.seek_member(), Ok(true));
        if found {
            self.state = State::Between(packed);
        }
        found
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut packed) => {
                    if packed.at_member()? {
                        self.state = State::Inside(Box::new(GzDecoder::new(packed)));
                    }
                }
                State::Inside(mut decoder) => {
                    let read = decoder.read(buffer);
                    if let Ok(0) = read {
                        self.state = State::Between(decoder.into_inner());
                        continue;
                    }
                    let taken = decoder.get_ref().taken;
                    self.state = State::Inside(decoder);
                    let count = read?;
                    self.given += count as u64;
                    if self.given > super::Limits::FREE && self.given / self.ratio > taken {
                        return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "ratio"));
                    }
                    return Ok(count);
                }
            }
        }
    }
}

/// Whether an error says that a stream grew past its ratio.
pub(super) fn is_bomb(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::QuotaExceeded
}
