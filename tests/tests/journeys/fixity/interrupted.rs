//! Sweeps that come to no end: the same command again goes on, and nothing that was good is worse than before.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use tests::program::{self, Run};
use tests::skip::count;

use super::House;
use super::damage::{Chance, damage};

#[test]
fn each_file_call_of_a_repair_may_fail() {
    let (house, serving) = House::new(6);
    assert_eq!(serving.stop(), Some(0));
    let mut chance = Chance::new(count("SEALPOST_SEED", 3));
    let counted = house.home().join("file-calls");
    damage(&house.kept(), 4, &mut chance);
    let mut plain = house.centre.command(["sweep"]);
    let _ = program::run(plain.env("SEALPOST_FAULT_COUNT", &counted)).expect(0);
    let last: u64 = std::fs::read_to_string(&counted).expect("count").parse().expect("number");
    let step = usize::try_from(count("SEALPOST_FAULT_STEP", 12)).expect("step");
    for (round, nth) in (1..=last).step_by(step).enumerate() {
        let kind = ["kill", "error", "full"][round % 3];
        let place = format!("{nth}:{kind}");
        damage(&house.kept(), 4, &mut chance);
        let mut command = house.centre.command(["sweep"]);
        let run = program::run(command.env("SEALPOST_FAULT", &place));
        assert!(matches!(run.code, None | Some(0 | 1 | 3)), "{place}: {run:?}");
        let _ = house.centre.run(["sweep"]).expect(0);
        house.demand_whole(&place);
    }
    println!("repair: file calls 1 to {last}, every {step}");
    // The desk writes the log of all this, and it is sound.
    assert_eq!(house.centre.serve().stop(), Some(0));
    let _ = house.centre.run(["log", "verify"]).expect(0);
}

#[test]
fn a_sweep_that_was_killed_goes_on_and_reads_the_rest() {
    let (house, serving) = House::new(6);
    assert_eq!(serving.stop(), Some(0));
    let mut chance = Chance::new(count("SEALPOST_SEED", 4));
    for round in 0..5_u64 {
        damage(&house.kept(), 5, &mut chance);
        let mut command = house.centre.command(["sweep"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("sweep starts");
        sleep(Duration::from_millis(u64::try_from(chance.below(400)).expect("milliseconds")));
        let _ = child.kill();
        let _ = child.wait();
        let _ = house.centre.run(["sweep"]).expect(0);
        house.demand_whole(&format!("round {round}"));
    }
}

#[test]
fn ctrl_c_ends_the_command_and_the_same_again_goes_on() {
    let (house, serving) = House::new(2);
    assert_eq!(serving.stop(), Some(0));
    // The large package alone takes minutes at this rate.
    let mut command = house.centre.command(["sweep", "--rate", "50000"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sweep starts");
    sleep(Duration::from_millis(1500));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("signal");
    let run = Run::of(&child.wait_with_output().expect("sweep ends")).expect(130);
    assert!(run.of_type("error").any(|line| line["code"] == "sweep-interrupted"), "{}", run.stdout);
    // A desk that is started takes it up by itself; the command without a rate makes it fast.
    let serving = house.centre.serve();
    let run = house.centre.run(["sweep"]).expect(0);
    assert_eq!(run.result()["checked"], house.numbers.len() + 1, "{}", run.stdout);
    assert_eq!(serving.stop(), Some(0));
}
