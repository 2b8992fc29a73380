//! A receipt as a page for people: one HTML file that needs nothing else, in Chinese or English.
//!
//! The page is not evidence, the signed receipt is; the page says so. It is a pure function of receipt, language and
//! time zone, so it can be made again at any time.

pub mod html;
mod text;

use crate::receipt::Receipt;
use crate::receipt::body::{Body, Size};
use crate::receipt::refusal::{Reason, Refusal};
use crate::receipt::verification::{Malware, Verdict, Verification};
use crate::time::UtcTime;
use ectd::language::Language;
use html::Html;
use text::Texts;

pub use jiff::tz::TimeZone;

/// Makes the page of a receipt. `zone` is where its reader is; UTC always stands beside it.
#[must_use]
pub fn render(receipt: &Receipt, language: Language, zone: &TimeZone) -> String {
    let texts = Texts::new(language);
    Page { receipt, texts, zone }.render()
}

struct Page<'a> {
    receipt: &'a Receipt,
    texts: Texts,
    zone: &'a TimeZone,
}

type Rows = Vec<(String, String)>;

impl Page<'_> {
    fn render(&self) -> String {
        let number = self.receipt.filing().number.as_str();
        let headline = self.texts.say(&format!("headline-{}", self.receipt.kind()));
        let title = self.texts.fill("title", &[("number", number), ("headline", &headline)]);
        let mut html = Html::new(self.texts.language().tag(), &title);
        html.element("p", "label", &self.texts.say("number"));
        html.element("h1", "number", number);
        html.element("p", self.tone(), &headline);
        html.element("p", "", &self.texts.say(&format!("meaning-{}", self.case())));
        html.element("p", "resend", &format!("{} {}", self.texts.say("resend-title"), self.resend(number)));
        html.table(&self.texts.say("when"), &self.when());
        if let Body::Refused(refusal) = self.receipt.body() {
            html.table(&self.texts.say("reasons"), &self.reasons(refusal));
        }
        html.table(&self.texts.say("what"), &self.what());
        if let Body::Verified(verification) = self.receipt.body() {
            html.table(&self.texts.say("findings"), &self.findings(verification));
            html.table(&self.texts.say("copies"), &self.copies(verification));
            html.table(&self.texts.say("same-as"), &twins(verification));
        }
        html.table(&self.texts.say("evidence"), &self.evidence());
        let file = format!("{}.cose", self.receipt.kind().file_stem());
        html.element("p", "note", &self.texts.fill("note", &[("file", &file)]));
        html.finish()
    }

    fn tone(&self) -> &'static str {
        match self.receipt.body() {
            Body::Offer(_) | Body::Delivered(..) | Body::Verified(_) => "headline open",
            Body::Registered { .. } => "headline good",
            Body::Refused(_) => "headline bad",
        }
    }

    /// The kind, and for a refusal also the stage.
    fn case(&self) -> String {
        match self.receipt.body() {
            Body::Refused(refusal) => format!("refused-{}", refusal.stage.word()),
            body => body.kind().to_string(),
        }
    }

    fn resend(&self, number: &str) -> String {
        let case = match self.receipt.body() {
            Body::Refused(refusal) if refusal.safe_to_resend => "refused-yes",
            Body::Refused(_) => "refused-no",
            body => body.kind().word(),
        };
        self.texts.fill(&format!("resend-{case}"), &[("number", number)])
    }

    fn when(&self) -> Rows {
        let time = self.receipt.time();
        let mut rows = vec![self.row("time-local", self.local(time)), self.row("time-utc", time.to_string())];
        if let Body::Registered { registered_at, .. } = self.receipt.body() {
            rows.push(self.row("registered-at", self.both(*registered_at)));
        }
        rows
    }

    fn what(&self) -> Rows {
        let filing = self.receipt.filing();
        let carrier = self.receipt.carrier().as_str();
        let centre = format!("{} ({})", self.receipt.certificate().organisation, filing.centre);
        let mut rows = vec![
            self.row("centre", centre),
            self.row("organisation", filing.organisation.to_string()),
            self.row("application", filing.application.to_string()),
            self.row("sequence", filing.sequence.to_string()),
            self.row("carrier", self.carrier(carrier)),
        ];
        match self.receipt.body() {
            Body::Offer(size) | Body::Delivered(size, _) => rows.extend(self.size(*size)),
            Body::Verified(verification) => {
                rows.push(self.row("files", grouped(verification.files)));
                rows.push(self.row("content", self.bytes(verification.bytes)));
            }
            Body::Registered { .. } | Body::Refused(_) => {}
        }
        rows
    }

    fn carrier(&self, carrier: &str) -> String {
        match carrier {
            "quic" | "tcp" | "disc" => self.texts.say(&format!("carrier-{carrier}")),
            other => other.to_owned(),
        }
    }

    fn size(&self, size: Size) -> Rows {
        vec![
            self.row("package-len", self.bytes(size.package_len)),
            self.row("segments", grouped(size.segments)),
        ]
    }

    fn reasons(&self, refusal: &Refusal) -> Rows {
        let mut rows: Rows = refusal.reasons.iter().map(|reason| self.reason(reason)).collect();
        if let Some(earlier) = &refusal.earlier {
            rows.push(self.row("earlier", earlier.number.to_string()));
            rows.push(self.row("earlier-receipt", earlier.receipt_sha256.to_string()));
        }
        rows
    }

    fn reason(&self, reason: &Reason) -> (String, String) {
        let place = reason.place.as_ref().map(|place| self.texts.fill("place", &[("place", place)]));
        let words = [Some(reason.message.clone()), place].into_iter().flatten().collect::<Vec<_>>();
        (reason.code.clone(), words.join(" · "))
    }

    fn findings(&self, verification: &Verification) -> Rows {
        let findings = verification.findings;
        vec![
            self.row("finding-error", grouped(findings.error)),
            self.row("finding-warning", grouped(findings.warning)),
            self.row("finding-info", grouped(findings.info)),
            self.row("findings-sha256", findings.sha256.to_string()),
            self.row("malware", self.malware(&verification.malware)),
        ]
    }

    fn malware(&self, malware: &Malware) -> String {
        let arguments = [("engine", malware.engine.as_str()), ("signatures", malware.signatures.as_str())];
        match malware.verdict {
            Verdict::NotChecked => self.texts.say("malware-not-checked"),
            verdict => self.texts.fill(&format!("malware-{}", verdict.word()), &arguments),
        }
    }

    fn copies(&self, verification: &Verification) -> Rows {
        let said = |time| self.texts.fill("copy", &[("time", &self.both(time))]);
        verification.copies.iter().map(|copy| (copy.store.clone(), said(copy.read_back))).collect()
    }

    fn evidence(&self) -> Rows {
        let filing = self.receipt.filing();
        let mut rows = vec![
            self.row("package", filing.package.to_string()),
            self.row("manifest-root", filing.manifest_root.to_string()),
        ];
        if let Some(digest) = self.receipt.body().package_digest() {
            rows.push(self.row("package-digest", digest.to_string()));
        }
        if let Body::Verified(verification) = self.receipt.body() {
            rows.push(self.row("files-root", verification.files_root.to_string()));
        }
        let after = self.receipt.after().map_or_else(|| self.texts.say("none"), |digest| digest.to_string());
        rows.extend([
            self.row("header-sha256", filing.header_sha256.to_string()),
            self.row("statement-sha256", filing.statement_sha256.to_string()),
            self.row("receipt-sha256", self.receipt.digest().to_string()),
            self.row("after", after),
            self.row("signed-by", self.certificate()),
            self.row("log-proof", self.proof()),
        ]);
        rows
    }

    fn certificate(&self) -> String {
        let certificate = self.receipt.certificate();
        let role = self.receipt.body().role();
        let arguments = [
            ("role", role.unit()),
            ("name", certificate.organisation.as_str()),
            ("serial", certificate.serial.as_str()),
        ];
        self.texts.fill("certificate", &arguments)
    }

    fn proof(&self) -> String {
        let present = if self.receipt.proofs().is_some() { "present" } else { "absent" };
        self.texts.say(&format!("log-proof-{present}"))
    }

    fn row(&self, key: &str, value: String) -> (String, String) {
        (self.texts.say(key), value)
    }

    fn bytes(&self, count: u64) -> String {
        self.texts.fill("bytes", &[("count", &grouped(count))])
    }

    fn both(&self, time: UtcTime) -> String {
        format!("{} · {time}", self.local(time))
    }

    fn local(&self, time: UtcTime) -> String {
        let local = time.timestamp().to_zoned(self.zone.clone());
        let name = self.zone.iana_name().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("{}{name}", local.strftime("%Y-%m-%d %H:%M:%S %:z"))
    }
}

fn twins(verification: &Verification) -> Rows {
    let row = |twin: &crate::receipt::verification::Twin| {
        (twin.package.to_string(), twin.package_digest.to_string())
    };
    verification.same_as.iter().map(row).collect()
}

/// Digits in groups of three: long counts are read aloud on the telephone.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut groups: Vec<&str> =
        digits.as_bytes()[first..].chunks(3).filter_map(|c| str::from_utf8(c).ok()).collect();
    if first > 0 {
        groups.insert(0, &digits[..first]);
    }
    groups.join(",")
}
