//! What one core does in a second of each primitive that touches every byte, alone and side by side, and with other
//! numbers of messages side by side. Prints tables in Markdown for `docs/measurements.md`; `scripts/bench-primitives`
//! builds and runs it.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use crypto::digest::{Blake3Digest, Md5, Md5Digest, Sha256, Sha256Digest, Sha512, Sha512Digest};
use crypto::secret::Secret;
use crypto::segment::cipher::{Cipher, pure};

fn main() -> Result<(), Box<dyn Error>> {
    let messages: Vec<Vec<u8>> = (0..16).map(|seed| pattern(PIECE, seed)).collect();
    let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mut out = String::from("| primitive | GB/s | side by side GB/s | ratio |\n|---|---|---|---|\n");
    pair(&mut out, "MD5", &slices, Md5Digest::of, Md5Digest::of_each)?;
    pair(&mut out, "SHA-256", &slices, Sha256Digest::of, Sha256Digest::of_each)?;
    pair(&mut out, "SHA-512", &slices, Sha512Digest::of, Sha512Digest::of_each)?;
    writeln!(out, "| BLAKE3 | {:.2} | | |", each(&slices, Blake3Digest::of))?;
    writeln!(out, "| copy | {:.2} | | |", each(&slices, <[u8]>::to_vec))?;
    let key = Secret::from_bytes([7; 32]);
    for (name, cipher) in [("aes-gcm", pure(&key)), ("aws-lc-rs", transfer::native::cipher(&key))] {
        let (seal, open) = both_ways(&*cipher, &slices)?;
        writeln!(out, "| AES-256-GCM by {name}, seal | {seal:.2} | | |")?;
        writeln!(out, "| AES-256-GCM by {name}, open | {open:.2} | | |")?;
    }
    widths(&mut out, &slices)?;
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(())
}

/// One row: a digest of each message alone, and of all side by side.
fn pair<D>(
    out: &mut String,
    name: &str,
    messages: &[&[u8]],
    alone: impl Fn(&[u8]) -> D,
    together: impl Fn(&[&[u8]]) -> Vec<D>,
) -> Result<(), Box<dyn Error>> {
    let alone = each(messages, alone);
    let together = rate(total(messages), || {
        black_box(together(messages));
    });
    writeln!(out, "| {name} | {alone:.2} | {together:.2} | {:.2} |", together / alone)?;
    Ok(())
}

/// How much is gained by so many messages at once: where it begins to pay.
fn widths(out: &mut String, messages: &[&[u8]]) -> Result<(), Box<dyn Error>> {
    out.push_str("\n| messages at once | MD5 GB/s | SHA-256 GB/s | SHA-512 GB/s |\n|---|---|---|---|\n");
    for count in [1, 2, 3, 4, 5, 6, 8, 12, 16] {
        let some = &messages[..count];
        let mut md5 = vec![Md5::new(); count];
        let mut sha256 = vec![Sha256::new(); count];
        let mut sha512 = vec![Sha512::new(); count];
        let pairs = || some.iter().copied();
        let md5 = rate(total(some), || Md5::update_each(md5.iter_mut().zip(pairs())));
        let sha256 = rate(total(some), || Sha256::update_each(sha256.iter_mut().zip(pairs())));
        let sha512 = rate(total(some), || Sha512::update_each(sha512.iter_mut().zip(pairs())));
        writeln!(out, "| {count} | {md5:.2} | {sha256:.2} | {sha512:.2} |")?;
    }
    Ok(())
}

/// Seals and opens segments in place; GB/s of each.
fn both_ways(cipher: &dyn Cipher, messages: &[&[u8]]) -> Result<(f64, f64), Box<dyn Error>> {
    let nonce = [0; 12];
    let mut segment = Vec::with_capacity(PIECE + 16);
    let sealed: Vec<Vec<u8>> = messages
        .iter()
        .map(|message| {
            let mut sealed = message.to_vec();
            cipher.seal(&nonce, &mut sealed).map(|()| sealed)
        })
        .collect::<Result<_, _>>()?;
    let copy = each(messages, |message| {
        segment.clear();
        segment.extend_from_slice(black_box(message));
    });
    let seal = each(messages, |message| {
        segment.clear();
        segment.extend_from_slice(message);
        cipher.seal(&nonce, &mut segment)
    });
    let sealed: Vec<&[u8]> = sealed.iter().map(Vec::as_slice).collect();
    let open = each(&sealed, |message| {
        segment.clear();
        segment.extend_from_slice(message);
        cipher.open(&nonce, &mut segment)
    });
    // Without the copy that comes before it.
    let alone = |rate: f64| 1.0 / (1.0 / rate - 1.0 / copy);
    Ok((alone(seal), alone(open)))
}

/// GB/s of something that is done to each message in turn.
fn each<T>(messages: &[&[u8]], mut work: impl FnMut(&[u8]) -> T) -> f64 {
    rate(total(messages), || {
        for message in messages {
            black_box(work(message));
        }
    })
}

/// GB/s of something that does `bytes` at a time: the best of some rounds, for whatever disturbs only makes it slower.
fn rate(bytes: usize, mut work: impl FnMut()) -> f64 {
    work();
    let mut best = Duration::MAX;
    let begun = Instant::now();
    while begun.elapsed() < ROUND {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed());
    }
    bytes as f64 / 1e9 / best.as_secs_f64()
}

fn total(messages: &[&[u8]]) -> usize {
    messages.iter().map(|message| message.len()).sum()
}

fn pattern(length: usize, seed: usize) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 7).wrapping_add(seed).to_le_bytes()[0]).collect()
}

/// Bytes of each message: those of all lie in the caches, as the pieces of files do that are read side by side.
const PIECE: usize = 64 << 10;
const ROUND: Duration = Duration::from_millis(250);
