//! Gzip streams of one or many members, with a bound on how far they may grow, a way past a broken member, and the
//! exact place of every member: what an archive's index calls a record's offset and length.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{self, BufRead, Read};

/// First bytes of a gzip member.
pub(super) const MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// How many bytes of a member are kept to find the next member inside them, should it break off.
const LONGEST_HISTORY: usize = 4 << 20;

/// Bytes that are unpacked at a time: few enough for a processor's cache, many enough for whole records.
const CHUNK: usize = 128 << 10;

/// Longest name or comment in a member's header.
const LONGEST_NAME: usize = 1 << 16;

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

    /// Bytes of the packed stream before the next one that is given.
    fn position(&self) -> u64 {
        self.taken - (self.replay.len() - self.replayed) as u64
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

    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.replayed < self.replay.len() { Ok(&self.replay[self.replayed..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
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

    fn byte(&mut self) -> io::Result<u8> {
        let byte = *self.fill_buf()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
        self.consume(1);
        Ok(byte)
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut out = [0; N];
        for byte in &mut out {
            *byte = self.byte()?;
        }
        Ok(out)
    }

    /// Reads a member's header (RFC 1952, 2.3) up to its packed bytes.
    fn header(&mut self) -> io::Result<()> {
        let fixed = self.bytes::<10>()?;
        let flags = fixed[3];
        if !fixed.starts_with(MAGIC) || flags & 0b1110_0000 != 0 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if flags & 0b0100 != 0 {
            for _ in 0..u16::from_le_bytes(self.bytes()?) {
                self.byte()?;
            }
        }
        // File name, then comment, each ended by a zero.
        for flag in [0b1000, 0b1_0000] {
            let mut length = 0;
            while flags & flag != 0 && self.byte()? != 0 {
                length += 1;
                if length > LONGEST_NAME {
                    return Err(io::ErrorKind::InvalidInput.into());
                }
            }
        }
        if flags & 0b0010 != 0 {
            self.bytes::<2>()?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Inside,
    Between,
    /// Every reading fails in this way until [`Members::next_member`] goes on.
    Broken(io::ErrorKind),
    Done,
}

/// The member that the bytes given last are from.
#[derive(Debug, Clone, Copy, Default)]
struct Member {
    /// Packed bytes before it.
    start: u64,
    /// Unpacked bytes before it.
    given: u64,
    /// Packed bytes before what follows it, once its end was read.
    end: Option<u64>,
}

/// Reads the members of a gzip stream one after another as one stream. What is given at once is of one member.
#[derive(Debug)]
pub(super) struct Members<R> {
    packed: Packed<R>,
    inflate: Decompress,
    crc: Crc,
    state: State,
    member: Member,
    given: u64,
    ratio: u64,
    out: Vec<u8>,
    from: usize,
    to: usize,
}

impl<R: BufRead> Members<R> {
    /// Members of `inner`; more than `ratio` times the packed bytes is an error (see [`is_bomb`]).
    pub(super) fn new(inner: R, ratio: u64) -> Self {
        Self {
            packed: Packed::new(inner),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            state: State::Between,
            member: Member::default(),
            given: 0,
            ratio: ratio.max(1),
            out: vec![0; CHUNK],
            from: 0,
            to: 0,
        }
    }

    /// Unpacked bytes that were consumed.
    pub(super) fn position(&self) -> u64 {
        self.given - (self.to - self.from) as u64
    }

    /// Packed bytes before the member that begins with the very next byte; `None` where the next byte is inside one.
    pub(super) fn member_begins(&mut self) -> Option<u64> {
        let any = !self.fill_buf().ok()?.is_empty();
        (any && self.position() == self.member.given).then_some(self.member.start)
    }

    /// Where the present member's last byte was consumed: packed bytes before it, and its own packed bytes.
    pub(super) fn member_ended(&mut self) -> Option<(u64, u64)> {
        while self.from == self.to && self.state == State::Inside {
            self.pump();
        }
        let end = self.member.end.filter(|_| self.from == self.to)?;
        Some((self.member.start, end - self.member.start))
    }

    /// After an error: goes to the next member, wherever it begins; false where there is none.
    pub(super) fn next_member(&mut self) -> bool {
        (self.from, self.to) = (0, 0);
        self.member.end = None;
        let bomb = matches!(self.state, State::Broken(kind) if kind == io::ErrorKind::QuotaExceeded);
        let found = self.state != State::Done && !bomb && matches!(self.packed.seek_member(), Ok(true));
        self.state = if found { State::Between } else { State::Done };
        found
    }

    /// Unpacks the next bytes of the present member into the empty buffer; what goes wrong becomes the state.
    fn pump(&mut self) {
        (self.from, self.to) = (0, 0);
        if let Err(error) = self.step() {
            self.state = State::Broken(error.kind());
        }
    }

    fn step(&mut self) -> io::Result<()> {
        let input = self.packed.fill_buf()?;
        let ended = input.is_empty();
        let flush = if ended { FlushDecompress::Finish } else { FlushDecompress::None };
        let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, &mut self.out, flush);
        let used = (self.inflate.total_in() - before_in) as usize;
        let made = (self.inflate.total_out() - before_out) as usize;
        self.packed.consume(used);
        self.crc.update(&self.out[..made]);
        self.to = made;
        self.given += made as u64;
        match status {
            Ok(Status::StreamEnd) => {
                let (sum, length) = (u32::from_le_bytes(self.packed.bytes()?), u32::from_le_bytes(self.packed.bytes()?));
                if sum != self.crc.sum() || length != self.crc.amount() {
                    return Err(io::ErrorKind::InvalidInput.into());
                }
                self.member.end = Some(self.packed.position());
                self.state = State::Between;
            }
            Ok(_) if ended && made == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            // A decoder that takes nothing and gives nothing never goes on.
            Ok(_) if used == 0 && made == 0 => return Err(io::ErrorKind::InvalidInput.into()),
            Ok(_) => {}
            Err(_) => return Err(io::ErrorKind::InvalidInput.into()),
        }
        if self.given > super::Limits::FREE && self.given / self.ratio > self.packed.taken {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        Ok(())
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.packed.at_member()? {
            self.state = State::Done;
            return Ok(());
        }
        self.member = Member { start: self.packed.position(), given: self.given, end: None };
        self.packed.header()?;
        self.inflate.reset(false);
        self.crc.reset();
        self.state = State::Inside;
        Ok(())
    }
}

impl<R: BufRead> BufRead for Members<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.from == self.to {
            match self.state {
                State::Done => break,
                State::Broken(kind) => return Err(kind.into()),
                State::Inside => self.pump(),
                State::Between => {
                    if let Err(error) = self.begin() {
                        self.state = State::Broken(error.kind());
                    }
                }
            }
        }
        Ok(&self.out[self.from..self.to])
    }

    fn consume(&mut self, count: usize) {
        self.from = (self.from + count).min(self.to);
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// Whether an error says that a stream grew past its ratio.
pub(super) fn is_bomb(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::QuotaExceeded
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::GzBuilder::new().filename("a name").comment("words").write(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn members_know_their_places() {
        let (first, second) = (pack(b"One."), pack(b"Two."));
        let both = [first.clone(), second.clone()].concat();
        let mut members = Members::new(both.as_slice(), 200);
        assert_eq!(members.member_begins(), Some(0));
        members.consume(2);
        assert_eq!((members.member_begins(), members.member_ended(), members.position()), (None, None, 2));
        members.consume(2);
        assert_eq!(members.member_ended(), Some((0, first.len() as u64)));
        assert_eq!(members.member_begins(), Some(first.len() as u64));
        let mut rest = String::new();
        members.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "Two.");
        assert_eq!(members.member_ended(), Some((first.len() as u64, second.len() as u64)));
    }

    #[test]
    fn a_wrong_checksum_is_told_after_the_bytes() {
        let mut packed = pack(b"Words.");
        let at = packed.len() - 8;
        packed[at] ^= 1;
        let mut members = Members::new(packed.as_slice(), 200);
        assert_eq!(members.fill_buf().unwrap(), b"Words.");
        members.consume(6);
        assert_eq!(members.fill_buf().unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(members.member_ended(), None);
        assert!(!members.next_member());
        assert!(members.fill_buf().unwrap().is_empty());
    }
}
