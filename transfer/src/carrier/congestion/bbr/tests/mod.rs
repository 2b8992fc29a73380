//! BBR on an invented network.

mod cubic;
mod flow;
mod network;

use std::time::{Duration, Instant};

use self::cubic::Cubic;
use self::network::{Counts, Line, Network};
use super::Bbr;

const RTT: Duration = Duration::from_millis(100);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn bbr(seed: u64) -> Box<Bbr> {
    Box::new(Bbr::new(Instant::now(), flow::DATAGRAM, seed))
}

/// A network with one flow of BBR.
fn alone(line: Line, seed: u64) -> Network {
    let mut network = Network::new(line, seed);
    network.add(bbr(seed));
    network
}

fn dropped(counts: Counts) -> f64 {
    counts.dropped as f64 / counts.sent as f64
}

#[test]
fn loss_of_the_line_costs_little_more_than_itself() {
    for (loss, least) in [(0.0, 0.94), (0.1, 0.93), (1.0, 0.91), (3.0, 0.85)] {
        let mut network = alone(Line::new(100, RTT, loss), 7);
        let share = network.run(seconds(12))[0];
        let extra = dropped(network.counts(0));
        assert!(share >= least, "{loss} %: {share:.3} of the line");
        assert!(extra <= 0.01, "{loss} %: {extra:.4} dropped");
    }
}

#[test]
fn a_long_fat_line_is_filled() {
    let mut network = alone(Line::new(300, RTT * 2, 0.1), 3);
    let share = network.run(seconds(8))[0];
    assert!(share >= 0.75, "{share:.3} of the line");
}

#[test]
fn the_queue_is_short_and_no_more_than_a_probe_makes() {
    let mut line = Line::new(100, RTT, 0.0);
    line.buffer *= 10;
    let mut network = alone(line, 5);
    network.run(seconds(3));
    network.longest_queue();
    let share = network.run(seconds(6))[0];
    let queue = network.longest_queue();
    assert!(share > 0.9, "{share:.3}");
    assert!(queue < RTT, "ten times as much would fit: {queue:?}");
}

#[test]
fn a_shallow_buffer_is_not_flooded() {
    let mut line = Line::new(100, RTT, 0.0);
    line.buffer /= 10;
    let mut network = alone(line, 5);
    network.run(seconds(2));
    let start = network.counts(0);
    let share = network.run(seconds(12))[0];
    let extra = dropped(network.counts(0).since(start));
    assert!(share > 0.85 && extra < 0.015, "{share:.3} of the line, {extra:.4} dropped");
}

#[test]
fn a_line_that_becomes_slower_is_not_flooded_for_long() {
    let line = Line::new(100, RTT, 0.0);
    let mut network = alone(line, 11);
    network.run(seconds(10));
    network.change(Line { megabits: 20, ..line });
    network.run(seconds(10));
    let before = network.counts(0);
    network.longest_queue();
    let share = network.run(seconds(10))[0];
    let extra = dropped(network.counts(0).since(before));
    assert!(share > 0.85 && extra < 0.02, "{share:.3} of the line, {extra:.4} dropped");
}

#[test]
fn a_line_that_becomes_faster_is_found() {
    let line = Line::new(20, RTT, 0.1);
    let mut network = alone(line, 13);
    network.run(seconds(10));
    network.change(Line { buffer: line.buffer * 5, megabits: 100, ..line });
    network.run(seconds(10));
    let share = network.run(seconds(5))[0];
    assert!(share > 0.8, "{share:.3}");
}

#[test]
fn a_path_that_becomes_longer_is_believed_and_emptied_meanwhile() {
    let line = Line::new(50, RTT, 0.0);
    let mut network = alone(line, 17);
    network.run(seconds(4));
    network.change(Line { delay: line.delay * 2, ..line });
    network.run(seconds(1));
    network.flow(0).least_in_flight = u64::MAX;
    network.run(seconds(14));
    let least = network.flow(0).least_in_flight;
    assert!(least < line.volume() * 6 / 10, "half of what the path holds: {least}");
    let share = network.run(seconds(10))[0];
    assert!(share > 0.85, "{share:.3}");
}

#[test]
fn beside_cubic_each_keeps_its_part() {
    let mut network = Network::new(Line::new(50, RTT, 0.0), 19);
    network.add(Box::new(Cubic::new()));
    network.run(seconds(5));
    network.add(bbr(19));
    network.run(seconds(10));
    let shares = network.run(seconds(20));
    assert!(shares.iter().all(|share| *share >= 0.25), "{shares:.3?}");
}

#[test]
fn two_of_its_kind_share() {
    let mut network = alone(Line::new(50, RTT / 2, 0.0), 29);
    network.run(seconds(5));
    network.add(bbr(31));
    network.run(seconds(15));
    let shares = network.run(seconds(20));
    assert!(shares.iter().all(|share| *share >= 0.3), "{shares:.3?}");
}

#[test]
fn little_to_send_does_not_make_the_path_look_slow() {
    let line = Line::new(100, RTT, 0.0);
    let mut network = alone(line, 37);
    network.run(seconds(5));
    network.flow(0).application = Some(line.bytes_per_second() / 20);
    network.run(seconds(12));
    network.flow(0).application = None;
    network.run(RTT * 5);
    let share = network.run(seconds(2))[0];
    assert!(share > 0.8, "{share:.3}");
}

#[test]
fn after_a_blackout_the_line_is_filled_again() {
    let line = Line::new(100, RTT, 0.0);
    let mut network = alone(line, 41);
    network.run(seconds(5));
    network.change(Line { loss: 1_000_000, ..line });
    network.run(seconds(8));
    network.change(line);
    network.run(seconds(10));
    let share = network.run(seconds(3))[0];
    assert!(share > 0.85, "{share:.3}");
}
