//! A sender and the centre against each other, in memory, with invented time: messages and segments are delayed, segments
//! overtake each other and come twice, the line breaks between any two steps, syncs fail, another session takes over. Every
//! job must end exactly once, with everything delivered, and nothing is sent again that was acknowledged.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use transfer::bitmap::Bitmap;
use transfer::message::part::{Phase, Receipt, ReceiptKind, Stage};
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::receiver::{Accepted, Judgement, Order, Receiver};
use transfer::reject::{Code, Reason};
use transfer::segment::{Segment, SegmentHead};
use transfer::sender::{Job, Milestone, News, Outcome, Sender, Settings, Step};

const FULL: usize = 1 << 20;
const LAST: usize = 3;

/// What happens next, chosen by proptest.
#[derive(Debug, Clone, Copy)]
enum Chance {
    /// The oldest message to the centre arrives.
    ToCentre,
    /// The oldest message to the applicant arrives.
    ToApplicant,
    /// One of the segments on the line arrives; it need not be the oldest.
    Segment(u8),
    /// A segment on the line is damaged.
    Damage(u8),
    /// The same segment arrives and stays on the line: a duplicate follows.
    Twice(u8),
    /// The disk finishes what waits for it.
    Sync,
    /// The disk fails: what waits for it is lost.
    SyncFails,
    /// A segment that was durable turns out to be lost.
    Rot(u8),
    /// The line breaks.
    Break,
    /// The centre restarts.
    Drain,
    /// No space for a while.
    Pause,
    /// Another session of the applicant takes over and delivers everything.
    TakeOver,
    /// Time passes.
    Wait(u8),
}

/// The centre's inbox: what survives its sessions.
struct Inbox {
    durable: Bitmap,
    receipts: Vec<Receipt>,
    /// Times that each segment was written.
    written: BTreeMap<u32, u32>,
    deliveries: u32,
}

impl Inbox {
    /// Files the package; the receipts that this makes.
    fn deliver(&mut self) -> Vec<Receipt> {
        self.deliveries += 1;
        let kinds = [ReceiptKind::Delivered, ReceiptKind::Verified, ReceiptKind::Registered];
        let receipts = kinds.map(|kind| Receipt { kind, cose: vec![1] });
        self.receipts.extend(receipts.clone());
        receipts.to_vec()
    }
}

struct World {
    now: Instant,
    sender: Sender,
    receiver: Option<Receiver>,
    inbox: Inbox,
    to_centre: VecDeque<ToCentre>,
    to_applicant: VecDeque<ToApplicant>,
    line: Vec<Segment>,
    disk: Vec<u32>,
    /// Times that each segment was sent after the applicant knew that it was durable, and nobody asked for it.
    wasted: u32,
    known: Bitmap,
    ends: Vec<Outcome>,
}

/// Made once and shared: a whole MiB for each step of thousands of schedules would take longer than everything else.
fn segment(index: u32, segments: u32, epoch: u32) -> Segment {
    static MADE: Mutex<BTreeMap<(u32, usize), Segment>> = Mutex::new(BTreeMap::new());
    let length = if index + 1 == segments { LAST } else { FULL };
    let make = || {
        let bytes = vec![0; length];
        Segment::checked(SegmentHead::of(epoch, index, &bytes), bytes).unwrap()
    };
    MADE.lock().unwrap().entry((index, length)).or_insert_with(make).clone()
}

impl World {
    fn new(segments: u32) -> Self {
        let now = Instant::now();
        let job = Job {
            head: vec![1, 2, 3],
            segments,
            program: "test".into(),
            language: "en".into(),
            log: None,
            until: Milestone::Closed,
        };
        let settings =
            Settings { window: 4, at_hand: 3, patience: Duration::from_secs(1 << 30), ..Settings::default() };
        Self {
            now,
            sender: Sender::new(job, settings, now),
            receiver: None,
            inbox: Inbox {
                durable: Bitmap::new(segments).unwrap(),
                receipts: vec![Receipt { kind: ReceiptKind::Offer, cose: vec![0] }],
                written: BTreeMap::new(),
                deliveries: 0,
            },
            to_centre: VecDeque::new(),
            to_applicant: VecDeque::new(),
            line: Vec::new(),
            disk: Vec::new(),
            wasted: 0,
            known: Bitmap::new(segments).unwrap(),
            ends: Vec::new(),
        }
    }

    fn segments(&self) -> u32 {
        self.inbox.durable.length()
    }

    /// Drives both sides until each waits for something.
    fn settle(&mut self) {
        loop {
            if let Some(step) = self.sender.next_step() {
                self.step(step);
            } else if let Some(order) = self.receiver.as_mut().and_then(Receiver::next_order) {
                self.order(order);
            } else {
                return;
            }
        }
    }

