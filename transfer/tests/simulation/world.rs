//! Both sides and what lies between them. Nothing moves but by a [`Chance`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use transfer::bitmap::Bitmap;
use transfer::message::part::{Phase, Receipt, ReceiptKind, Stage};
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::receiver::{Accepted, Judgement, Order, Receiver};
use transfer::reject::{Code, Reason};
use transfer::segment::{Segment, SegmentHead};
use transfer::sender::{Job, Milestone, News, Outcome, Sender, Settings, Step};

use crate::chance::Chance;

const FULL: usize = 1 << 20;
const LAST: usize = 3;

/// The centre's inbox: what survives its sessions.
pub(crate) struct Inbox {
    pub(crate) durable: Bitmap,
    receipts: Vec<Receipt>,
    /// Times that each segment was written.
    pub(crate) written: BTreeMap<u32, u32>,
    pub(crate) deliveries: u32,
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

pub(crate) struct World {
    now: Instant,
    sender: Sender,
    receiver: Option<Receiver>,
    pub(crate) inbox: Inbox,
    to_centre: VecDeque<ToCentre>,
    to_applicant: VecDeque<ToApplicant>,
    line: Vec<Segment>,
    disk: Vec<u32>,
    /// Times that each segment was sent after the applicant knew that it was durable, and nobody asked for it.
    pub(crate) wasted: u32,
    known: Bitmap,
    pub(crate) ends: Vec<Outcome>,
}

/// Made once and shared: a whole MiB for each step of thousands of schedules would take longer than everything else.
fn segment(index: u32, segments: u32, epoch: u32) -> Segment {
    static MADE: Mutex<BTreeMap<(u32, usize), Segment>> = Mutex::new(BTreeMap::new());
    let length = if index + 1 == segments { LAST } else { FULL };
    let make = || {
        let bytes = vec![0; length];
        Segment::arrived(SegmentHead::of(epoch, index, &bytes), bytes).unwrap()
    };
    MADE.lock().unwrap().entry((index, length)).or_insert_with(make).clone()
}

/// The applicant's side when its program starts.
fn applicant(segments: u32, now: Instant) -> Sender {
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
    Sender::new(job, settings, now)
}

impl World {
    pub(crate) fn new(segments: u32) -> Self {
        let now = Instant::now();
        Self {
            now,
            sender: applicant(segments, now),
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

    pub(crate) fn is_over(&self) -> bool {
        !self.ends.is_empty()
    }

    fn segments(&self) -> u32 {
        self.inbox.durable.length()
    }

    /// Drives both sides until each waits for something.
    pub(crate) fn settle(&mut self) {
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

    pub(crate) fn chance(&mut self, chance: Chance) {
        let pick = |at: u8, line: &Vec<Segment>| usize::from(at) % line.len().max(1);
        match chance {
            Chance::ToCentre => {
                if let (Some(receiver), Some(message)) = (&mut self.receiver, self.to_centre.pop_front()) {
                    receiver.hear(message, 5);
                }
            }
            Chance::ToApplicant => self.hear(),
            Chance::Lose(at) if !self.line.is_empty() => {
                self.line.remove(pick(at, &self.line));
            }
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
                    receiver.damaged(&[segment.head().index], "flipped");
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
            Chance::ApplicantDies => {
                self.cut();
                self.sender = applicant(self.segments(), self.now);
            }
            Chance::CentreDies => {
                self.disk.clear();
                self.cut();
                self.sender.disconnected(self.now);
            }
            Chance::Drain => self.close(Receiver::drain),
            Chance::Pause => self.close(|receiver| {
                receiver.pause(Reason::new(Code::NoSpace, "full"), Some(1), 5);
            }),
            Chance::TakeOver => self.take_over(),
            Chance::Wait(seconds) => self.wait(u64::from(seconds)),
            Chance::Jump(hours) => self.wait(u64::from(hours) * 3600),
            _ => {}
        }
        self.settle();
    }

    fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.sender.tick(self.now);
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
    pub(crate) fn finish(&mut self) {
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
