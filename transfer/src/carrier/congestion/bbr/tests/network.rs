//! An invented network: one bottleneck with a rate, a delay, a drop-tail buffer and random loss, and flows over it. Time is a
//! number; the same seed gives the same run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use super::flow::{Acknowledged, Controls, Flow};

/// The bottleneck. Acknowledgements come back after the delay, none of them is lost.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) megabits: u64,
    /// One way.
    pub(super) delay: Duration,
    /// Bytes.
    pub(super) buffer: u64,
    /// Datagrams of a million that are lost whatever the load.
    pub(super) loss: u64,
}

impl Line {
    /// A buffer of one bandwidth-delay product.
    pub(super) fn new(megabits: u64, round_trip: Duration, percent_of_loss: f64) -> Self {
        let mut line =
            Self { megabits, delay: round_trip / 2, buffer: 0, loss: per_million(percent_of_loss) };
        line.buffer = line.volume();
        line
    }

    pub(super) fn bytes_per_second(&self) -> u64 {
        self.megabits * 125_000
    }

    pub(super) fn volume(&self) -> u64 {
        self.bytes_per_second() * u64::try_from(self.delay.as_micros()).unwrap() * 2 / 1_000_000
    }
}

fn per_million(percent: f64) -> u64 {
    format!("{:.0}", percent * 10_000.0).parse().unwrap()
}

enum Event {
    /// A flow may send again.
    Wake { flow: usize },
    /// A datagram reaches the far end.
    Arrive { flow: usize, number: u64 },
    /// The far end has waited long enough to acknowledge.
    Acknowledge { flow: usize, count: u64 },
    /// An acknowledgement comes back.
    Return { flow: usize, numbers: Vec<u64> },
}

/// What became of a flow's datagrams.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Counts {
    pub(super) sent: u64,
    pub(super) arrived: u64,
    /// Lost by the line itself.
    pub(super) lost: u64,
    /// Dropped by the full buffer.
    pub(super) dropped: u64,
}

impl Counts {
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            sent: self.sent - before.sent,
            arrived: self.arrived - before.arrived,
            lost: self.lost - before.lost,
            dropped: self.dropped - before.dropped,
        }
    }
}

pub(super) struct Network {
    line: Line,
    now: Duration,
    /// When the line has sent what is queued.
    free: Duration,
    flows: Vec<Flow>,
    /// When each flow is woken next.
    wakes: Vec<Option<Duration>>,
    far: Vec<Far>,
    counts: Vec<Counts>,
    events: BinaryHeap<Reverse<(Duration, u64, usize)>>,
    bodies: Vec<Option<Event>>,
    longest_queue: Duration,
    dice: u64,
}

/// The far end of a flow: it acknowledges every second datagram, at once after a gap, or after 25 ms.
#[derive(Default)]
struct Far {
    expected: u64,
    unsaid: Vec<u64>,
    count: u64,
}

impl Network {
    pub(super) fn new(line: Line, seed: u64) -> Self {
        Self {
            line,
            now: Duration::ZERO,
            free: Duration::ZERO,
            flows: Vec::new(),
            wakes: Vec::new(),
            far: Vec::new(),
            counts: Vec::new(),
            events: BinaryHeap::new(),
            bodies: Vec::new(),
            longest_queue: Duration::ZERO,
            dice: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
        }
    }

    /// Adds a flow that begins now.
    pub(super) fn add(&mut self, controls: Box<dyn Controls>) -> usize {
        self.flows.push(Flow::new(controls));
        self.far.push(Far::default());
        self.counts.push(Counts::default());
        self.wakes.push(None);
        let flow = self.flows.len() - 1;
        self.wake(flow, self.now);
        flow
    }

    pub(super) fn change(&mut self, line: Line) {
        self.line = line;
    }

    pub(super) fn counts(&self, flow: usize) -> Counts {
        self.counts[flow]
    }

    pub(super) fn flow(&mut self, flow: usize) -> &mut Flow {
        &mut self.flows[flow]
    }

