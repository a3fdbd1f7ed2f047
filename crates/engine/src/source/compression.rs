//! Sees through gzip and Zstandard by their magic numbers (RFC 1952 section 2.3.1, RFC 8878 section 3.1.1).

use std::io::{self, BufReader, Chain, Cursor, Read};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The largest Zstandard window accepted: what `zstd --long=27` needs. A larger one would let a small file ask for
/// any amount of memory.
const ZSTD_WINDOW: u64 = 128 * 1024 * 1024;

/// Wraps `raw` in a decoder where its first bytes ask for one.
pub(super) fn decoded(mut raw: Box<dyn Read>) -> io::Result<Box<dyn Read>> {
    let mut magic = [0; 4];
    let mut have = 0;
    while let Some(free) = magic.get_mut(have..).filter(|free| !free.is_empty()) {
        match raw.read(free) {
            Ok(0) => break,
            Ok(count) => have += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let start = magic.get(..have).unwrap_or_default().to_vec();
    let gzip = start.starts_with(&GZIP);
    let zstd = start.starts_with(&ZSTD);
    let whole: Chain<Cursor<Vec<u8>>, Box<dyn Read>> = Cursor::new(start).chain(raw);
    if gzip {
        // Captures rotated by other tools are often several gzip members in a row.
        return Ok(Box::new(flate2::bufread::MultiGzDecoder::new(
            BufReader::with_capacity(1 << 16, whole),
        )));
    }
    if zstd {
        return Ok(Box::new(ZstdFrames {
            raw: Some(BufReader::with_capacity(1 << 16, whole)),
            frame: None,
        }));
    }
    Ok(Box::new(whole))
}

/// Zstandard frames one after another, as `zstd` concatenates them.
struct ZstdFrames<R: Read> {
    raw: Option<BufReader<R>>,
    frame: Option<ruzstd::decoding::StreamingDecoder<BufReader<R>, ruzstd::decoding::FrameDecoder>>,
}

impl<R: Read> Read for ZstdFrames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        use std::io::BufRead;
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(out)?;
                if count > 0 || out.is_empty() {
                    return Ok(count);
                }
                self.raw = self
                    .frame
                    .take()
                    .map(ruzstd::decoding::StreamingDecoder::into_inner);
            }
            let Some(mut raw) = self.raw.take() else {
                return Ok(0);
            };
            if raw.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame =
                ruzstd::decoding::StreamingDecoder::new_with_max_window_size(raw, ZSTD_WINDOW)
                    .map_err(|error| {
                        io::Error::new(io::ErrorKind::InvalidData, error.to_string())
                    })?;
            self.frame = Some(frame);
        }
    }
}