    fn step(&mut self, step: Step) {
        assert!(self.ends.is_empty(), "{step:?} after the end");
        match step {
            Step::Connect => {
                self.receiver = Some(Receiver::new(vec![7]));
                self.sender.connected(self.now);
            }
            Step::Disconnect => self.cut(),
            Step::Say(message) => self.to_centre.push_back(message),
            Step::Send { epoch, index } => {
                self.wasted += u32::from(self.known.contains(index));
                self.line.push(segment(index, self.segments(), epoch));
                self.sender.handed_over(index, self.now);
            }
            Step::Digest => self.sender.finish([5; 32], self.now),
            Step::Tell(News::Again { .. }) => self.known = Bitmap::new(self.segments()).unwrap(),
            Step::Tell(_) => {}
            Step::End(outcome) => self.ends.push(outcome),
        }
    }

    fn order(&mut self, order: Order) {
        let Some(receiver) = &mut self.receiver else { return };
        match order {
            Order::Say(message) => self.to_applicant.push_back(message),
            Order::Judge { head } => {
                assert_eq!(head, [1, 2, 3]);
                let stage = match self.inbox.receipts.last().unwrap().kind {
                    ReceiptKind::Offer => Stage::Receiving,
                    ReceiptKind::Registered => Stage::Closed,
                    _ => Stage::Delivered,
                };
                let stream_len = u64::from(self.inbox.durable.length() - 1) * FULL as u64 + LAST as u64;
                receiver.judged(Judgement::Accepted(Accepted {
                    number: "X-1".into(),
                    epoch: 3,
                    stage,
                    stream_len,
                    have: self.inbox.durable.clone(),
                    receipts: self.inbox.receipts.clone(),
                }));
            }
            Order::Store(segment) => self.disk.push(segment.head().index),
            Order::Deliver { package_digest } => {
                assert_eq!(package_digest, [5; 32]);
                assert!(self.inbox.durable.is_full());
                receiver.phase(Phase::Verify, 1, 2);
                self.inbox.deliver().into_iter().for_each(|receipt| receiver.receipt(receipt));
            }
            Order::Close => {}
            Order::Status { .. } | Order::Receipts { .. } | Order::Renew { .. } => panic!("nobody asked"),
        }
    }

    /// The connection is gone, with everything on it. What waits for the disk is written all the same.
    fn cut(&mut self) {
        self.sync(true);
        self.receiver = None;
        self.to_centre.clear();
        self.to_applicant.clear();
        self.line.clear();
    }

    fn sync(&mut self, works: bool) {
        let batch = std::mem::take(&mut self.disk);
        if batch.is_empty() {
            return;
        }
        if works {
            for index in &batch {
                *self.inbox.written.entry(*index).or_default() += 1;
                self.inbox.durable.insert(*index);
            }
        }
        if let Some(receiver) = &mut self.receiver {
            if works {
                receiver.stored(&batch);
            } else {
                receiver.lost(&batch, &Reason::new(Code::Storage, "sync"));
            }
        }
    }

    fn chance(&mut self, chance: Chance) {
        let pick = |at: u8, line: &Vec<Segment>| usize::from(at) % line.len().max(1);
        match chance {
            Chance::ToCentre => {
                if let (Some(receiver), Some(message)) = (&mut self.receiver, self.to_centre.pop_front()) {
                    receiver.hear(message, 5);
                }
            }
            Chance::ToApplicant => self.hear(),
            Chance::Segment(at) | Chance::Twice(at) | Chance::Damage(at) if !self.line.is_empty() => {
                let at = pick(at, &self.line);
                let segment = self.line[at].clone();
                if !matches!(chance, Chance::Twice(_)) {
                    self.line.remove(at);
                }
                let Some(receiver) = self.receiver.as_mut().filter(|receiver| receiver.wants_segments())
                else {
                    return;
                };
                if matches!(chance, Chance::Damage(_)) {
                    receiver.damaged(segment.head().index, "flipped");
                } else {
                    receiver.segment(segment);
                }
            }
            Chance::Sync => self.sync(true),
            Chance::SyncFails => self.sync(false),
            Chance::Rot(at) => {
                let index = u32::from(at) % self.segments();
                let delivered = self.inbox.deliveries > 0;
                if let Some(receiver) = self.receiver.as_mut().filter(|_| !delivered)
                    && self.inbox.durable.remove(index)
                {
                    receiver.lost(&[index], &Reason::new(Code::Storage, "rot"));
                    self.known.remove(index);
                }
            }
            Chance::Break => {
                self.cut();
                self.sender.disconnected(self.now);
            }
            Chance::Drain => self.close(Receiver::drain),
            Chance::Pause => self.close(|receiver| {
                receiver.pause(Reason::new(Code::NoSpace, "full"), Some(1), 5);
            }),
            Chance::TakeOver => self.take_over(),
            Chance::Wait(seconds) => {
                self.now += Duration::from_secs(u64::from(seconds));
                self.sender.tick(self.now);
            }
            _ => {}
        }
        self.settle();
    }