    /// The longest queue since this was asked last.
    pub(super) fn longest_queue(&mut self) -> Duration {
        std::mem::take(&mut self.longest_queue)
    }

    /// Runs for so long, and says which share of the line's rate each flow had.
    pub(super) fn run(&mut self, time: Duration) -> Vec<f64> {
        let before = self.counts.clone();
        let end = self.now + time;
        while let Some(&Reverse((at, _, body))) = self.events.peek()
            && at <= end
        {
            self.events.pop();
            self.now = at;
            let event = self.bodies[body].take().unwrap();
            self.happen(event);
        }
        self.now = end;
        let all = self.line.megabits as f64 * 125_000.0 * time.as_secs_f64();
        let arrived = |(now, before): (&Counts, &Counts)| (now.arrived - before.arrived) * WIRE;
        self.counts.iter().zip(&before).map(|pair| arrived(pair) as f64 / all).collect()
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Wake { flow } => {
                if self.wakes[flow] == Some(self.now) {
                    self.wakes[flow] = None;
                    self.send(flow);
                }
            }
            Event::Arrive { flow, number } => self.arrive(flow, number),
            Event::Acknowledge { flow, count } => {
                if self.far[flow].count == count {
                    self.acknowledge(flow);
                }
            }
            Event::Return { flow, numbers } => {
                self.flows[flow].acknowledged(self.now, &Acknowledged { numbers });
                self.send(flow);
            }
        }
    }

    fn send(&mut self, flow: usize) {
        let (numbers, wake) = self.flows[flow].send(self.now);
        for number in numbers {
            self.counts[flow].sent += 1;
            self.carry(flow, number);
        }
        if let Some(wake) = wake {
            self.wake(flow, wake);
        }
    }

    /// Wakes a flow at a time, unless it is woken before.
    fn wake(&mut self, flow: usize, time: Duration) {
        if self.wakes[flow].is_none_or(|wake| time < wake) {
            self.wakes[flow] = Some(time);
            self.at(time, Event::Wake { flow });
        }
    }

    fn carry(&mut self, flow: usize, number: u64) {
        self.free = self.free.max(self.now);
        let queue = self.free - self.now;
        let rate = self.line.bytes_per_second();
        let queued = u64::try_from(queue.as_nanos() * u128::from(rate) / 1_000_000_000).unwrap();
        if queued + WIRE > self.line.buffer {
            self.counts[flow].dropped += 1;
            return;
        }
        self.longest_queue = self.longest_queue.max(queue);
        self.free += Duration::from_nanos(WIRE * 1_000_000_000 / rate);
        if self.roll() % 1_000_000 < self.line.loss {
            self.counts[flow].lost += 1;
            return;
        }
        self.at(self.free + self.line.delay, Event::Arrive { flow, number });
    }

    fn arrive(&mut self, flow: usize, number: u64) {
        self.counts[flow].arrived += 1;
        let far = &mut self.far[flow];
        let in_order = number == far.expected;
        far.expected = far.expected.max(number + 1);
        far.unsaid.push(number);
        if far.unsaid.len() >= 2 || !in_order {
            self.acknowledge(flow);
        } else {
            let count = far.count;
            self.at(self.now + Duration::from_millis(25), Event::Acknowledge { flow, count });
        }
    }

    fn acknowledge(&mut self, flow: usize) {
        let far = &mut self.far[flow];
        far.count += 1;
        let numbers = std::mem::take(&mut far.unsaid);
        self.at(self.now + self.line.delay, Event::Return { flow, numbers });
    }

    fn at(&mut self, time: Duration, event: Event) {
        self.bodies.push(Some(event));
        let body = self.bodies.len() - 1;
        self.events.push(Reverse((time, u64::try_from(body).unwrap(), body)));
    }

    fn roll(&mut self) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice >> 11
    }
}

/// Bytes of a datagram on the wire.
pub(super) const WIRE: u64 = super::flow::DATAGRAM + 28;
