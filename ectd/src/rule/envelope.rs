//! China's envelope, field by field.
//!
//! Source: CDE 《eCTD验证标准》 4.2.1 to 4.2.10; the patterns of numbers as 《eCTD技术规范》 has them.

use super::found::{Because, Found};
use super::sequence::number;
use super::subject::Subject;
use super::vocabulary;
use crate::backbone::envelope::{CnEnvelope, Coded};

/// 申请编号: a letter, the year, and five digits.
pub(crate) fn application_id(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let Some(id) = stated(found, "application-id", envelope.application_id.as_ref()) else { return };
    let letters = vocabulary::application_letters(subject.edition);
    let is_id = |rest: &str| rest.len() == 9 && rest.bytes().all(|byte| byte.is_ascii_digit());
    if !id.strip_prefix(|letter| letters.contains(letter)).is_some_and(is_id) {
        found.note(REGIONAL, "application-id", &[("value", id), ("letters", letters)]);
    }
}

/// 申请类型.
pub(crate) fn application_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let codes = vocabulary::application_types(subject.edition);
    listed(found, "application-type", envelope.application_type.as_ref(), codes);
}

/// 产品类型.
pub(crate) fn product_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    listed(found, "product-type", envelope.product_type.as_ref(), vocabulary::PRODUCT_TYPES);
}

/// 原始编号.
pub(crate) fn product_number(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    stated(found, "product-number", envelope.product_number.as_ref());
}

/// 注册行为类型.
pub(crate) fn activity_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let code = envelope.activity_type.as_ref();
    listed(found, "regulatory-activity-type", code, vocabulary::ACTIVITY_TYPES);
}

/// 序列号.
pub(crate) fn sequence_number(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let Some(value) = stated(found, "sequence-number", envelope.sequence_number.as_ref()) else { return };
    if number(value).is_none() {
        found.note(REGIONAL, "envelope-digits", &[("field", "sequence-number"), ("value", value)]);
    }
}

/// 序列类型.
pub(crate) fn sequence_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    listed(found, "sequence-type", envelope.sequence_type.as_ref(), vocabulary::SEQUENCE_TYPES);
}

/// 序列描述: something, and no more than 120 Chinese characters.
pub(crate) fn description(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let text = envelope.sequence_description.as_ref();
    let Some(text) = stated(found, "sequence-description", text) else { return };
    if width(text) > DESCRIPTION {
        found.note(REGIONAL, "long-description", &[("characters", &width(text).div_ceil(2).to_string())]);
    }
}

/// 序列相关信息: the three types go together.
pub(crate) fn combination(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let application =
        known(envelope.application_type.as_ref(), vocabulary::application_types(subject.edition));
    let activity = known(envelope.activity_type.as_ref(), vocabulary::ACTIVITY_TYPES);
    let sequence = known(envelope.sequence_type.as_ref(), vocabulary::SEQUENCE_TYPES);
    // a code that is not in its list is the matter of another rule
    let (Some(application), Some(activity), Some(sequence)) = (application, activity, sequence) else {
        return;
    };
    if !vocabulary::go_together(application, activity, sequence) {
        let arguments = [("application", application), ("activity", activity), ("sequence", sequence)];
        found.note(REGIONAL, "envelope-combination", &arguments);
    }
}

/// The envelope, or a note that there is none to look at.
pub(super) fn envelope<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> Option<&'a CnEnvelope> {
    let envelope = subject.backbone.envelope.cn.as_ref();
    if envelope.is_none() {
        found.not_evaluated(REGIONAL, Because::Backbone);
    }
    envelope
}

/// The value of a field, or a finding that it has none.
pub(super) fn stated<'a>(found: &mut Found<'_>, field: &str, value: Option<&'a String>) -> Option<&'a str> {
    let value = value.map(|value| value.trim()).filter(|value| !value.is_empty());
    if value.is_none() {
        found.note(REGIONAL, "envelope-missing", &[("field", field)]);
    }
    value
}

/// The code of a field, when it is in the list.
pub(super) fn known<'a>(coded: Option<&'a Coded>, codes: &[&str]) -> Option<&'a str> {
    coded?.code.as_deref().map(str::trim).filter(|code| codes.contains(code))
}

fn listed(found: &mut Found<'_>, field: &str, coded: Option<&Coded>, codes: &[&str]) {
    let Some(code) = stated(found, field, coded.and_then(|coded| coded.code.as_ref())) else { return };
    if !codes.contains(&code) {
        found.note(
            REGIONAL,
            "envelope-code",
            &[("field", field), ("value", code), ("codes", &codes.join(", "))],
        );
    }
}

/// Counts a Chinese character as two and an ASCII one as one, as editors of forms do.
fn width(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// China's regional file.
pub(super) const REGIONAL: &str = "m1/cn/cn-regional.xml";

/// Greatest width of a description: 120 Chinese characters.
const DESCRIPTION: usize = 240;
