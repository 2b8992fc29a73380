//! Two networks joined by a cable: the centre's and the applicant's, each a network namespace of its own.
//!
//! What passes on the cable is the test's to say: nftables rules, addresses, speed. Only root can make namespaces.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::skip::skip;

/// Address of the centre's network.
pub const CENTRE: &str = "10.77.0.1";
/// Address of the applicant's network.
pub const APPLICANT: &str = "10.77.0.2";

/// The two networks; they are gone when this is dropped.
#[derive(Debug)]
pub struct Net {
    centre: String,
    applicant: String,
}

impl Net {
    /// Makes the networks, or says that the test is skipped where that is not possible.
    ///
    /// # Panics
    /// When a command fails that should not.
    pub fn new(test: &str) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        if !rustix::process::geteuid().is_root() {
            skip(test, "only root can make network namespaces");
            return None;
        }
        for tool in ["ip", "nft", "tc"] {
            if Command::new(tool).arg("-V").output().is_err() {
                skip(test, &format!("{tool} (iproute2, nftables) is not there"));
                return None;
            }
        }
        let name = format!("sp{}n{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let first = Command::new("ip").args(["netns", "add", &format!("{name}c")]).output();
        if !first.is_ok_and(|output| output.status.success()) {
            skip(test, "network namespaces are not permitted here");
            return None;
        }
        let net = Self { centre: format!("{name}c"), applicant: format!("{name}a") };
        let (centre, applicant) = (&net.centre, &net.applicant);
        host(&format!("ip netns add {applicant}"));
        host(&format!("ip link add v0 netns {centre} type veth peer name v0 netns {applicant}"));
        for (network, address) in [(centre, CENTRE), (applicant, APPLICANT)] {
            host(&format!("ip -n {network} link set lo up"));
            host(&format!("ip -n {network} addr add {address}/24 dev v0"));
            host(&format!("ip -n {network} link set v0 up"));
        }
        Some(net)
    }

    /// Wraps a command line so that it runs in the centre's network.
    pub fn at_centre(&self, command: &Command) -> Command {
        inside(&self.centre, command)
    }

    /// Wraps a command line so that it runs in the applicant's network.
    pub fn at_applicant(&self, command: &Command) -> Command {
        inside(&self.applicant, command)
    }

    /// Limits what leaves the applicant's network to so many Mbit/s.
    ///
    /// # Panics
    /// When it cannot be done.
    pub fn slow_down(&self, megabits: u32) {
        let applicant = &self.applicant;
        host(&format!(
            "tc -n {applicant} qdisc replace dev v0 root tbf rate {megabits}mbit burst 128kb latency 100ms"
        ));
    }

    /// Applies a rule of nftables to what leaves the applicant's network, beside those that stand.
    ///
    /// # Panics
    /// When the rule is none.
    pub fn rule(&self, rule: &str) {
        for line in [
            "add table inet cable",
            "add chain inet cable out { type filter hook output priority 0 ; }",
            &format!("add rule inet cable out oifname v0 {rule}"),
        ] {
            host_with(&["ip", "netns", "exec", &self.applicant, "nft", line]);
        }
    }

    /// Takes all rules away.
    ///
    /// # Panics
    /// When it cannot be done.
    pub fn no_rules(&self) {
        host_with(&["ip", "netns", "exec", &self.applicant, "nft", "flush ruleset"]);
    }

    /// Cuts the cable, or joins it again.
    ///
    /// # Panics
    /// When it cannot be done.
    pub fn cut(&self, cut: bool) {
        if cut { self.rule("drop") } else { self.no_rules() }
    }

    /// Gives the applicant's network another address, and takes the old one away.
    ///
    /// # Panics
    /// When it cannot be done.
    pub fn move_to(&self, address: &str) {
        let applicant = &self.applicant;
        host(&format!("ip -n {applicant} addr flush dev v0"));
        host(&format!("ip -n {applicant} addr add {address}/24 dev v0"));
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        for network in [&self.centre, &self.applicant] {
            let _ = Command::new("ip").args(["netns", "del", network]).output();
        }
    }
}

/// `ip netns exec` becomes the program itself: process id and signals are the program's.
fn inside(network: &str, command: &Command) -> Command {
    let mut wrapped = Command::new("ip");
    wrapped.args(["netns", "exec", network]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped.stdin(std::process::Stdio::null());
    wrapped
}

fn host(line: &str) {
    host_with(&line.split_whitespace().collect::<Vec<_>>());
}

#[expect(clippy::expect_used, reason = "test code")]
fn host_with(words: &[&str]) {
    let output = Command::new(words[0]).args(&words[1..]).output().expect("the tool starts");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}
