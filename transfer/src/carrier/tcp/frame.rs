//! Frames: what a TLS connection over TCP is cut into, so that messages and segments share it.
//!
//! ```text
//! 0   1   kind
//! 1   3   u24 length L of the content, big-endian, at most 65,536
//! 4   L   content
//!
//! kind  content
//!  0    1 … 65,536 bytes of the line
//!  1    none                    the line ends: nothing more will be said
//!  2    1 … 65,536 bytes of the segment under way; the first ones begin it
//!  3    none                    the segment under way is whole
//!  4    none                    the segment under way is given up: forget it
//!  5    u32                     room: so many segments may have been begun since the connection stands
//!  6    u32                     a closing code; nothing follows
//!  7    none                    a sign of life
//! ```

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Frame {
    /// Bytes of the line.
    Line(Bytes),
    /// The line ends.
    LineEnd,
    /// Bytes of the segment under way.
    Piece(Bytes),
    /// The segment under way is whole.
    SegmentEnd,
    /// The segment under way is given up.
    SegmentLost,
    /// Segments that may have been begun since the connection stands.
    Room(u32),
    /// The connection is closed, for this reason.
    Close(u32),
    /// A sign of life.
    Life,
}

impl Frame {
    fn kind(&self) -> u8 {
        match self {
            Self::Line(_) => 0,
            Self::LineEnd => 1,
            Self::Piece(_) => 2,
            Self::SegmentEnd => 3,
            Self::SegmentLost => 4,
            Self::Room(_) => 5,
            Self::Close(_) => 6,
            Self::Life => 7,
        }
    }

    /// Appends the frame's bytes; content is at most [`MAX_CONTENT`] long.
    pub(super) fn put(&self, out: &mut BytesMut) {
        let number;
        let content: &[u8] = match self {
            Self::Line(bytes) | Self::Piece(bytes) => bytes,
            Self::Room(value) | Self::Close(value) => {
                number = value.to_be_bytes();
                &number
            }
            Self::LineEnd | Self::SegmentEnd | Self::SegmentLost | Self::Life => &[],
        };
        out.put_u8(self.kind());
        out.put_uint(content.len() as u64, 3);
        out.put_slice(content);
    }

    /// Takes the next whole frame from what has arrived, or `None` until more comes.
    ///
    /// # Errors
    /// As soon as the head of a frame shows that it is none.
    pub(super) fn take(arrived: &mut BytesMut) -> Result<Option<Self>, NotAFrame> {
        let Some(head) = arrived.first_chunk::<HEAD>() else { return Ok(None) };
        let kind = head[0];
        let length = usize::from(head[1]) << 16 | usize::from(head[2]) << 8 | usize::from(head[3]);
        if !fits(kind, length) {
            return Err(NotAFrame { kind, length });
        }
        if arrived.len() < HEAD + length {
            return Ok(None);
        }
        arrived.advance(HEAD);
        let mut content = arrived.split_to(length).freeze();
        Ok(Some(match kind {
            0 => Self::Line(content),
            1 => Self::LineEnd,
            2 => Self::Piece(content),
            3 => Self::SegmentEnd,
            4 => Self::SegmentLost,
            5 => Self::Room(content.get_u32()),
            6 => Self::Close(content.get_u32()),
            _ => Self::Life,
        }))
    }
}