    fn take_over(&mut self) {
        if self.inbox.deliveries > 0 {
            return;
        }
        (0..self.segments()).for_each(|index| {
            self.inbox.durable.insert(index);
        });
        let receipts = self.inbox.deliver();
        if let Some(receiver) = &mut self.receiver {
            receiver.taken_over("X-1".into());
            receipts.into_iter().for_each(|receipt| receiver.receipt(receipt));
        }
    }

    fn close(&mut self, how: impl FnOnce(&mut Receiver)) {
        if let Some(receiver) = &mut self.receiver {
            how(receiver);
        }
    }

    fn hear(&mut self) {
        let Some(message) = self.to_applicant.pop_front() else { return };
        match &message {
            ToApplicant::Durable { spans } => {
                for index in spans.iter().flat_map(|span| span.first..span.first + span.count) {
                    self.known.insert(index);
                }
            }
            ToApplicant::Offered { have, stage: Stage::Receiving, .. } => self.known = have.clone(),
            _ => {}
        }
        self.sender.hear(message, self.now);
    }

    /// From here on the line is good: the job must come to its end.
    fn finish(&mut self) {
        for _ in 0..10_000 {
            if !self.ends.is_empty() {
                return;
            }
            self.chance(Chance::ToCentre);
            self.chance(Chance::ToApplicant);
            self.chance(Chance::Segment(0));
            self.chance(Chance::Sync);
            let idle = self.to_centre.is_empty() && self.to_applicant.is_empty() && self.line.is_empty();
            if idle {
                self.chance(Chance::Wait(31));
            }
        }
        panic!("the job does not end");
    }
}

fn chances() -> impl Strategy<Value = Chance> {
    prop_oneof![
        12 => Just(Chance::ToCentre),
        12 => Just(Chance::ToApplicant),
        16 => any::<u8>().prop_map(Chance::Segment),
        2 => any::<u8>().prop_map(Chance::Damage),
        4 => any::<u8>().prop_map(Chance::Twice),
        8 => Just(Chance::Sync),
        2 => Just(Chance::SyncFails),
        1 => any::<u8>().prop_map(Chance::Rot),
        2 => Just(Chance::Break),
        1 => Just(Chance::Drain),
        1 => Just(Chance::Pause),
        1 => Just(Chance::TakeOver),
        6 => (0_u8..40).prop_map(Chance::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_ends_registered_once(segments in 1_u32..9, schedule in prop::collection::vec(chances(), 0..120)) {
        let mut world = World::new(segments);
        world.settle();
        for chance in schedule {
            if world.ends.is_empty() {
                world.chance(chance);
            }
        }
        world.finish();
        prop_assert_eq!(&world.ends, &[Outcome::Registered]);
        prop_assert_eq!(world.inbox.deliveries, 1, "filed once");
        prop_assert!(world.inbox.durable.is_full());
        prop_assert_eq!(world.wasted, 0, "nothing acknowledged is sent again");
    }
}

#[test]
fn without_trouble_every_segment_travels_once() {
    let mut world = World::new(20);
    world.settle();
    world.finish();
    assert_eq!(world.ends, [Outcome::Registered]);
    assert!(world.inbox.written.values().all(|times| *times == 1));
    assert_eq!(world.inbox.written.len(), 20);
}

#[test]
fn a_break_at_each_step_of_a_job_is_survived() {
    for at in 0..60 {
        let mut world = World::new(5);
        world.settle();
        for step in 0..60 {
            if step == at {
                world.chance(Chance::Break);
            }
            if world.ends.is_empty() {
                world.chance(match step % 4 {
                    0 => Chance::ToCentre,
                    1 => Chance::ToApplicant,
                    2 => Chance::Segment(1),
                    _ => Chance::Sync,
                });
            }
        }
        world.finish();
        assert_eq!(world.ends, [Outcome::Registered], "broken at step {at}");
        assert_eq!(world.inbox.deliveries, 1, "broken at step {at}");
        assert!(world.inbox.written.values().all(|times| *times == 1), "broken at step {at}");
    }
}
