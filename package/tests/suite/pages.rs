//! The page for people: complete, alone, escaped, in both languages.

use crate::centre::{Centre, at, grounds};
use ectd::language::Language;
use package::page::{TimeZone, render};
use package::receipt::Receipt;

fn pages(receipt: &Receipt) -> [String; 2] {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    Language::ALL.map(|language| render(receipt, language, &zone))
}

#[test]
fn every_receipt_has_a_page_that_needs_nothing_else() {
    let centre = Centre::new();
    for bytes in centre.receipts() {
        let receipt = Receipt::read(&bytes).unwrap();
        for page in pages(&receipt) {
            assert!(page.contains(">CDE-2026-000001<"));
            assert!(page.contains(&receipt.digest().to_string()));
            assert!(page.contains(&receipt.filing().manifest_root.to_string()));
            assert!(page.contains(&receipt.time().to_string()), "UTC");
            assert!(page.contains("+08:00 (Asia/Shanghai)"), "local time and zone");
            for outside in ["http://", "https://", "src=", "href=", "<script", "url("] {
                assert!(!page.contains(outside), "{outside}");
            }
        }
    }
}

#[test]
fn a_page_says_whether_to_send_again() {
    let centre = Centre::new();
    let delivered = centre.delivered(&centre.offered());
    let [chinese, english] = pages(delivered.receipt());
    assert!(english.contains("Do NOT send it again") && chinese.contains("请勿重新发送"));
    let refused = delivered.refuse(&centre.desk(), grounds(), at(130)).unwrap();
    let [chinese, english] = pages(refused.receipt());
    assert!(english.contains("may be sent again") && chinese.contains("可以重新发送"));
}

#[test]
fn what_others_wrote_cannot_become_markup() {
    let centre = Centre::new();
    let refused = centre.offered().refuse(&centre.intake(), grounds(), at(70)).unwrap();
    for page in pages(refused.receipt()) {
        assert!(page.contains("Segment 2 &lt;does not&gt; open"));
        assert!(page.contains("m1/夹/a&amp;b.pdf"));
    }
}

#[test]
fn no_text_is_missing() {
    let centre = Centre::new();
    let offered = centre.offered();
    let delivered = centre.delivered(&offered);
    let verified = centre.verified(&delivered);
    let receipts = [
        offered.receipt().clone(),
        offered.refuse(&centre.intake(), grounds(), at(70)).unwrap().receipt().clone(),
        delivered.receipt().clone(),
        delivered.refuse(&centre.desk(), grounds(), at(130)).unwrap().receipt().clone(),
        verified.receipt().clone(),
        verified.refuse(&centre.desk(), grounds(), at(190)).unwrap().receipt().clone(),
        centre.registered(&verified).receipt().clone(),
    ];
    for receipt in &receipts {
        for page in pages(receipt) {
            // A key without a text would be shown as it is.
            for key in
                ["headline-", "meaning-", "resend-", "carrier-", "malware-", "log-proof", "receipt-sha256"]
            {
                assert!(!page.contains(&format!(">{key}")), "{key}");
            }
            assert!(!page.contains("{ $") && !page.contains("{$"));
        }
    }
}