fn fits(kind: u8, length: usize) -> bool {
    match kind {
        0 | 2 => (1..=MAX_CONTENT).contains(&length),
        1 | 3 | 4 | 7 => length == 0,
        5 | 6 => length == 4,
        _ => false,
    }
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no frame of kind {kind} with {length} bytes")]
pub(super) struct NotAFrame {
    pub(super) kind: u8,
    pub(super) length: usize,
}

/// Bytes before the content.
const HEAD: usize = 4;

/// Longest content, in bytes: a message waits behind at most so much of a segment.
pub(super) const MAX_CONTENT: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    fn all() -> [(Frame, &'static [u8]); 8] {
        [
            (Frame::Line(Bytes::from_static(b"ab")), &[0, 0, 0, 2, b'a', b'b']),
            (Frame::LineEnd, &[1, 0, 0, 0]),
            (Frame::Piece(Bytes::from_static(b"c")), &[2, 0, 0, 1, b'c']),
            (Frame::SegmentEnd, &[3, 0, 0, 0]),
            (Frame::SegmentLost, &[4, 0, 0, 0]),
            (Frame::Room(0x0102_0304), &[5, 0, 0, 4, 1, 2, 3, 4]),
            (Frame::Close(5), &[6, 0, 0, 4, 0, 0, 0, 5]),
            (Frame::Life, &[7, 0, 0, 0]),
        ]
    }

    #[test]
    fn every_frame_has_its_bytes_and_comes_back_from_them() {
        let mut together = BytesMut::new();
        for (frame, bytes) in all() {
            let mut own = BytesMut::new();
            frame.put(&mut own);
            assert_eq!(own, bytes, "{frame:?}");
            together.extend_from_slice(bytes);
        }
        for (frame, _) in all() {
            assert_eq!(Frame::take(&mut together), Ok(Some(frame)));
        }
        assert_eq!(Frame::take(&mut together), Ok(None));
    }

    #[test]
    fn a_frame_comes_whole_or_not_at_all() {
        let mut arrived = BytesMut::new();
        for byte in [0, 0, 1, 0] {
            arrived.put_u8(byte);
            assert_eq!(Frame::take(&mut arrived), Ok(None));
        }
        arrived.put_bytes(9, 255);
        assert_eq!(Frame::take(&mut arrived), Ok(None));
        arrived.put_u8(9);
        assert_eq!(Frame::take(&mut arrived), Ok(Some(Frame::Line(Bytes::from(vec![9; 256])))));
    }

    proptest! {
        #[test]
        fn however_bytes_arrive_the_frames_are_the_same(cuts in vec(1_usize..9, 1..60)) {
            let mut wire = BytesMut::new();
            all().iter().for_each(|(frame, _)| frame.put(&mut wire));
            let (mut arrived, mut frames) = (BytesMut::new(), Vec::new());
            for cut in cuts.iter().cycle() {
                let piece = wire.split_to((*cut).min(wire.len()));
                arrived.extend_from_slice(&piece);
                while let Some(frame) = Frame::take(&mut arrived).unwrap() {
                    frames.push(frame);
                }
                if wire.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(frames, all().map(|(frame, _)| frame));
        }

        #[test]
        fn any_bytes_are_frames_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
            let mut arrived = BytesMut::from(&bytes[..]);
            while let Ok(Some(frame)) = Frame::take(&mut arrived) {
                let mut again = BytesMut::new();
                frame.put(&mut again);
                let at = bytes.len() - arrived.len();
                prop_assert_eq!(&again[..], &bytes[at - again.len()..at]);
            }
        }
    }

    /// The frames in the bytes of a vector, as it words them.
    fn worded(bytes: &[u8]) -> Result<String, NotAFrame> {
        let (mut arrived, mut words) = (BytesMut::from(bytes), Vec::new());
        while let Some(frame) = Frame::take(&mut arrived)? {
            words.push(match frame {
                Frame::Line(bytes) => format!("line {}", crypto::hex::encode(&bytes)),
                Frame::LineEnd => "line-end".into(),
                Frame::Piece(bytes) => format!("piece {}", crypto::hex::encode(&bytes)),
                Frame::SegmentEnd => "segment-end".into(),
                Frame::SegmentLost => "segment-lost".into(),
                Frame::Room(value) => format!("room {value}"),
                Frame::Close(code) => format!("close {code}"),
                Frame::Life => "life".into(),
            });
        }
        Ok(words.join(", "))
    }

    #[test]
    fn frames_are_those_that_another_hand_wrote_from_the_page() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/wire");
        let mut vectors = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let lines: BTreeMap<&str, &str> =
                text.lines().map(|line| line.split_once(": ").unwrap()).collect();
            if lines["kind"] == "tcp-frames" {
                vectors += 1;
                match worded(&crypto::hex::decode(lines["bytes"]).unwrap()) {
                    Ok(frames) => assert_eq!((lines["expect"], &*frames), ("accepted", lines["frames"])),
                    Err(_) => assert_eq!(lines["expect"], "refused frame", "{}", lines["about"]),
                }
            }
        }
        assert_eq!(vectors, 7);
    }

    #[test]
    fn what_is_no_frame_is_refused_by_its_head() {
        for (head, kind, length) in [
            ([8, 0, 0, 0], 8, 0),
            ([0, 0, 0, 0], 0, 0),
            ([2, 1, 0, 1], 2, MAX_CONTENT + 1),
            ([7, 0, 0, 1], 7, 1),
            ([6, 0, 0, 3], 6, 3),
            ([255, 255, 255, 255], 255, 0xff_ffff),
        ] {
            let mut arrived = BytesMut::from(&head[..]);
            assert_eq!(Frame::take(&mut arrived), Err(NotAFrame { kind, length }));
        }
    }
}
