//! The code lists of China's envelope, and which of their codes go together.
//!
//! Sources: the annexes of 《eCTD技术规范》 V1.1, cv-application-type.xml, cv-product-type.xml,
//! cv-regulatory-activity-type.xml, cv-sequence-type.xml and depend-apt-rat-sqt.xml (valid from 2026-03-01).

/// 申请类型: trial, new drug, generic drug, and since 1.1 active ingredient.
pub(super) fn application_types(edition: &str) -> &'static [&'static str] {
    if edition == "1.0" { &APPLICATION_TYPES[..3] } else { APPLICATION_TYPES }
}

/// First letters of application ids; `s` came with the active ingredients.
pub(super) fn application_letters(edition: &str) -> &'static str {
    if edition == "1.0" { "xyl" } else { "xyls" }
}

/// Tells whether the three types may stand in one envelope.
pub(super) fn go_together(application: &str, activity: &str, sequence: &str) -> bool {
    let activities = ACTIVITIES_OF.iter().find(|(known, _)| *known == application);
    let sequences = if activity == BASELINE { ["cnsqt4", "cnsqt2", "cnsqt3"] } else { SEQUENCES };
    activities.is_some_and(|(_, activities)| activities.contains(&activity)) && sequences.contains(&sequence)
}

/// Tells whether a sequence of that type opens a regulatory activity: 首次提交 or 格式转换.
pub(super) fn opens(sequence_type: &str) -> bool {
    matches!(sequence_type, FIRST | "cnsqt4")
}

/// 首次提交.
pub(super) const FIRST: &str = "cnsqt1";

/// 产品类型: chemical, biological.
pub(super) const PRODUCT_TYPES: &[&str] = &["cnprt1", "cnprt2"];

/// 注册行为类型.
pub(super) const ACTIVITY_TYPES: &[&str] =
    &["cnrat1", "cnrat2", "cnrat3", "cnrat4", "cnrat5", "cnrat6", "cnrat7", "cnrat8", BASELINE];

/// 序列类型: first submission, reply, withdrawal, change of format.
pub(super) const SEQUENCE_TYPES: &[&str] = &[FIRST, "cnsqt2", "cnsqt3", "cnsqt4"];

const APPLICATION_TYPES: &[&str] = &["cnapt1", "cnapt2", "cnapt3", "cnapt4"];

/// 基线: takes over what was filed before in another format.
const BASELINE: &str = "cnrat9";

/// Sequence types of any other activity.
const SEQUENCES: [&str; 3] = [FIRST, "cnsqt2", "cnsqt3"];

const MARKETED: &[&str] = &["cnrat1", "cnrat2", "cnrat3", "cnrat4", "cnrat6", "cnrat8", BASELINE];

const ACTIVITIES_OF: &[(&str, &[&str])] = &[
    ("cnapt1", &["cnrat1", "cnrat2", "cnrat5", "cnrat7", BASELINE]),
    ("cnapt2", MARKETED),
    ("cnapt3", MARKETED),
    ("cnapt4", &["cnrat1", "cnrat2", "cnrat3", "cnrat4", "cnrat8", BASELINE]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_as_many_rows_as_the_authority_s() {
        let mut rows = 0;
        for application in APPLICATION_TYPES {
            for activity in ACTIVITY_TYPES {
                rows += SEQUENCE_TYPES.iter().filter(|it| go_together(application, activity, it)).count();
            }
        }
        assert_eq!(rows, (5 + 7 + 7 + 6) * 3);
        assert!(go_together("cnapt1", "cnrat9", "cnsqt4") && !go_together("cnapt1", "cnrat9", "cnsqt1"));
        assert!(!go_together("cnapt4", "cnrat6", "cnsqt1"));
    }
}
