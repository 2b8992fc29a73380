//! How segments travel.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use transfer::carrier::link::{Closing, LinkError};
use transfer::carrier::listen::{Limits, Member};
use transfer::carrier::pace::Pace;
use transfer::carrier::segments::Arrived;
use transfer::carrier::transport::Transport;
use transfer::segment::{HEAD_LEN, MAX_LEN, Segment, SegmentError, SegmentHead};

use crate::centre::{Centre, hello};

over_both! {
    a_hundred_segments_arrive_whole,
    what_comes_is_handed_on_and_what_is_no_segment_is_told,
    memory_for_segments_is_bounded_by_the_pool,
    a_limit_holds_and_messages_do_not_wait_for_it,
    a_broken_connection_ends_both_sides,
    a_member_that_keeps_the_whole_pool_stops_nobody,
    the_smallest_window_is_enough_for_many_segments_at_once,
}

fn content(index: u32, length: usize) -> Vec<u8> {
    let (period, start) = ((0..251).collect::<Vec<u8>>(), index as usize * 7 % 251);
    period.repeat(length / 251 + 2)[start..start + length].to_vec()
}

async fn next(member: &mut Member) -> Arrived {
    tokio::time::timeout(Duration::from_secs(20), member.segments.next()).await.unwrap().unwrap()
}

async fn next_segment(member: &mut Member) -> Segment {
    match next(member).await {
        Arrived::Segment(segment) => segment,
        other => panic!("{other:?}"),
    }
}

async fn a_hundred_segments_arrive_whole(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, dialled) = centre.meet().await;
    let out = dialled.segments.clone();
    let sending = tokio::spawn(async move {
        for index in 0..100 {
            let bytes = content(index, if index == 99 { 1 } else { MAX_LEN });
            out.send(SegmentHead::of(3, index, &bytes), bytes).await.unwrap();
        }
    });
    let mut arrived = BTreeMap::new();
    for _ in 0..100 {
        let segment = next_segment(&mut member).await.check().unwrap();
        arrived.insert(segment.head().index, segment.head());
    }
    sending.await.unwrap();
    for (index, head) in &arrived {
        assert_eq!(
            *head,
            SegmentHead::of(3, *index, &content(*index, if *index == 99 { 1 } else { MAX_LEN }))
        );
    }
    assert_eq!(arrived.len(), 100);
    let bytes = (99 * (MAX_LEN + HEAD_LEN) + HEAD_LEN + 1) as u64;
    assert_eq!(dialled.segments.written(), bytes);
}

async fn what_comes_is_handed_on_and_what_is_no_segment_is_told(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, dialled) = centre.meet().await;
    let out = &dialled.segments;
    out.send(SegmentHead::of(1, 5, b"right"), b"wrong".to_vec()).await.unwrap();
    let damaged = next_segment(&mut member).await;
    assert_eq!(damaged.bytes(), b"wrong");
    assert_eq!(damaged.check(), Err(SegmentError::Digest { index: 5 }));
    out.send(SegmentHead::of(1, 6, b""), Vec::new()).await.unwrap();
    assert!(matches!(next(&mut member).await, Arrived::Malformed(SegmentError::Empty)));
    let long = vec![0; MAX_LEN + 1];
    let sending = out.send(SegmentHead::of(1, 7, &long), long.clone());
    // The centre may stop the stream before its last byte is written.
    let (_, arrived) = tokio::join!(sending, next(&mut member));
    assert!(matches!(arrived, Arrived::Malformed(SegmentError::Long)), "{arrived:?}");
}

async fn memory_for_segments_is_bounded_by_the_pool(over: Transport) {
    let centre = Centre::open_at(over, "127.0.0.1:0", &Limits { segments: 1, ..Limits::default() });
    let (mut member, dialled) = centre.meet().await;
    for index in 0..4 {
        let bytes = content(index, 1000);
        dialled.segments.send(SegmentHead::of(1, index, &bytes), bytes).await.unwrap();
    }
    let first = next_segment(&mut member).await;
    let second = next_segment(&mut member).await;
    let third = tokio::time::timeout(Duration::from_millis(300), member.segments.next()).await;
    assert!(third.is_err(), "two places, its own and that of the pool, both taken");
    let copy = first.clone();
    drop(first);
    let third = tokio::time::timeout(Duration::from_millis(300), member.segments.next()).await;
    assert!(third.is_err(), "a copy keeps the place");
    drop(copy);
    next_segment(&mut member).await;
    drop(second);
    next_segment(&mut member).await;
}

