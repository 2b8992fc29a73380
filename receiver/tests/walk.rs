//! Random lives: thousands of steps in any order, after each of which the promises must still hold.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod both;

use both::{Centre, NOW, offer, on_both, sign};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::registry::claim::Claim;
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::delivery::Delivery;
use sealpost_receiver::registry::entity::submission;
use sealpost_receiver::registry::error::RegistryError;
use sealpost_receiver::registry::offer::{OfferOutcome, Shortage};
use sealpost_receiver::registry::query::Filter;
use sealpost_receiver::registry::verdict::VerifyOutcome;
use std::collections::HashMap;

#[tokio::test]
async fn the_promises_hold_after_every_step_in_any_order() {
    on_both("walk", async |registry, _| {
        let steps = std::env::var("SEALPOST_WALK_STEPS").ok().and_then(|steps| steps.parse().ok());
        for seed in 1..=3 {
            let mut walk = Walk::new(registry, seed);
            for _ in 0..steps.unwrap_or(150) {
                walk.step().await;
                walk.check().await;
            }
        }
    })
    .await;
}

/// What was seen so far; nothing of it may ever change.
struct Walk<'a> {
    centre: Centre<'a>,
    random: u64,
    seed: u64,
    now: Moment,
    /// Rows and claims that somebody still holds, however old.
    sessions: Vec<submission::Model>,
    claims: Vec<Claim>,
    numbers: HashMap<(String, String), String>,
    receipts: HashMap<(String, &'static str), Vec<u8>>,
    holders: HashMap<String, String>,
}

impl<'a> Walk<'a> {
    fn new(registry: &'a Registry, seed: u64) -> Self {
        Self {
            centre: Centre(registry),
            random: seed,
            seed,
            now: NOW,
            sessions: Vec::new(),
            claims: Vec::new(),
            numbers: HashMap::new(),
            receipts: HashMap::new(),
            holders: HashMap::new(),
        }
    }

    /// A number below `end` (xorshift).
    fn below(&mut self, end: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % end
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let length = u64::try_from(from.len()).unwrap();
        let index = if length == 0 { 0 } else { self.below(length) };
        from.get(usize::try_from(index).unwrap()).cloned()
    }

    async fn step(&mut self) {
        self.now = self.now.plus_seconds(self.below(40));
        match self.below(12) {
            0..=3 => self.offer().await,
            4 => self.progress().await,
            5..=6 => self.deliver().await,
            7..=8 => self.claim().await,
            9..=10 => self.conclude().await,
            _ => {
                // A day off: offers lapse.
                self.now = self.now.plus_seconds(90_000 * self.below(2));
                self.centre.0.expire(self.now).await.unwrap();
            }
        }
    }

    async fn offer(&mut self) {
        let (place, root, package) = (self.below(3), self.below(3), self.below(2));
        let mut offer = offer(&format!("root {root}"), &format!("{} {place} {root} {package}", self.seed));
        offer.application = format!("application {} {place}", self.seed);
        offer.expires = self.now.plus_seconds(86_400);
        let full = self.below(8) == 0;
        let room = |_: &_| if full { Err(Shortage { missing: 1, quota: false }) } else { Ok(()) };
        if let OfferOutcome::Open { submission, .. } =
            self.centre.0.offer(&offer, self.now, room, sign).await.unwrap()
        {
            self.sessions.push(*submission);
        }
    }

    async fn progress(&mut self) {
        let Some(row) = self.pick(&self.sessions.clone()) else { return };
        let expires = self.now.plus_seconds(86_400);
        let noted = self.centre.0.note_receiving(&row.number, row.epoch, 5, expires, self.now).await;
        lawful(noted);
    }

    async fn deliver(&mut self) {
        let Some(row) = self.pick(&self.sessions.clone()) else { return };
        let delivery = Delivery { package_digest: format!("digest {}", row.package), last_byte: self.now };
        lawful(self.centre.0.deliver(&row.number, row.epoch, &delivery, self.now, sign).await);
    }

    async fn claim(&mut self) {
        self.claims.extend(self.centre.claim("desk", self.now).await);
    }

    /// A desk, perhaps one that was thought dead, ends what it once claimed.
    async fn conclude(&mut self) {
        let Some(claim) = self.pick(&self.claims.clone()) else { return };
        match self.below(4) {
            0 => lawful(self.centre.refuse(&claim, self.random & 1 == 0).await),
            1 => lawful(self.centre.0.give_back(&claim, Some("later"), self.now).await),
            _ => match self.centre.verify(&claim).await {
                Ok(VerifyOutcome::Verified(_)) => lawful(self.centre.register(&claim).await),
                Ok(VerifyOutcome::Occupied(_)) => lawful(self.centre.refuse(&claim, true).await),
                Err(error) => lawful::<()>(Err(error)),
            },
        }
    }

    async fn check(&mut self) {
        let rows = self.centre.0.submissions(&Filter::default()).await.unwrap();
        let mine = format!("application {} ", self.seed);
        let rows: Vec<_> = rows.into_iter().filter(|row| row.application.starts_with(&mine)).collect();
        for row in &rows {
            let root = (row.application.clone(), row.manifest_root.clone());
            let number = self.numbers.entry(root).or_insert_with(|| row.number.clone());
            assert_eq!(number, &row.number, "a root keeps its number");
            if row.verified_at.is_some() {
                let holder =
                    self.holders.entry(row.application.clone()).or_insert_with(|| row.number.clone());
                assert_eq!(holder, &row.number, "one holder of a place, for ever");
            }
            for receipt in self.centre.0.receipts(&row.number).await.unwrap() {
                let key = (receipt.package, receipt.kind.name());
                let given = self.receipts.entry(key).or_insert_with(|| receipt.cose.clone());
                assert_eq!(given, &receipt.cose, "a receipt is given once");
            }
        }
        for place in rows.iter().map(|row| &row.application) {
            let open = rows.iter().filter(|row| &row.application == place && row.state.yields()).count();
            let held = self.holders.contains_key(place);
            assert!(open + usize::from(held) <= 1, "one live root in a place: {rows:#?}");
        }
    }
}

/// A step may come too late, and then it changes nothing; no step may fail otherwise.
fn lawful<T>(outcome: Result<T, RegistryError>) {
    match outcome {
        Ok(_) | Err(RegistryError::MovedOn { .. } | RegistryError::OutOfOrder { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}