async fn a_limit_holds_and_messages_do_not_wait_for_it(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, mut dialled) = centre.meet().await;
    let out = dialled.segments.at(Some(Pace::new(NonZeroU64::new(1 << 20).unwrap())));
    let begun = Instant::now();
    for index in 0..4 {
        let (out, bytes) = (out.clone(), content(index, 1 << 18));
        tokio::spawn(async move { out.send(SegmentHead::of(1, index, &bytes), bytes).await });
    }
    dialled.line.speaker.say(&hello()).await.unwrap();
    assert_eq!(member.line.hearer.hear().await, Ok(Some(hello())));
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    for _ in 0..4 {
        next_segment(&mut member).await;
    }
    // A MiB at a MiB a second; the last piece leaves when its time begins.
    assert!(begun.elapsed() > Duration::from_millis(950), "{:?}", begun.elapsed());
}

async fn a_member_that_keeps_the_whole_pool_stops_nobody(over: Transport) {
    let centre = Centre::open_at(over, "127.0.0.1:0", &Limits { segments: 4, ..Limits::default() });
    let (mut hoarder, dialled) = centre.meet().await;
    let mut hoard = Vec::new();
    for index in 0..5 {
        let bytes = content(index, 1000);
        dialled.segments.send(SegmentHead::of(1, index, &bytes), bytes).await.unwrap();
        hoard.push(next_segment(&mut hoarder).await);
    }
    let (mut honest, own) = centre.meet().await;
    for index in 0..20 {
        let (out, bytes) = (own.segments.clone(), content(index, MAX_LEN));
        tokio::spawn(async move { out.send(SegmentHead::of(1, index, &bytes), bytes).await });
    }
    let mut arrived = BTreeSet::new();
    while arrived.len() < 20 {
        arrived.insert(next_segment(&mut honest).await.head().index);
    }
    drop(hoard);
}

#[tokio::test]
async fn slow_streams_of_one_member_do_not_hold_up_another() {
    let limits = Limits { segments: 2, ..Limits::default() };
    let centre = Centre::open_at(Transport::Quic, "127.0.0.1:0", &limits);
    let (mut slow, dialled) = centre.meet().await;
    // A pace at which none of these is whole within this test.
    let trickle = dialled.segments.at(Some(Pace::new(NonZeroU64::new(1 << 10).unwrap())));
    for index in 0..8 {
        let (out, bytes) = (trickle.clone(), content(index, MAX_LEN));
        tokio::spawn(async move { out.send(SegmentHead::of(1, index, &bytes), bytes).await });
    }
    let waiting = tokio::time::timeout(Duration::from_millis(500), slow.segments.next()).await;
    assert!(waiting.is_err(), "all places of the pool are held");
    let (mut honest, own) = centre.meet().await;
    let sending = async {
        for index in 0..8 {
            let bytes = content(index, MAX_LEN);
            own.segments.send(SegmentHead::of(1, index, &bytes), bytes).await.unwrap();
        }
    };
    let receiving = async {
        for _ in 0..8 {
            next_segment(&mut honest).await;
        }
    };
    tokio::join!(sending, receiving);
}

#[tokio::test]
async fn a_stream_that_does_not_end_gives_its_place_back() {
    let limits = Limits { segments: 0, segment: Duration::from_millis(300), ..Limits::default() };
    let centre = Centre::open_at(Transport::Quic, "127.0.0.1:0", &limits);
    let (mut member, dialled) = centre.meet().await;
    // Five segments of a MiB do not fit into a stream's window: this one waits for a reader that never takes it all.
    let endless = vec![0; 5 * MAX_LEN];
    let out = dialled.segments.clone();
    let stuck = tokio::spawn(async move { out.send(SegmentHead::of(1, 0, &endless), endless.clone()).await });
    assert!(matches!(next(&mut member).await, Arrived::Malformed(SegmentError::Long)));
    dialled.segments.send(SegmentHead::of(1, 9, b"after"), b"after".to_vec()).await.unwrap();
    assert_eq!(next_segment(&mut member).await.head().index, 9);
    assert!(stuck.await.unwrap().is_err(), "the rest is not taken");
}

async fn a_broken_connection_ends_both_sides(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, dialled) = centre.meet().await;
    member.link.close(Closing::Revoked);
    let bytes = content(0, 1000);
    let mut last = Ok(());
    while last.is_ok() {
        last = dialled.segments.send(SegmentHead::of(1, 0, &bytes), bytes.clone()).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(last, Err(LinkError::Closed(Closing::Revoked).into()));
    assert_eq!(member.segments.next().await.err(), Some(LinkError::ClosedHere));
}

async fn the_smallest_window_is_enough_for_many_segments_at_once(over: Transport) {
    let centre =
        Centre::open_at(over, "127.0.0.1:0", &Limits { unread: 1, segments: 3, ..Limits::default() });
    let (mut member, dialled) = centre.meet().await;
    for index in 0..40 {
        let (out, bytes) = (dialled.segments.clone(), content(index, MAX_LEN));
        tokio::spawn(async move { out.send(SegmentHead::of(1, index, &bytes), bytes).await });
    }
    let mut arrived = BTreeSet::new();
    for _ in 0..40 {
        arrived.insert(next_segment(&mut member).await.head().index);
    }
    assert_eq!(arrived.len(), 40);
}
